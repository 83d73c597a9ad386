-- Adds the people who are not there yet: $1 now. Managers are there when the statement ends, whatever their place in the file: only
-- then are keys checked.
INSERT INTO people (id, username, display_name, email, manager_id, department, job, location, hired_on, terminated_on, time_zone,
  active_from, active_until, search_text, created_at, updated_at)
OVERRIDING SYSTEM VALUE
SELECT person_id, username, display_name, email, manager_id, department, job, location, hired_on, terminated_on, time_zone,
  active_from, active_until, search_text, $1, $1
FROM import_people
WHERE is_new
ORDER BY line
