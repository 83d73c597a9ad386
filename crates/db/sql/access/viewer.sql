-- Who is acting: the person, what they may do now, and the two counts that every page shows (G9). A privilege that a role gives over
-- everyone has a star before it. Pools are asked role by role: joined at once, the planner would read the open tasks of every pool
-- there is.
-- $1 the person, $2 now.
WITH held AS MATERIALIZED (
  SELECT DISTINCT h.role_id, h.delegator_id FROM held_roles($2) h WHERE h.person_id = $1
)
SELECT p.username,
  p.display_name,
  coalesce(
    p.time_zone,
    (SELECT value FROM profile_values WHERE code = 'SITE_TIME_ZONE' AND person_id IS NULL),
    'Etc/UTC') AS time_zone,
  is_active(p, $2) AS active,
  ARRAY(
    SELECT CASE ro.data_scope WHEN 'everyone' THEN '*' ELSE '' END || v.privilege
    FROM held
    JOIN role_privileges v ON v.role_id = held.role_id
    JOIN roles ro ON ro.id = held.role_id
  ) AS privileges,
  (
    SELECT count(*)
    FROM (SELECT FROM outbox o WHERE o.person_id = $1 AND o.read_at IS NULL LIMIT 100) u
  ) AS unread,
  (
    SELECT count(*)
    FROM (
      SELECT a.task_id
      FROM task_assignments a
      WHERE a.person_id = $1
        AND a.released_at IS NULL
      UNION
      SELECT pool.task_id
      FROM held
      CROSS JOIN LATERAL (
        SELECT a.task_id
        FROM task_assignments a
        WHERE a.released_at IS NULL
          AND a.pool_role_id = held.role_id
          AND NOT a.barred && ARRAY[$1, coalesce(held.delegator_id, $1)]
        LIMIT 100
      ) pool
      LIMIT 100
    ) t
  ) AS open_tasks,
  c.shown_name AS covered_by,
  r.ends_at AS covered_until
FROM people p
LEFT JOIN delegation_rules r ON r.owner_id = p.id AND is_in_force(r, $2)
LEFT JOIN shown_people c ON c.id = r.delegate_id
WHERE p.id = $1
