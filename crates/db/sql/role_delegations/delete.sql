-- Ends a delegation that is in force, or cancels one that has not begun (R12); no row where somebody was quicker.
-- $1 the delegation, $2 its version, $3 now.
WITH over AS (
  UPDATE role_delegations d
  SET version = d.version + 1,
    end_reason = 'deleted',
    ended_at = CASE WHEN d.begun_at IS NOT NULL THEN greatest($3, d.begun_at) END,
    cancelled_at = CASE WHEN d.begun_at IS NULL THEN $3 END
  WHERE d.id = $1
    AND d.version = $2
    AND d.ended_at IS NULL
    AND d.cancelled_at IS NULL
  RETURNING d.id, d.begun_at IS NOT NULL AS had_begun
),
superseded AS (
  UPDATE role_requests q
  SET state = 'superseded', finished_at = $3
  FROM over
  WHERE q.delegation_id = over.id
    AND q.state IN ('pending', 'failed', 'faulted')
),
added AS (
  INSERT INTO role_requests (kind, delegation_id, due_at, applied_at, next_at, created_at)
  SELECT 'end', over.id, $3, $3, $3, $3
  FROM over
  WHERE over.had_begun
)
SELECT over.id
FROM over
