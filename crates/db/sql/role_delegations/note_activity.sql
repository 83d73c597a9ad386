-- What a change of people's being active changes in the directory (R11, R12).
-- $1 now, $2 people, $3 the kind of request for delegations that have begun, $4 that for grants.
INSERT INTO role_requests (kind, delegation_id, grant_id, due_at, applied_at, next_at, created_at)
SELECT $3::text, d.id, NULL, $1::timestamptz, $1, $1, $1
FROM role_delegations d
WHERE (d.delegator_id = ANY($2) OR d.proxy_id = ANY($2))
  AND d.begun_at IS NOT NULL
  AND d.ended_at IS NULL
UNION ALL
SELECT $4::text, NULL, g.id, $1, $1, $1, $1
FROM grants g
WHERE g.person_id = ANY($2)
  AND g.revoked_at IS NULL
