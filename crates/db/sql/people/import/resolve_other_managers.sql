-- Finds the managers who are in the directory only.
UPDATE import_people s
SET manager_id = m.id, manager_username = m.username
FROM people m
WHERE s.manager_id IS NULL
  AND lower(m.username) = lower(s.manager)
