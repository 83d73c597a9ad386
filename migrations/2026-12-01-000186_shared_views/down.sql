DROP VIEW administrative_roles;
DROP FUNCTION is_active(people, timestamptz);
DROP VIEW shown_people;
