-- Of people who have no zone of their own. Nobody else changes them meanwhile.
-- $1 now, $2 the delegation to go on after, $3 the most delegations.
SELECT d.id,
  d.delegator_id,
  d.proxy_id,
  d.starts_on,
  d.ends_on,
  d.through_end,
  d.not_after,
  d.begun_at IS NOT NULL AS has_begun,
  o.time_zone,
  (
    SELECT min(q.due_at)
    FROM role_requests q
    WHERE q.delegation_id = d.id
      AND q.kind = 'begin'
      AND q.applied_at IS NULL
      AND q.state IN ('pending', 'failed')
  ) AS begin_due,
  (
    SELECT min(q.due_at)
    FROM role_requests q
    WHERE q.delegation_id = d.id
      AND q.kind = 'end'
      AND q.applied_at IS NULL
      AND q.state IN ('pending', 'failed')
  ) AS end_due
FROM role_delegations d
JOIN people o ON o.id = d.delegator_id
WHERE d.ended_at IS NULL
  AND d.cancelled_at IS NULL
  AND (d.not_after > $1 OR d.not_after IS NULL AND d.begun_at IS NULL)
  AND o.time_zone IS NULL
  AND d.id > coalesce($2::bigint, 0)
ORDER BY d.id
LIMIT $3
FOR UPDATE OF d
