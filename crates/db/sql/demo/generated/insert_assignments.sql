-- Writes whom the staged tasks ask.
INSERT INTO task_assignments (task_id, position, person_id, pool_role_id, original_id, path, barred, assigned_at, released_at)
SELECT id,
  1,
  CASE WHEN pool_id IS NULL THEN assignee_id END,
  pool_id,
  CASE WHEN pool_id IS NULL THEN manager_id END,
  CASE WHEN pool_id IS NOT NULL THEN '{}' WHEN hop THEN ARRAY[manager_id, assignee_id] ELSE ARRAY[manager_id] END,
  CASE WHEN pool_id IS NULL THEN '{}' ELSE ARRAY[subject_id] END,
  created_at,
  closed_at
FROM generated
ORDER BY number
