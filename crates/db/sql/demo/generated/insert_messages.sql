-- Tells the assignees of the staged tasks that are open: $1 the event as JSON, in which `-3` stands for the title.
INSERT INTO outbox (at, person_id, event_key, event, task_id, pending)
SELECT created_at, assignee_id, 'task:' || id || ':1', replace($1, '-3', title)::jsonb, id, false
FROM generated
WHERE closed_at IS NULL
  AND pool_id IS NULL
