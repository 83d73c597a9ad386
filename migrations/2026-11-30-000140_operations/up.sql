-- Work that may take longer than a request. Its row is written before it begins; any server continues it under a lease, and notes
-- each step in the transaction that carries the step out.
CREATE TABLE operations (
    id                uuid PRIMARY KEY,
    kind              text NOT NULL CHECK (kind IN ('decide', 'reassign', 'comment', 'reassign_all', 'access_review', 'people_import')),
    -- Who started it; null: a command.
    person_id         bigint REFERENCES people,
    on_behalf_of      bigint REFERENCES people,
    through           text NOT NULL,
    request_id        text,
    client_request_id text,
    -- What is to be done, as JSON. jsonb could not hold every character that may be typed.
    input             text NOT NULL,
    total             integer CHECK (total >= 0),
    done              integer NOT NULL DEFAULT 0 CHECK (done >= 0),
    failed            integer NOT NULL DEFAULT 0 CHECK (failed >= 0),
    -- How far it is, where it goes by batches, and what came of it.
    result            jsonb NOT NULL DEFAULT '{}',
    created_at        timestamptz NOT NULL,
    finished_at       timestamptz,
    leased_by         uuid,
    leased_until      timestamptz,
    -- Whatever was continued longest ago comes next.
    continued_at      timestamptz NOT NULL,
    CHECK ((leased_by IS NULL) = (leased_until IS NULL))
);
CREATE INDEX operations_unfinished_idx ON operations (continued_at, id) WHERE finished_at IS NULL;
CREATE INDEX operations_unfinished_by_person_idx ON operations (person_id) WHERE finished_at IS NULL;
CREATE INDEX operations_finished_idx ON operations (finished_at) WHERE finished_at IS NOT NULL;

-- Each thing that is to be done by itself; of what goes by batches only what was not done.
CREATE TABLE operation_items (
    operation_id uuid NOT NULL REFERENCES operations ON DELETE CASCADE,
    position     integer NOT NULL,
    -- As sent: there may be no such task.
    task_id      uuid NOT NULL,
    step         smallint,
    state        text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'done', 'failed', 'unknown')),
    reason       text,
    -- The field of the form that is wrong.
    field        text,
    PRIMARY KEY (operation_id, position),
    CHECK ((state = 'failed') = (reason IS NOT NULL))
);
