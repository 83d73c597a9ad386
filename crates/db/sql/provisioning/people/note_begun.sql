-- The directory is told of what was lent to or by people whose work has begun since: once for each of them. $1 now, $2 people.
INSERT INTO role_requests (kind, delegation_id, due_at, applied_at, next_at, created_at)
SELECT DISTINCT 'resume', d.id, p.active_from, $1::timestamptz, $1, $1
FROM people p
JOIN role_delegations d
  ON d.id IN (
    SELECT l.id FROM role_delegations l WHERE l.delegator_id = p.id
    UNION ALL
    SELECT l.id FROM role_delegations l WHERE l.proxy_id = p.id)
WHERE p.id = ANY($2)
  AND d.begun_at IS NOT NULL
  AND d.begun_at < p.active_from
  AND d.ended_at IS NULL
  AND NOT EXISTS (
    SELECT FROM role_requests q
    WHERE q.delegation_id = d.id
      AND q.kind = 'resume'
      AND q.due_at = p.active_from)
