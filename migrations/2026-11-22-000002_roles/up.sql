-- Roles, what they let their holders do, who holds them, and the rules that give them (R20).
CREATE TABLE roles (
    id                 bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code               text NOT NULL UNIQUE CHECK (code ~ '^[a-z][a-z0-9_]{0,63}$'),
    name               text NOT NULL,
    data_scope         text NOT NULL CHECK (data_scope IN ('own', 'reports', 'department', 'everyone')),
    built_in           boolean NOT NULL DEFAULT false,
    -- R3; never possible for `employee`.
    delegation_allowed boolean NOT NULL DEFAULT false,
    version            integer NOT NULL DEFAULT 1,
    CONSTRAINT roles_employee_not_delegable CHECK (NOT (code = 'employee' AND delegation_allowed))
);

CREATE TABLE role_privileges (
    role_id   bigint NOT NULL REFERENCES roles (id) ON DELETE CASCADE,
    privilege text NOT NULL,
    PRIMARY KEY (role_id, privilege)
);

CREATE TABLE grants (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person_id  bigint NOT NULL REFERENCES people (id),
    role_id    bigint NOT NULL REFERENCES roles (id),
    source     text NOT NULL CHECK (source IN ('by_hand', 'request', 'autoprovisioned')),
    -- The task whose approval granted it.
    task_id    uuid,
    granted_by bigint REFERENCES people (id),
    granted_at timestamptz NOT NULL,
    revoked_by bigint REFERENCES people (id),
    revoked_at timestamptz,
    CONSTRAINT grants_revoked_after_granted CHECK (revoked_at >= granted_at)
);
-- One grant in force of each source; also the index every access check reads.
CREATE UNIQUE INDEX grants_in_force_key ON grants (person_id, role_id, source) WHERE revoked_at IS NULL;
CREATE INDEX grants_of_role_idx ON grants (role_id, person_id) WHERE revoked_at IS NULL;

-- `Assignable` ticked for a person's role in the Security Console (R3).
CREATE TABLE assignable_roles (
    person_id bigint NOT NULL REFERENCES people (id),
    role_id   bigint NOT NULL REFERENCES roles (id),
    PRIMARY KEY (person_id, role_id)
);

CREATE TABLE role_provisioning_rules (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name       text NOT NULL UNIQUE,
    -- A condition that is null matches everyone.
    department text,
    job        text,
    location   text,
    is_manager boolean,
    version    integer NOT NULL DEFAULT 1
);
CREATE TABLE role_provisioning_rule_roles (
    rule_id         bigint NOT NULL REFERENCES role_provisioning_rules (id) ON DELETE CASCADE,
    role_id         bigint NOT NULL REFERENCES roles (id),
    autoprovision   boolean NOT NULL DEFAULT false,
    requestable     boolean NOT NULL DEFAULT false,
    self_requestable boolean NOT NULL DEFAULT false,
    PRIMARY KEY (rule_id, role_id)
);
