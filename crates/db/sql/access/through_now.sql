-- Through which roles a person has a privilege on another's record now.
-- $1 the person, $2 whose record, $3 now, $4 the privilege.
WITH held AS MATERIALIZED (
  SELECT h.role_id, h.delegator_id, h.source, h.source_id
  FROM holdings_now($3) h
  WHERE h.person_id = $1
)
SELECT DISTINCT r.code AS role,
  h.source,
  h.delegator_id,
  CASE WHEN h.source = 'delegated' THEN h.source_id END AS delegation_id,
  o.username AS delegator,
  r.data_scope
FROM held h
JOIN roles r ON r.id = h.role_id
JOIN role_privileges v ON v.role_id = h.role_id AND v.privilege = $4
CROSS JOIN LATERAL reach_of($4, r.data_scope, $1, h.delegator_id, $2) reach
LEFT JOIN people o ON o.id = h.delegator_id
WHERE reach.is_reached
ORDER BY r.code, h.source, o.username
