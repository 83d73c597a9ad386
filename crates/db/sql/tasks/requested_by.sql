-- What somebody asked for, newest first, and who is asked now. $1: the person; $2: the state (null: any); $3 and $4: the last line of the
-- page before, its instant and its task (null: none); $5: the most lines; $6: now.
SELECT t.id AS task_id,
  t.created_at,
  t.title,
  t.policy_name,
  t.state,
  coalesce(
    (SELECT jsonb_agg(
      jsonb_build_object(
        'name', coalesce((SELECT n.shown_name FROM shown_people n WHERE n.id = a.person_id), r.name),
        'is_pool', a.pool_role_id IS NOT NULL,
        'standing_in_for', (SELECT n.shown_name FROM shown_people n WHERE n.id = o.id),
        'until', d.ends_at)
      ORDER BY a.id)
    FROM task_assignments a
    LEFT JOIN roles r ON r.id = a.pool_role_id
    LEFT JOIN people o ON o.id = a.original_id AND a.original_id <> a.person_id
    LEFT JOIN delegation_rules d ON d.owner_id = o.id AND d.delegate_id = a.path[2] AND is_in_force(d, $6)
    WHERE a.task_id = t.id AND a.released_at IS NULL),
    '[]') AS asked
FROM (
  SELECT e.id, e.created_at, e.title, e.policy_name, e.state
  FROM tasks e
  WHERE e.requester_id = $1
    AND ($2::text IS NULL OR e.state = $2)
    AND ($3::timestamptz IS NULL OR (e.created_at, e.id) < ($3, $4))
  ORDER BY e.created_at DESC, e.id DESC
  LIMIT $5) t
ORDER BY t.created_at DESC, t.id DESC
