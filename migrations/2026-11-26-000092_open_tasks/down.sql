DROP INDEX tasks_open_subject_idx;
DROP INDEX task_assignments_open_pool_key;
CREATE UNIQUE INDEX task_assignments_open_pool_key ON task_assignments (task_id, pool_role_id)
    WHERE released_at IS NULL AND pool_role_id IS NOT NULL;
