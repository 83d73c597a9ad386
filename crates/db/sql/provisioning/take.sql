-- Takes these roles from everybody who had them by a rule and whom no rule gives them any more, each with its audit entry. Answers
-- a row for each grant.
-- $1 roles, $2 now, $3 who acts (null: a job), $4 through what, $5 the request, $6 in whose place (null: nobody's), $7 by which
-- delegation of it (null: none), $8 what the client calls the request.
WITH due AS MATERIALIZED (
  SELECT DISTINCT d.person_id, d.role_id
  FROM due_roles($2) d
  WHERE d.role_id = ANY($1)
),
taken AS (
  UPDATE grants g
  SET revoked_at = greatest($2, g.granted_at), revoked_by = $3
  WHERE g.source = 'autoprovisioned'
    AND g.revoked_at IS NULL
    AND g.role_id = ANY($1)
    AND NOT EXISTS (SELECT FROM due d WHERE d.person_id = g.person_id AND d.role_id = g.role_id)
  RETURNING g.id, g.person_id, g.role_id
),
noted AS (
  INSERT INTO audit_log (at, actor_id, on_behalf_of, through, action, object_kind, object_id, concerns_id, before, request_id,
    client_request_id, people)
  SELECT $2, $3, $6, $4, 'grant.revoked', 'grant', t.id::text, t.person_id,
    jsonb_build_object('role', r.code), $5, $8, '{}'
  FROM taken t
  JOIN roles r ON r.id = t.role_id
  RETURNING id
),
named AS (
  INSERT INTO audit_in_name_of (delegator_id, entry_id, proxy_id, role_delegation_id)
  SELECT $6, id, $3, $7
  FROM noted
  WHERE $7::bigint IS NOT NULL
)
SELECT FROM noted
