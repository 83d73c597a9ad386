-- Begins and ends delegations as it was decided, and answers for their requests. The transaction holds the delegations.
-- $1 delegations, $2 what happens to each (begins, ends, never_begins, has_begun, is_closed), $3 the request that is applied by it
-- (null: none), $4 when it ends (null: it does not), $5 when the end request is due that it writes (null: none), $6 why it is over (null: it is
-- not); as many of each. $7 now, $8 the run, $9 whether there is no directory to be told: the requests are done with then (J3).
WITH decided AS MATERIALIZED (
  SELECT n.*
  FROM unnest($1::bigint[], $2::text[], $3::bigint[], $4::timestamptz[], $5::timestamptz[], $6::text[])
    n (id, outcome, request_id, ended_at, end_due, reason)
),
changed AS (
  UPDATE role_delegations d
  SET version = d.version + 1,
    begun_at = CASE WHEN n.outcome = 'begins' THEN $7 ELSE d.begun_at END,
    ended_at = n.ended_at,
    cancelled_at = CASE WHEN n.outcome = 'never_begins' THEN $7 END,
    end_reason = n.reason
  FROM decided n
  WHERE d.id = n.id
    AND n.outcome IN ('begins', 'ends', 'never_begins')
),
applied AS (
  UPDATE role_requests q
  SET applied_at = $7,
    next_at = $7,
    last_error = NULL,
    attempts = 0,
    state = CASE WHEN $9 THEN 'suppressed' ELSE 'pending' END,
    finished_at = CASE WHEN $9 THEN $7 END
  FROM decided n
  WHERE q.id = n.request_id
),
-- What the directory never took is told by the end.
superseded AS (
  UPDATE role_requests q
  SET state = 'superseded', finished_at = $7
  FROM decided n
  WHERE q.delegation_id = n.id
    AND n.outcome IN ('ends', 'never_begins', 'is_closed')
    AND (q.applied_at IS NULL AND q.state IN ('pending', 'failed', 'faulted') AND q.id IS DISTINCT FROM n.request_id
      OR n.outcome = 'ends' AND q.applied_at IS NOT NULL AND q.state = 'faulted')
)
INSERT INTO role_requests (kind, delegation_id, due_at, created_at, run_id)
SELECT 'end', n.id, n.end_due, $7, $8
FROM decided n
WHERE n.end_due IS NOT NULL
