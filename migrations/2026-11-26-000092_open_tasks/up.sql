-- Which open tasks wait for a pool is asked by the role, at every page: an index that begins with the task is read whole.
DROP INDEX task_assignments_open_pool_key;
CREATE UNIQUE INDEX task_assignments_open_pool_key ON task_assignments (pool_role_id, task_id)
    WHERE released_at IS NULL AND pool_role_id IS NOT NULL;
-- Open tasks about people who have left (T13) are looked for every few seconds, among everybody who ever left.
CREATE INDEX tasks_open_subject_idx ON tasks (subject_id) WHERE state = 'open';
