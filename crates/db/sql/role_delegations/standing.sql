-- Where a person stands, with their managers, the nearest first. Costs the depth of the hierarchy. $1 the person.
SELECT p.id,
  p.department,
  p.location,
  ARRAY(
    WITH RECURSIVE up (id, manager_id, depth) AS (
      SELECT m.id, m.manager_id, 1
      FROM people m
      WHERE m.id = p.manager_id
      UNION ALL
      SELECT m.id, m.manager_id, up.depth + 1
      FROM up
      JOIN people m ON m.id = up.manager_id
      WHERE up.depth < 100
    )
    SELECT up.id
    FROM up
    ORDER BY up.depth
  ) AS managers
FROM people p
WHERE p.id = $1
