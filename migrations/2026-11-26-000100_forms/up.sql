-- The form that wrote it, an id of its own each time that it is shown: a second click on Save is told apart from a second
-- delegation or absence by it.
ALTER TABLE role_delegations ADD COLUMN form_id uuid;
ALTER TABLE absences ADD COLUMN form_id uuid;
CREATE UNIQUE INDEX role_delegations_form_key ON role_delegations (form_id) WHERE form_id IS NOT NULL;
CREATE UNIQUE INDEX absences_form_key ON absences (form_id) WHERE form_id IS NOT NULL;
