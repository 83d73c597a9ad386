-- A role lent by a delegator to a proxy (R1), and the units of provisioning work (J3).
CREATE TABLE role_delegations (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    delegator_id bigint NOT NULL REFERENCES people (id),
    proxy_id     bigint NOT NULL REFERENCES people (id),
    role_id      bigint NOT NULL REFERENCES roles (id),
    -- Civil days in the delegator's zone, both included; no end: for ever.
    starts_on    date NOT NULL,
    ends_on      date,
    -- It gives nothing from this instant on, whether or not the job ran (R11).
    not_after    timestamptz,
    created_by   bigint NOT NULL REFERENCES people (id),
    created_at   timestamptz NOT NULL,
    begun_at     timestamptz,
    ended_at     timestamptz,
    end_reason   text,
    cancelled_at timestamptz,
    version      integer NOT NULL DEFAULT 1,
    CONSTRAINT role_delegations_not_oneself CHECK (proxy_id <> delegator_id),
    CONSTRAINT role_delegations_dates CHECK (ends_on >= starts_on),
    CONSTRAINT role_delegations_end_known CHECK ((ends_on IS NULL) = (not_after IS NULL)),
    CONSTRAINT role_delegations_ended CHECK (ended_at IS NULL OR (begun_at IS NOT NULL AND ended_at >= begun_at)),
    CONSTRAINT role_delegations_cancelled CHECK (cancelled_at IS NULL OR begun_at IS NULL),
    -- R5: no two that count may overlap.
    CONSTRAINT role_delegations_no_overlap EXCLUDE USING gist (
        delegator_id WITH =, proxy_id WITH =, role_id WITH =, daterange(starts_on, ends_on, '[]') WITH &&
    ) WHERE (ended_at IS NULL AND cancelled_at IS NULL)
);
-- What access checks read: the planner would else take the exclusion constraint's index.
CREATE INDEX role_delegations_proxy_idx ON role_delegations (proxy_id, role_id, delegator_id) WHERE begun_at IS NOT NULL AND ended_at IS NULL;
CREATE INDEX role_delegations_role_idx ON role_delegations (role_id, proxy_id) WHERE begun_at IS NOT NULL AND ended_at IS NULL;
CREATE INDEX role_delegations_delegator_idx ON role_delegations (delegator_id, starts_on DESC);

CREATE TABLE role_requests (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind          text NOT NULL CHECK (kind IN ('begin', 'end', 'add', 'remove')),
    delegation_id bigint REFERENCES role_delegations (id),
    grant_id      bigint REFERENCES grants (id),
    due_at        timestamptz NOT NULL,
    state         text NOT NULL DEFAULT 'pending'
        CHECK (state IN ('pending', 'in_progress', 'complete', 'failed', 'faulted', 'suppressed', 'superseded')),
    attempts      smallint NOT NULL DEFAULT 0,
    last_error    text,
    leased_by     text,
    leased_until  timestamptz,
    created_at    timestamptz NOT NULL,
    finished_at   timestamptz,
    CONSTRAINT role_requests_what CHECK (
        (kind IN ('begin', 'end') AND delegation_id IS NOT NULL AND grant_id IS NULL)
        OR (kind IN ('add', 'remove') AND grant_id IS NOT NULL AND delegation_id IS NULL)
    )
);
CREATE INDEX role_requests_due_idx ON role_requests (due_at, id) WHERE state IN ('pending', 'in_progress', 'failed');
CREATE INDEX role_requests_delegation_idx ON role_requests (delegation_id) WHERE delegation_id IS NOT NULL;
CREATE INDEX role_requests_grant_idx ON role_requests (grant_id) WHERE grant_id IS NOT NULL;
