-- Claims requests that the directory is to be told by now.
-- $1 now, $2 the most requests, $3 the lease, $4 until when it lasts.
WITH due AS (
  SELECT q.id
  FROM role_requests q
  WHERE q.applied_at IS NOT NULL
    AND q.state IN ('pending', 'in_progress', 'failed')
    AND q.next_at <= $1
  ORDER BY q.next_at, q.id
  LIMIT $2
  FOR UPDATE SKIP LOCKED
),
taken AS (
  UPDATE role_requests q
  SET state = 'in_progress', leased_by = $3, next_at = $4, attempts = q.attempts + 1
  FROM due
  WHERE q.id = due.id
  RETURNING q.id, q.delegation_id, q.grant_id, q.attempts, q.kind
)
SELECT t.id,
  t.attempts,
  p.id AS person_id,
  p.username,
  r.id AS role_id,
  r.code AS role,
  t.kind = 'remove' AS is_removal
FROM taken t
LEFT JOIN role_delegations d ON d.id = t.delegation_id
LEFT JOIN grants g ON g.id = t.grant_id
JOIN people p ON p.id = coalesce(d.proxy_id, g.person_id)
JOIN roles r ON r.id = coalesce(d.role_id, g.role_id)
ORDER BY t.id
