-- Grants what the staged tasks approved, and logs it. $1 the event as JSON, in which `-3` stands for the role's name, $2 who decides for
-- the pool. In one order everywhere: batches that are written at the same time cannot wait for each other in a circle.
WITH made AS (
  INSERT INTO grants (person_id, role_id, source, task_id, granted_by, granted_at)
  SELECT subject_id, role_id, 'request', id, CASE WHEN pool_id IS NULL THEN assignee_id ELSE $2 END, closed_at
  FROM generated
  WHERE closed_at IS NOT NULL
    AND approved
  ORDER BY subject_id, role_id, number
  ON CONFLICT DO NOTHING
  RETURNING task_id
)
INSERT INTO task_log (task_id, at, position, through, event)
SELECT g.id, g.closed_at, 1, 'locum demo load', replace($1, '-3', g.role_name)::jsonb
FROM made
JOIN generated g ON g.id = made.task_id
