-- Appends entries to the audit log that were all made in the name of the same people (R23).
-- $1 the entries: an array of objects with the columns of the log; $2 the delegators, $3 the role delegation of each, or null.
WITH logged AS (
  INSERT INTO audit_log (at, actor_id, on_behalf_of, through, action, object_kind, object_id, concerns_id, before, after, request_id,
    client_request_id, people)
  SELECT e.at, e.actor_id, e.on_behalf_of, e.through, e.action, e.object_kind, e.object_id, e.concerns_id, e.before, e.after,
    e.request_id, e.client_request_id, e.people
  FROM jsonb_populate_recordset(NULL::audit_log, $1) e
  RETURNING id, actor_id
),
named AS (
  INSERT INTO audit_in_name_of (delegator_id, entry_id, proxy_id, role_delegation_id)
  SELECT n.delegator_id, l.id, l.actor_id, n.role_delegation_id
  FROM logged l
  CROSS JOIN unnest($2::bigint[], $3::bigint[]) n (delegator_id, role_delegation_id)
  WHERE l.actor_id IS NOT NULL
)
SELECT id FROM logged ORDER BY id
