-- The first page of somebody's open tasks, oldest first: those that ask them, and those of the pools they belong to (T11). Each half walks
-- its index in order and stops at the page's end; the rest is looked up for the page only. Pools are asked role by role: joined at once,
-- the planner would read the open tasks of every pool there is. The limit, one more than a page, stands here for the planner to reckon
-- with.
-- $1: the person; $2: now.
WITH held AS MATERIALIZED (
  SELECT DISTINCT h.role_id, h.delegator_id
  FROM held_roles($2) h
  WHERE h.person_id = $1
),
page AS (
  SELECT b.assigned_at, b.task_id
  FROM (
    (SELECT DISTINCT a.assigned_at, a.task_id
    FROM task_assignments a
    WHERE a.released_at IS NULL
      AND a.person_id = $1
    ORDER BY a.assigned_at, a.task_id
    LIMIT 26)
    UNION
    SELECT p.assigned_at, p.task_id
    FROM held
    CROSS JOIN LATERAL (
      SELECT a.assigned_at, a.task_id
      FROM task_assignments a
      WHERE a.released_at IS NULL
        AND a.pool_role_id = held.role_id
        AND NOT a.barred && ARRAY[$1, coalesce(held.delegator_id, $1)]
      ORDER BY a.assigned_at, a.task_id
      LIMIT 26) p) b
  ORDER BY b.assigned_at, b.task_id
  LIMIT 26
)
SELECT t.id AS task_id,
  g.assigned_at,
  CASE
    WHEN EXISTS (SELECT FROM task_assignments a WHERE a.task_id = t.id AND a.person_id = $1 AND a.released_at IS NULL) THEN ARRAY(
      SELECT DISTINCT o.shown_name
      FROM task_assignments a
      JOIN shown_people o ON o.id = a.original_id
      WHERE a.task_id = t.id AND a.person_id = $1 AND a.released_at IS NULL AND a.original_id <> $1
      ORDER BY 1)
    ELSE ARRAY(
      SELECT o.shown_name
      FROM (
        SELECT h.delegator_id
        FROM held h
        JOIN task_assignments a
          ON a.task_id = t.id
          AND a.released_at IS NULL
          AND a.pool_role_id = h.role_id
          AND NOT a.barred && ARRAY[$1, coalesce(h.delegator_id, $1)]
        ORDER BY h.delegator_id NULLS FIRST
        LIMIT 1) f
      JOIN shown_people o ON o.id = f.delegator_id)
  END AS standing_in_for,
  (SELECT r.name
  FROM task_assignments a
  JOIN roles r ON r.id = a.pool_role_id
  WHERE a.task_id = t.id AND a.released_at IS NULL AND a.pool_role_id IS NOT NULL
  LIMIT 1) AS pool,
  t.kind,
  t.title,
  t.policy_name,
  s.shown_name AS subject,
  t.subject_id,
  ro.name AS role,
  t.role_id,
  (SELECT q.shown_name FROM shown_people q WHERE q.id = t.requester_id) AS requester,
  t.position,
  jsonb_array_length(t.steps)::smallint AS steps,
  (t.steps -> (t.position - 1) ->> 'allow_delegation')::boolean AS allows_delegation,
  (t.steps -> (t.position - 1) ->> 'reason_to_approve')::boolean AS reason_to_approve,
  (t.steps -> (t.position - 1) ->> 'reason_to_deny')::boolean AS reason_to_deny
FROM page g
JOIN tasks t ON t.id = g.task_id
JOIN shown_people s ON s.id = t.subject_id
LEFT JOIN roles ro ON ro.id = t.role_id
ORDER BY g.assigned_at, g.task_id
