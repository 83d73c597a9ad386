ALTER TABLE absences DROP COLUMN form_id;
ALTER TABLE role_delegations DROP COLUMN form_id;
