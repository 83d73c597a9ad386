-- A delegation that counts with the same delegator, proxy and role, and with a covered day in common with a period (R5).
-- $1 the delegator, $2 the proxy, $3 the role, $4 the first day, $5 the last day (null: for ever), $6 the delegation to leave out.
SELECT d.starts_on, last_day(d) AS last_day
FROM role_delegations d
WHERE d.delegator_id = $1
  AND d.proxy_id = $2
  AND d.role_id = $3
  AND d.ended_at IS NULL
  AND d.cancelled_at IS NULL
  AND daterange(d.starts_on, last_day(d), '[]') && daterange($4, $5, '[]')
  AND d.id IS DISTINCT FROM $6
ORDER BY d.starts_on
LIMIT 1
