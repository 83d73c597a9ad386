-- Ends the sessions of people who changed and are inactive: $1 now.
DELETE FROM sessions s
USING import_changes c
JOIN people p ON p.id = c.person_id
WHERE s.person_id = c.person_id
  AND NOT c.is_new
  AND NOT is_active(p, $1)
