-- The job "Send Pending LDAP Requests" (J): what was carried out inside Locum and what the directory knows are told
-- apart, grants are provisioned like delegations, and runs are kept.

-- Carried out inside Locum at that instant; what is sent to the directory afterwards is what `state` tells.
ALTER TABLE role_requests ADD COLUMN applied_at timestamptz;
-- The run that wrote it: never the one that carries it out (R8).
ALTER TABLE role_requests ADD COLUMN run_id bigint;
-- The earliest instant of the next attempt; while one is under way, the end of its lease (J4).
ALTER TABLE role_requests RENAME COLUMN leased_until TO next_at;
UPDATE role_requests q SET applied_at = d.begun_at, next_at = d.begun_at FROM role_delegations d
    WHERE d.id = q.delegation_id AND q.kind = 'begin' AND d.begun_at IS NOT NULL;
UPDATE role_requests q SET applied_at = d.ended_at, next_at = d.ended_at FROM role_delegations d
    WHERE d.id = q.delegation_id AND q.kind = 'end' AND d.ended_at IS NOT NULL;
UPDATE role_requests SET applied_at = due_at, next_at = due_at WHERE kind IN ('add', 'remove');
ALTER TABLE role_requests ADD CONSTRAINT role_requests_next CHECK (applied_at IS NULL OR next_at IS NOT NULL);

-- Disabling and enabling an account suspends and resumes what was lent (R12): the directory is told.
ALTER TABLE role_requests DROP CONSTRAINT role_requests_kind_check, DROP CONSTRAINT role_requests_what;
ALTER TABLE role_requests
    ADD CONSTRAINT role_requests_kind_check CHECK (kind IN ('begin', 'end', 'suspend', 'resume', 'add', 'remove')),
    ADD CONSTRAINT role_requests_what CHECK (
        (kind IN ('begin', 'end', 'suspend', 'resume') AND delegation_id IS NOT NULL AND grant_id IS NULL)
        OR (kind IN ('add', 'remove') AND grant_id IS NOT NULL AND delegation_id IS NULL)
    );

-- What waits for its day or has just come due; what waits for the directory. Nothing that is finished is in either, so a
-- run costs what is due and not what is stored (J6).
DROP INDEX role_requests_due_idx;
CREATE INDEX role_requests_due_idx ON role_requests (due_at, id)
    WHERE applied_at IS NULL AND state IN ('pending', 'failed');
CREATE INDEX role_requests_unsent_idx ON role_requests (next_at, id)
    WHERE applied_at IS NOT NULL AND state IN ('pending', 'in_progress', 'failed');
-- The list by state: what is not finished is little among what is.
CREATE INDEX role_requests_state_idx ON role_requests (state, id) WHERE state IN ('pending', 'in_progress', 'failed', 'faulted');
-- For retention.
CREATE INDEX role_requests_finished_idx ON role_requests (finished_at) WHERE finished_at IS NOT NULL;

-- What is granted and what is taken away is provisioned, whoever writes it: in the same statement, at its own instant.
CREATE FUNCTION request_granted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO role_requests (kind, grant_id, due_at, applied_at, next_at, created_at)
        SELECT 'add', w.id, w.granted_at, w.granted_at, w.granted_at, w.granted_at FROM written w WHERE w.revoked_at IS NULL;
    RETURN NULL;
END $$;
CREATE TRIGGER grants_request_granted AFTER INSERT ON grants REFERENCING NEW TABLE AS written
    FOR EACH STATEMENT EXECUTE FUNCTION request_granted();

CREATE FUNCTION request_revoked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE role_requests q SET state = 'superseded', finished_at = n.revoked_at FROM was o JOIN written n USING (id)
        WHERE o.revoked_at IS NULL AND n.revoked_at IS NOT NULL AND q.grant_id = n.id AND q.kind = 'add'
        AND q.state IN ('pending', 'failed', 'faulted');
    INSERT INTO role_requests (kind, grant_id, due_at, applied_at, next_at, created_at)
        SELECT 'remove', n.id, n.revoked_at, n.revoked_at, n.revoked_at, n.revoked_at FROM was o JOIN written n USING (id)
        WHERE o.revoked_at IS NULL AND n.revoked_at IS NOT NULL;
    RETURN NULL;
END $$;
CREATE TRIGGER grants_request_revoked AFTER UPDATE ON grants REFERENCING OLD TABLE AS was NEW TABLE AS written
    FOR EACH STATEMENT EXECUTE FUNCTION request_revoked();

-- Who may have a role given to others (R2) is asked at every look at a delegation (R11).
CREATE INDEX role_provisioning_requestable_idx ON role_provisioning_rule_roles (role_id) WHERE requestable;

-- Runs of the job (J1).
CREATE TABLE job_runs (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    trigger     text NOT NULL CHECK (trigger IN ('schedule', 'person', 'command', 'takeover')),
    -- Who pressed "Run now".
    person_id   bigint REFERENCES people (id),
    -- The instant of the schedule that it is for.
    slot        timestamptz,
    -- Host and process.
    node        text NOT NULL,
    started_at  timestamptz NOT NULL,
    -- Said anew as long as the node lives; after it another may take over (J4).
    alive_until timestamptz NOT NULL,
    ended_at    timestamptz,
    counts      jsonb NOT NULL DEFAULT '{}',
    error       text,
    CONSTRAINT job_runs_who CHECK ((trigger = 'person') = (person_id IS NOT NULL))
);
-- Two nodes on the same schedule: one run.
CREATE UNIQUE INDEX job_runs_slot_key ON job_runs (slot) WHERE slot IS NOT NULL;
CREATE INDEX job_runs_running_idx ON job_runs (alive_until) WHERE ended_at IS NULL;
CREATE INDEX job_runs_done_idx ON job_runs (started_at) WHERE ended_at IS NOT NULL AND error IS NULL;
