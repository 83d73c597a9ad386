-- The roles that a person holds at an instant, in the past by the log and in the future as if nothing changed.
-- $1 the person, $2 the instant, $3 now.
WITH held AS MATERIALIZED (
  SELECT h.role_id, h.delegator_id, h.source, h.source_id
  FROM holdings_at($2, $3) h
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
LEFT JOIN people o ON o.id = h.delegator_id
ORDER BY r.code, h.source, o.username
