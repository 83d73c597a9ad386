-- Writes who is asked; whoever is asked already stays so. $1: an array of objects, named as the columns are. Each holds arrays, of any
-- length each, which `unnest` would take apart.
INSERT INTO task_assignments (task_id, position, person_id, pool_role_id, original_id, path, copies, barred, assigned_at)
SELECT n.task_id, n.position, n.person_id, n.pool_role_id, n.original_id, n.path, n.copies, n.barred, n.assigned_at
FROM jsonb_populate_recordset(NULL::task_assignments, $1) n
ON CONFLICT DO NOTHING
