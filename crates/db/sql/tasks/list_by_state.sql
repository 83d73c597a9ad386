-- A page of the tasks of one state, newest first, as `list_all.sql`.
-- $1: the state; $2: the last task of the page before (null: none); $3: the most tasks.
WITH found AS (
  SELECT t.id, t.created_at AS at
  FROM tasks t
  WHERE t.state = $1
    AND t.id < coalesce($2, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid)
  ORDER BY t.id DESC
  LIMIT 201
),
page AS (
  SELECT found.id, found.at FROM found ORDER BY found.id DESC LIMIT $3
)
SELECT g.id, g.at, l.document AS detail
FROM page g
JOIN listed_tasks l ON l.id = g.id
ORDER BY g.id DESC
