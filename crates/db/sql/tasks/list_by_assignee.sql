-- A page of the tasks that ask somebody now, the last asked first. As the inbox does: each half walks its index and stops at the page's
-- end; pools are asked role by role, and ask nobody who is not active (T11). The limit stands here for the planner to reckon with.
-- $1: who is asked; $2: now; $3 and $4: the last task of the page before (null: none), when it was assigned and which; $5: the most
-- tasks.
WITH held AS MATERIALIZED (
  SELECT DISTINCT h.role_id, h.delegator_id
  FROM held_roles($2) h
  WHERE h.person_id = $1
    AND EXISTS (SELECT FROM people p WHERE p.id = $1 AND is_active(p, $2))
),
found AS (
  SELECT b.id, b.at
  FROM (
    (SELECT a.task_id AS id, a.assigned_at AS at
    FROM task_assignments a
    WHERE a.released_at IS NULL
      AND a.person_id = $1
      AND (a.assigned_at, a.task_id)
        < (coalesce($3, 'infinity'::timestamptz), coalesce($4, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid))
      AND NOT EXISTS (
        SELECT
        FROM task_assignments b
        WHERE b.task_id = a.task_id AND b.person_id = $1 AND b.released_at IS NULL AND b.id > a.id)
    ORDER BY a.assigned_at DESC, a.task_id DESC
    LIMIT 201)
    UNION
    SELECT p.id, p.at
    FROM held
    CROSS JOIN LATERAL (
      SELECT a.task_id AS id, a.assigned_at AS at
      FROM task_assignments a
      WHERE a.released_at IS NULL
        AND a.pool_role_id = held.role_id
        AND NOT a.barred && ARRAY[$1, coalesce(held.delegator_id, $1)]
        AND (a.assigned_at, a.task_id)
          < (coalesce($3, 'infinity'::timestamptz), coalesce($4, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid))
      ORDER BY a.assigned_at DESC, a.task_id DESC
      LIMIT 201) p) b
  ORDER BY b.at DESC, b.id DESC
  LIMIT 201
),
page AS (
  SELECT found.id, found.at FROM found ORDER BY found.at DESC, found.id DESC LIMIT $5
)
SELECT g.id, g.at, l.document AS detail
FROM page g
JOIN listed_tasks l ON l.id = g.id
ORDER BY g.at DESC, g.id DESC
