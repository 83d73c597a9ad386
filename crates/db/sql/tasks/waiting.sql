-- Somebody's open tasks, for whoever oversees everyone's (T14). $1: their username, in any case; $2: the reader; $3: now; $4: tasks
-- (null: all); $5: the most lines.
SELECT
  EXISTS (SELECT FROM reach_everyone($3) e WHERE e.person_id = $2 AND e.privilege = 'oversee_tasks') AS allowed,
  p.id,
  p.username,
  (SELECT n.shown_name FROM shown_people n WHERE n.id = p.id) AS display_name,
  CASE WHEN p.id IS NOT NULL THEN (SELECT w.waiting FROM tasks_waiting_for(p.id, $4, 0, $5) w) END AS waiting
FROM (SELECT) one
LEFT JOIN people p ON lower(p.username) = lower($1)
