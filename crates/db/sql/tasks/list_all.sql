-- A page of all tasks, newest first. The limit of what is found, a page of 200 and one more, stands here for the planner to reckon with.
-- $1: the last task of the page before (null: none); $2: the most tasks.
WITH found AS (
  SELECT t.id, t.created_at AS at
  FROM tasks t
  WHERE t.id < coalesce($1, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid)
  ORDER BY t.id DESC
  LIMIT 201
),
page AS (
  SELECT found.id, found.at FROM found ORDER BY found.id DESC LIMIT $2
)
SELECT g.id, g.at, l.document AS detail
FROM page g
JOIN listed_tasks l ON l.id = g.id
ORDER BY g.id DESC
