-- Ends attempts to tell the directory, each if the lease is still this node's.
-- $1 the lease, $2 now, $3 requests, $4 their new states, or 'released', $5 what went wrong (null: nothing), $6 when each is tried again
-- (null: at once), $7 how many attempts do not count; as many of each.
UPDATE role_requests q
SET state = CASE
    WHEN n.state <> 'released' THEN n.state
    WHEN q.attempts <= 1 AND n.error IS NULL AND q.last_error IS NULL THEN 'pending'
    ELSE 'failed'
  END,
  last_error = CASE WHEN n.state = 'complete' THEN NULL ELSE coalesce(n.error, q.last_error) END,
  finished_at = CASE WHEN n.state = 'complete' THEN $2::timestamptz END,
  next_at = coalesce(n.next_at, $2),
  attempts = q.attempts - n.back,
  leased_by = NULL
FROM unnest($3::bigint[], $4::text[], $5::text[], $6::timestamptz[], $7::integer[]) AS n (id, state, error, next_at, back)
WHERE q.id = n.id
  AND q.leased_by = $1
  AND q.state = 'in_progress'
