-- Finds the managers who are in the file.
UPDATE import_people s
SET manager_id = m.person_id, manager_username = m.username
FROM import_people m
WHERE lower(m.username) = lower(s.manager)
