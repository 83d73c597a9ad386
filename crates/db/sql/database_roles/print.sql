-- What tells one database from every other one, whatever its address.
SELECT s.system_identifier || ' ' || d.oid AS name
FROM pg_control_system() AS s, pg_database AS d
WHERE d.datname = current_database()
