-- Writes the people who are there and differ in themselves: $1 now.
UPDATE people p
SET username = s.username,
  display_name = s.display_name,
  email = s.email,
  manager_id = s.manager_id,
  department = s.department,
  job = s.job,
  location = s.location,
  hired_on = s.hired_on,
  terminated_on = s.terminated_on,
  time_zone = s.time_zone,
  active_from = s.active_from,
  active_until = s.active_until,
  search_text = s.search_text,
  updated_at = $1
FROM import_changes c
JOIN import_people s USING (line)
WHERE p.id = c.person_id
  AND NOT c.is_new
  AND c.own_facts
