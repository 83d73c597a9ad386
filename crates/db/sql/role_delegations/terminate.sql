-- Ends delegations for good as it was decided (R12), where nobody has changed them since; answers which. What is in force ends, what has
-- not begun is cancelled. A begin that is not to come is superseded (J3); the directory takes the role from the proxy by an end
-- that is due at once.
-- $1 delegations, $2 their versions, $3 reasons, $4 when each ended (null: it is cancelled); as many of each. $5 now.
WITH decided AS MATERIALIZED (
  SELECT d.id, n.reason, n.ended_at
  FROM unnest($1::bigint[], $2::integer[], $3::text[], $4::timestamptz[]) n (id, version, reason, ended_at)
  JOIN role_delegations d ON d.id = n.id AND d.version = n.version
  WHERE d.ended_at IS NULL
    AND d.cancelled_at IS NULL
  -- Locked in one order, whoever ends them.
  ORDER BY d.id
  FOR UPDATE OF d
),
ended AS (
  UPDATE role_delegations d
  SET ended_at = n.ended_at,
    cancelled_at = CASE WHEN n.ended_at IS NULL THEN $5::timestamptz END,
    end_reason = n.reason,
    version = d.version + 1
  FROM decided n
  WHERE d.id = n.id
  RETURNING d.id
),
superseded AS (
  UPDATE role_requests q
  SET state = 'superseded', finished_at = $5
  FROM decided n
  WHERE q.delegation_id = n.id
    AND q.state IN ('pending', 'failed', 'faulted')
    AND (n.ended_at IS NULL OR q.kind <> 'end')
),
hurried AS (
  UPDATE role_requests q
  SET due_at = least(q.due_at, $5), applied_at = $5, next_at = $5, state = 'pending'
  FROM decided n
  WHERE q.delegation_id = n.id
    AND n.ended_at IS NOT NULL
    AND q.kind = 'end'
    AND q.applied_at IS NULL
    AND q.state IN ('pending', 'failed', 'faulted')
),
added AS (
  INSERT INTO role_requests (kind, delegation_id, due_at, applied_at, next_at, created_at)
  SELECT 'end', n.id, $5, $5, $5, $5
  FROM decided n
  WHERE n.ended_at IS NOT NULL
    AND NOT EXISTS (
      SELECT FROM role_requests q
      WHERE q.delegation_id = n.id
        AND q.kind = 'end'
        AND q.applied_at IS NULL
        AND q.state IN ('pending', 'failed', 'faulted')
    )
)
SELECT e.id FROM ended e ORDER BY e.id
