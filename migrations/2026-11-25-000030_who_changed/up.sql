-- Who changed a setting last, and when: told to whoever saves a form that was opened before (G5).
ALTER TABLE policies
    ADD COLUMN changed_by bigint REFERENCES people (id),
    ADD COLUMN changed_at timestamptz;
ALTER TABLE roles
    ADD COLUMN changed_by bigint REFERENCES people (id),
    ADD COLUMN changed_at timestamptz;
ALTER TABLE role_provisioning_rules
    ADD COLUMN changed_by bigint REFERENCES people (id),
    ADD COLUMN changed_at timestamptz;
ALTER TABLE profile_values
    ADD COLUMN changed_by bigint REFERENCES people (id),
    ADD COLUMN changed_at timestamptz;

-- Only open tasks have a policy. In this form the index serves the foreign key too, so that deleting a policy reads
-- no closed task (T10).
DROP INDEX tasks_open_policy_idx;
CREATE INDEX tasks_policy_idx ON tasks (policy_id) WHERE policy_id IS NOT NULL;
