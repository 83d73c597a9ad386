-- Appends one audit entry for each person who changed, in the order of the file. Answers a row for each.
-- $1 now, $2 who acts (null: a command), $3 through what, $4 the request, $5 in whose place (null: nobody's), $6 by which delegation of
-- it (null: none), $7 what the client calls the request.
WITH noted AS (
  INSERT INTO audit_log (at, actor_id, on_behalf_of, through, action, object_kind, object_id, concerns_id, before, after, request_id,
    client_request_id, people)
  SELECT $1, $2, $5, $3, 'person.imported', 'person', person_id::text, person_id, before, after, $4, $7, '{}'
  FROM import_changes
  ORDER BY line
  RETURNING id
),
named AS (
  INSERT INTO audit_in_name_of (delegator_id, entry_id, proxy_id, role_delegation_id)
  SELECT $5, id, $2, $6
  FROM noted
  WHERE $6::bigint IS NOT NULL
)
SELECT FROM noted
