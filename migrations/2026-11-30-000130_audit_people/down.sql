DROP TRIGGER audit_log_people ON audit_log;
DROP FUNCTION note_audit_people();
DROP FUNCTION fill_audit_people(bigint, bigint);
ALTER TABLE audit_log DROP COLUMN client_request_id, DROP COLUMN people;
DROP TABLE audit_people;
