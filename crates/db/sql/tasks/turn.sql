-- Everything that says whether somebody may decide a task's open step now. $1: the task; $2: the person; $3: now.
SELECT
  coalesce((SELECT jsonb_agg(to_jsonb(a) ORDER BY a.id) FROM task_assignments a WHERE a.task_id = $1), '[]') AS assignments,
  coalesce((SELECT jsonb_agg(to_jsonb(d) ORDER BY d.position) FROM task_decisions d WHERE d.task_id = $1), '[]') AS decisions,
  EXISTS (SELECT FROM people p WHERE p.id = $2 AND is_active(p, $3)) AS active,
  EXISTS (
    SELECT
    FROM tasks t
    JOIN people s ON s.id = t.subject_id
    WHERE t.id = $1 AND s.active_until <= $3) AS subject_left,
  coalesce(
    (SELECT jsonb_agg(DISTINCT jsonb_build_object(
      'role_id', h.role_id,
      'delegator_id', h.delegator_id,
      'delegation_id', h.delegation_id,
      'delegator', (SELECT o.username FROM people o WHERE o.id = h.delegator_id)))
    FROM held_roles($3) h
    WHERE h.person_id = $2
      AND h.role_id = ANY (ARRAY(
        SELECT a.pool_role_id
        FROM task_assignments a
        WHERE a.task_id = $1 AND a.pool_role_id IS NOT NULL))),
    '[]') AS holdings,
  (SELECT r.name FROM tasks t JOIN roles r ON r.id = t.role_id WHERE t.id = $1) AS role
