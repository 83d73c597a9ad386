-- Who is asked at the open step of tasks, and what T5 needs to know of each. $1: tasks; $2: now.
SELECT t.id AS task_id,
  coalesce(
    (SELECT jsonb_agg(to_jsonb(a) ORDER BY a.id) FROM task_assignments a WHERE a.task_id = t.id AND a.released_at IS NULL),
    '[]') AS assignments,
  ARRAY(
    SELECT DISTINCT a.person_id
    FROM task_assignments a
    WHERE a.task_id = t.id
      AND a.position = t.position
      AND a.released_at IS NOT NULL
      AND a.person_id IS NOT NULL) AS released,
  ARRAY(SELECT unnest(d.decided_by || d.decided_for) FROM task_decisions d WHERE d.task_id = t.id) AS deciders,
  EXISTS (SELECT FROM people s WHERE s.id = t.subject_id AND s.active_until <= $2) AS subject_left
FROM tasks t
WHERE t.id = ANY ($1)
