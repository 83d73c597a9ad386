-- Policies and their ordered steps (T10), and which policy a role names for each type.
CREATE TABLE policies (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind       text NOT NULL CHECK (kind IN ('request', 'review', 'revoke')),
    name       text NOT NULL UNIQUE CHECK (name <> ''),
    is_default boolean NOT NULL DEFAULT false,
    version    integer NOT NULL DEFAULT 1,
    UNIQUE (id, kind)
);
-- Each type has one default.
CREATE UNIQUE INDEX policies_one_default_key ON policies (kind) WHERE is_default;

CREATE TABLE policy_steps (
    id                  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    policy_id           bigint NOT NULL REFERENCES policies (id) ON DELETE CASCADE,
    position            smallint NOT NULL CHECK (position >= 1),
    approver            text NOT NULL CHECK (approver IN ('manager', 'people', 'role', 'subject')),
    approver_role_id    bigint REFERENCES roles (id),
    allow_delegation    boolean NOT NULL DEFAULT true,
    allow_self_approval boolean NOT NULL DEFAULT false,
    distinct_approvers  boolean NOT NULL DEFAULT false,
    allow_reassignment  boolean NOT NULL DEFAULT true,
    reason_to_approve   boolean NOT NULL DEFAULT false,
    reason_to_deny      boolean NOT NULL DEFAULT false,
    fallback_id         bigint REFERENCES people (id),
    -- Deferrable: steps are renumbered in one statement when they are moved.
    UNIQUE (policy_id, position) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT policy_steps_role CHECK ((approver = 'role') = (approver_role_id IS NOT NULL))
);

CREATE TABLE policy_step_people (
    step_id   bigint NOT NULL REFERENCES policy_steps (id) ON DELETE CASCADE,
    position  smallint NOT NULL CHECK (position BETWEEN 1 AND 32),
    person_id bigint NOT NULL REFERENCES people (id),
    PRIMARY KEY (step_id, person_id),
    UNIQUE (step_id, position) DEFERRABLE INITIALLY DEFERRED
);

CREATE TABLE role_policies (
    role_id   bigint NOT NULL REFERENCES roles (id) ON DELETE CASCADE,
    kind      text NOT NULL,
    policy_id bigint NOT NULL,
    PRIMARY KEY (role_id, kind),
    -- A policy of another type cannot be named, and a policy that is named cannot be deleted (T10).
    FOREIGN KEY (policy_id, kind) REFERENCES policies (id, kind)
);
CREATE INDEX role_policies_policy_idx ON role_policies (policy_id);

-- The default of a type cannot be deleted (T10).
CREATE FUNCTION refuse_default_policy_deletion() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the default policy of a type cannot be deleted' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER policies_keep_default BEFORE DELETE ON policies
    FOR EACH ROW WHEN (OLD.is_default) EXECUTE FUNCTION refuse_default_policy_deletion();
