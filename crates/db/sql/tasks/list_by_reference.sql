-- A page of the tasks that another system calls by a name, newest first, as `list_all.sql`. A pool asks nobody who is not active (T11).
-- $1: the name; $2: who is asked now (null: anybody); $3: now; $4: the state (null: any); $5: the last task of the page before
-- (null: none); $6: the most tasks.
WITH found AS (
  SELECT t.id, t.created_at AS at
  FROM tasks t
  WHERE t.external_ref = $1
    AND ($4::text IS NULL OR t.state = $4)
    AND t.id < coalesce($5, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid)
    AND ($2::bigint IS NULL
      OR EXISTS (
        SELECT
        FROM task_assignments a
        WHERE a.task_id = t.id
          AND a.released_at IS NULL
          AND (a.person_id = $2
            OR EXISTS (
              SELECT
              FROM held_roles($3) h
              WHERE h.role_id = a.pool_role_id
                AND h.person_id = $2
                AND NOT a.barred && ARRAY[$2, coalesce(h.delegator_id, $2)]
                AND EXISTS (SELECT FROM people p WHERE p.id = $2 AND is_active(p, $3))))))
  ORDER BY t.id DESC
  LIMIT 201
),
page AS (
  SELECT found.id, found.at FROM found ORDER BY found.id DESC LIMIT $6
)
SELECT g.id, g.at, l.document AS detail
FROM page g
JOIN listed_tasks l ON l.id = g.id
ORDER BY g.id DESC
