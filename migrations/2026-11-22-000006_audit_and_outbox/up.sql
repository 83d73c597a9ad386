-- The audit log (G8): the database itself refuses to change or remove an entry.
CREATE TABLE audit_log (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at           timestamptz NOT NULL,
    -- None: a job or a command acted.
    actor_id     bigint REFERENCES people (id),
    on_behalf_of bigint REFERENCES people (id),
    -- The page, job, command or API token (G4).
    through      text NOT NULL,
    action       text NOT NULL,
    object_kind  text NOT NULL,
    object_id    text NOT NULL,
    -- The person whom it concerns, for the filter by person.
    concerns_id  bigint REFERENCES people (id),
    before       jsonb,
    after        jsonb,
    request_id   text
);
CREATE INDEX audit_log_at_idx ON audit_log (at DESC, id DESC);
CREATE INDEX audit_log_actor_idx ON audit_log (actor_id, id DESC) WHERE actor_id IS NOT NULL;
CREATE INDEX audit_log_concerns_idx ON audit_log (concerns_id, id DESC) WHERE concerns_id IS NOT NULL;
CREATE INDEX audit_log_behalf_idx ON audit_log (on_behalf_of, id DESC) WHERE on_behalf_of IS NOT NULL;
CREATE INDEX audit_log_object_idx ON audit_log (object_kind, object_id, id DESC);
CREATE INDEX audit_log_action_idx ON audit_log (action, id DESC);

CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit log is append-only' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();

-- Messages, written in the change's transaction (N); read in the application, delivered elsewhere after commit.
CREATE TABLE outbox (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at        timestamptz NOT NULL,
    person_id bigint NOT NULL REFERENCES people (id),
    -- What makes it one message for each person and event.
    event_key text NOT NULL,
    event     jsonb NOT NULL,
    task_id   uuid REFERENCES tasks (id),
    read_at   timestamptz,
    UNIQUE (person_id, event_key)
);
CREATE INDEX outbox_of_person_idx ON outbox (person_id, id DESC);
CREATE INDEX outbox_unread_idx ON outbox (person_id) WHERE read_at IS NULL;
