-- A person's task-delegate setting. A row is one saved version: saving a new one closes the old one,
-- which stays as history (T1). Nothing is deleted.
CREATE TABLE delegation_rules (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    owner_id   bigint NOT NULL REFERENCES people (id),
    delegate_id bigint NOT NULL REFERENCES people (id),
    kind       text NOT NULL CHECK (kind IN ('permanent', 'temporary')),
    -- As typed: whole civil days in the owner's zone, both included (T2).
    starts_on  date,
    ends_on    date,
    -- The same as instants, half open (T2, T3).
    starts_at  timestamptz NOT NULL,
    ends_at    timestamptz,
    -- The owner gets a copy of what goes to the delegate (T9).
    keep_copy  boolean NOT NULL DEFAULT true,
    saved_by   bigint NOT NULL REFERENCES people (id),
    saved_at   timestamptz NOT NULL,
    -- Replaced by a newer version, or removed.
    closed_by  bigint REFERENCES people (id),
    closed_at  timestamptz,
    CONSTRAINT delegation_rules_not_oneself CHECK (delegate_id <> owner_id),
    CONSTRAINT delegation_rules_dates CHECK (
        (kind = 'permanent' AND starts_on IS NULL AND ends_on IS NULL AND ends_at IS NULL)
        OR (kind = 'temporary' AND ends_on >= starts_on AND ends_at >= starts_at)
    ),
    CONSTRAINT delegation_rules_closed CHECK (closed_at >= saved_at)
);
-- T1: at most one rule a person.
CREATE UNIQUE INDEX delegation_rules_one_per_owner_key ON delegation_rules (owner_id) WHERE closed_at IS NULL;
CREATE INDEX delegation_rules_delegate_idx ON delegation_rules (delegate_id) WHERE closed_at IS NULL;
CREATE INDEX delegation_rules_history_idx ON delegation_rules (owner_id, saved_at DESC);
