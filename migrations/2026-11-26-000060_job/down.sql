DROP TABLE job_runs;
DROP INDEX role_provisioning_requestable_idx;
DROP TRIGGER grants_request_revoked ON grants;
DROP TRIGGER grants_request_granted ON grants;
DROP FUNCTION request_revoked();
DROP FUNCTION request_granted();
DROP INDEX role_requests_finished_idx;
DROP INDEX role_requests_state_idx;
DROP INDEX role_requests_unsent_idx;
DROP INDEX role_requests_due_idx;
DELETE FROM role_requests WHERE kind IN ('suspend', 'resume');
ALTER TABLE role_requests DROP CONSTRAINT role_requests_next, DROP CONSTRAINT role_requests_what,
    DROP CONSTRAINT role_requests_kind_check;
ALTER TABLE role_requests ADD CONSTRAINT role_requests_kind_check CHECK (kind IN ('begin', 'end', 'add', 'remove')),
    ADD CONSTRAINT role_requests_what CHECK (
        (kind IN ('begin', 'end') AND delegation_id IS NOT NULL AND grant_id IS NULL)
        OR (kind IN ('add', 'remove') AND grant_id IS NOT NULL AND delegation_id IS NULL)
    );
ALTER TABLE role_requests RENAME COLUMN next_at TO leased_until;
ALTER TABLE role_requests DROP COLUMN applied_at, DROP COLUMN run_id;
CREATE INDEX role_requests_due_idx ON role_requests (due_at, id) WHERE state IN ('pending', 'in_progress', 'failed');
