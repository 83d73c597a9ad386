-- Gives these roles to everybody whom a rule gives them, each with its audit entry. Answers a row for each grant.
-- $1 roles, $2 now, $3 who acts (null: a job), $4 through what, $5 the request, $6 in whose place (null: nobody's), $7 by which
-- delegation of it (null: none), $8 what the client calls the request.
WITH due AS MATERIALIZED (
  SELECT DISTINCT d.person_id, d.role_id
  FROM due_roles($2) d
  WHERE d.role_id = ANY($1)
),
given AS (
  INSERT INTO grants (person_id, role_id, source, granted_by, granted_at)
  SELECT d.person_id, d.role_id, 'autoprovisioned', $3, $2
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
  SELECT $2, $3, $6, $4, 'grant.autoprovisioned', 'grant', n.id::text, n.person_id,
    jsonb_build_object('role', r.code), $5, $8, '{}'
  FROM given n
  JOIN roles r ON r.id = n.role_id
  RETURNING id
),
named AS (
  INSERT INTO audit_in_name_of (delegator_id, entry_id, proxy_id, role_delegation_id)
  SELECT $6, id, $3, $7
  FROM noted
  WHERE $7::bigint IS NOT NULL
)
SELECT FROM noted
