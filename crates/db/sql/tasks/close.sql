-- Closes an open task and releases everyone asked. A closed task keeps its policy's name only (T10).
-- $1: the task; $2: how it is closed, a code; $3: now.
WITH released AS (
  UPDATE task_assignments
  SET released_at = greatest($3, assigned_at)
  WHERE task_id = $1
    AND released_at IS NULL
    AND EXISTS (SELECT FROM tasks WHERE id = $1 AND state = 'open')
)
UPDATE tasks
SET state = $2,
  closed_at = $3,
  version = version + 1,
  policy_id = NULL
WHERE id = $1
  AND state = 'open'
