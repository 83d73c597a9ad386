-- Writes the tasks of an operation in their order.
-- $1 the operation; $2 tasks, $3 the step of each that was shown (null: none; as many).
INSERT INTO operation_items (operation_id, position, task_id, step)
SELECT $1::uuid, t.position, t.task_id, t.step
FROM unnest($2::uuid[], $3::smallint[]) WITH ORDINALITY AS t (task_id, step, position)
