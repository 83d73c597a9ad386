-- Appends to the logs of tasks, and to the audit log what it says of that (G8).
-- $1: entries, an array of objects named as the columns are; $2: what the audit log says, for `audited_of_tasks`.
WITH logged AS (
  INSERT INTO task_log (task_id, at, position, actor_id, on_behalf_of, through, event, people)
  SELECT l.task_id, l.at, l.position, l.actor_id, l.on_behalf_of, l.through, l.event, l.people
  FROM jsonb_populate_recordset(NULL::task_log, $1) l
)
INSERT INTO audit_log (at, through, action, object_kind, object_id, concerns_id, after, request_id, client_request_id, people)
SELECT e.at, e.through, e.action, 'task', e.object_id, e.concerns_id, e.after, e.request_id, e.client_request_id, e.people
FROM audited_of_tasks($2) e
