-- A person and everybody above them, from below, with whether each is active at an instant.
-- $1 the person, $2 the instant.
WITH RECURSIVE up (id, manager_id, depth) AS (
  SELECT p.id, p.manager_id, 0 FROM people p WHERE p.id = $1
  UNION ALL
  SELECT p.id, p.manager_id, up.depth + 1 FROM up JOIN people p ON p.id = up.manager_id WHERE up.depth < 100
)
SELECT p.id,
  p.shown_name AS name,
  a.id IS NOT NULL AS is_active
FROM up
JOIN shown_people p ON p.id = up.id
LEFT JOIN active_people($2) a ON a.id = up.id
ORDER BY up.depth
