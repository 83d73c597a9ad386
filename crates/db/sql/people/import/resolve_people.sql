-- Finds those of the file who are there.
UPDATE import_people s
SET person_id = p.id
FROM people p
WHERE lower(p.username) = lower(s.username)
