-- The managers who have a manager, as it will be after the import, with people who are absent from the file (they have no line).
WITH edges AS MATERIALIZED (
  SELECT line, person_id, username, manager_id
  FROM import_people
  WHERE manager_id IS NOT NULL
  UNION ALL
  SELECT NULL, p.id, p.username, p.manager_id
  FROM people p
  WHERE p.manager_id IS NOT NULL
    AND NOT EXISTS (SELECT FROM import_people s WHERE s.person_id = p.id)
)
SELECT line, person_id, username, manager_id
FROM edges
WHERE person_id IN (SELECT manager_id FROM edges)
