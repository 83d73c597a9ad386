-- Appends entries to the audit log.
-- $1 the entries: an array of objects with the columns of the log.
INSERT INTO audit_log (at, actor_id, on_behalf_of, through, action, object_kind, object_id, concerns_id, before, after, request_id,
  client_request_id, people)
SELECT e.at, e.actor_id, e.on_behalf_of, e.through, e.action, e.object_kind, e.object_id, e.concerns_id, e.before, e.after, e.request_id,
  e.client_request_id, e.people
FROM jsonb_populate_recordset(NULL::audit_log, $1) e
