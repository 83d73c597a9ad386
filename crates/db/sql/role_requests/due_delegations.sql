-- What decides about delegations of which a begin or an end is due (R8, R9, R11), with everybody in them. The transaction holds them.
-- $1 delegations, $2 now, $3 the run: what it wrote itself is left to a later one (R8).
SELECT d.id,
  d.starts_on,
  d.ends_on,
  d.through_end,
  d.begun_at,
  d.ended_at IS NOT NULL OR d.cancelled_at IS NOT NULL AS is_closed,
  d.not_after,
  b.id AS begin_id,
  e.id AS end_id,
  d.delegator_id,
  d.delegator_name,
  d.delegator_username,
  d.proxy_id,
  d.proxy_name,
  d.proxy_username,
  d.role_code,
  d.role_name,
  d.zone,
  EXISTS (SELECT FROM administrative_roles a WHERE a.role_id = d.role_id) AS is_administrative
FROM shown_delegations d
LEFT JOIN role_requests b ON b.delegation_id = d.id
  AND b.kind = 'begin'
  AND b.applied_at IS NULL
  AND b.state IN ('pending', 'failed')
  AND b.due_at <= $2
  AND (b.run_id IS NULL OR b.run_id < $3)
LEFT JOIN role_requests e ON e.delegation_id = d.id
  AND e.kind = 'end'
  AND e.applied_at IS NULL
  AND e.state IN ('pending', 'failed')
  AND e.due_at <= $2
  AND (e.run_id IS NULL OR e.run_id < $3)
WHERE d.id = ANY($1)
  AND (b.id IS NOT NULL OR e.id IS NOT NULL)
ORDER BY d.id
