-- Writes the requests of the role delegations, for a directory that nobody has configured: $1 now.
INSERT INTO role_requests (kind, delegation_id, due_at, state, created_at, applied_at, next_at, finished_at)
SELECT q.kind,
  d.id,
  q.due_at,
  CASE WHEN q.applied_at IS NOT NULL THEN 'suppressed' WHEN q.over THEN 'superseded' ELSE 'pending' END,
  d.created_at,
  q.applied_at,
  q.applied_at,
  CASE WHEN q.over OR q.applied_at IS NOT NULL THEN coalesce(q.applied_at, $1) END
FROM role_delegations d
JOIN people o ON o.id = d.delegator_id
CROSS JOIN LATERAL (
  SELECT 'begin' AS kind,
    d.starts_on::timestamp AT TIME ZONE coalesce(o.time_zone, 'Etc/UTC') AS due_at,
    d.begun_at AS applied_at,
    d.cancelled_at IS NOT NULL AS over
  UNION ALL
  SELECT 'end',
    d.not_after,
    CASE WHEN d.end_reason = 'end_date' THEN d.ended_at END,
    d.cancelled_at IS NOT NULL OR d.ended_at IS NOT NULL
  WHERE d.ends_on IS NOT NULL
) q
ORDER BY d.id
