-- Gives everybody whom an import touches what rules give them, each grant with its audit entry. Answers a row for each grant.
-- $1 now, $2 who acts (null: a job), $3 through what, $4 the request, $5 in whose place (null: nobody's), $6 by which delegation of it
-- (null: none), $7 what the client calls the request.
WITH due AS MATERIALIZED (
  SELECT DISTINCT d.person_id, d.role_id
  FROM import_affected a
  JOIN due_roles($1) d ON d.person_id = a.person_id
),
given AS (
  INSERT INTO grants (person_id, role_id, source, granted_by, granted_at)
  SELECT d.person_id, d.role_id, 'autoprovisioned', $2, $1
  FROM due d
  WHERE NOT EXISTS (
    SELECT FROM grants g
    WHERE g.person_id = d.person_id
      AND g.role_id = d.role_id
      AND g.source = 'autoprovisioned'
      AND g.revoked_at IS NULL)
  ON CONFLICT DO NOTHING
  RETURNING id, person_id, role_id
),
noted AS (
  INSERT INTO audit_log (at, actor_id, on_behalf_of, through, action, object_kind, object_id, concerns_id, after, request_id,
    client_request_id, people)
  SELECT $1, $2, $5, $3, 'grant.autoprovisioned', 'grant', n.id::text, n.person_id,
    jsonb_build_object('role', r.code), $4, $7, '{}'
  FROM given n
  JOIN roles r ON r.id = n.role_id
  RETURNING id
),
named AS (
  INSERT INTO audit_in_name_of (delegator_id, entry_id, proxy_id, role_delegation_id)
  SELECT $5, id, $2, $6
  FROM noted
  WHERE $6::bigint IS NOT NULL
)
SELECT FROM noted
