-- Delegations of which a begin or an end is due, held until the transaction ends.
-- $1 now, $2 the run of the job: what it wrote itself is left to a later one (R8), $3 the most requests.
-- Whoever changes a delegation's requests holds its row, so that alone is locked: a node that locked requests as well could wait for
-- another that waits for it. What is read here may be done by the time the lock is there; `due_delegations.sql` looks again.
SELECT d.id
FROM role_requests q
JOIN role_delegations d ON d.id = q.delegation_id
WHERE q.applied_at IS NULL
  AND q.state IN ('pending', 'failed')
  AND q.due_at <= $1
  AND (q.next_at IS NULL OR q.next_at <= $1)
  AND (q.run_id IS NULL OR q.run_id < $2)
ORDER BY q.due_at, q.id
LIMIT $3
FOR UPDATE OF d SKIP LOCKED
