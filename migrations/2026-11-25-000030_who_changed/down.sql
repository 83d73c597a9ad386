DROP INDEX tasks_policy_idx;
CREATE INDEX tasks_open_policy_idx ON tasks (policy_id) WHERE state = 'open';
ALTER TABLE profile_values DROP COLUMN changed_at, DROP COLUMN changed_by;
ALTER TABLE role_provisioning_rules DROP COLUMN changed_at, DROP COLUMN changed_by;
ALTER TABLE roles DROP COLUMN changed_at, DROP COLUMN changed_by;
ALTER TABLE policies DROP COLUMN changed_at, DROP COLUMN changed_by;
