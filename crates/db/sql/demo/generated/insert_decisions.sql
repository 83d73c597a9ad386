-- Writes what was decided of the staged tasks: $1 who decides for the pool.
INSERT INTO task_decisions (task_id, position, decision, decided_by, decided_for, decided_at)
SELECT id,
  1,
  CASE WHEN approved THEN 'approve' ELSE 'deny' END,
  CASE WHEN pool_id IS NULL THEN assignee_id ELSE $1 END,
  CASE WHEN hop THEN ARRAY[manager_id] ELSE '{}' END,
  closed_at
FROM generated
WHERE closed_at IS NOT NULL
ORDER BY number
