-- Tasks, who is asked, what was decided, and each task's log.
CREATE TABLE tasks (
    id           uuid PRIMARY KEY,
    kind         text NOT NULL CHECK (kind IN ('request', 'review', 'revoke')),
    -- Kept from deletion while the task is open (T10); a closed task keeps the name only.
    policy_id    bigint REFERENCES policies (id),
    policy_name  text NOT NULL,
    title        text NOT NULL,
    subject_id   bigint NOT NULL REFERENCES people (id),
    requester_id bigint REFERENCES people (id),
    initiator_id bigint REFERENCES people (id),
    role_id      bigint REFERENCES roles (id),
    grant_id     bigint REFERENCES grants (id),
    reason       text,
    external_ref text,
    -- The policy's steps as they were when the task was created (T10).
    steps        jsonb NOT NULL CHECK (jsonb_typeof(steps) = 'array' AND jsonb_array_length(steps) > 0),
    -- The step now open, or the last one that was, from 1.
    position     smallint NOT NULL CHECK (position >= 1),
    state        text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'approved', 'denied', 'cancelled')),
    created_at   timestamptz NOT NULL,
    closed_at    timestamptz,
    version      integer NOT NULL DEFAULT 1,
    CONSTRAINT tasks_closed CHECK ((state = 'open') = (closed_at IS NULL)),
    CONSTRAINT tasks_open_has_policy CHECK (state <> 'open' OR policy_id IS NOT NULL)
);
CREATE INDEX tasks_requester_idx ON tasks (requester_id, created_at DESC);
CREATE INDEX tasks_subject_idx ON tasks (subject_id, created_at DESC);
CREATE INDEX tasks_open_policy_idx ON tasks (policy_id) WHERE state = 'open';
CREATE INDEX tasks_external_ref_idx ON tasks (external_ref) WHERE external_ref IS NOT NULL;
ALTER TABLE grants ADD CONSTRAINT grants_task_fkey FOREIGN KEY (task_id) REFERENCES tasks (id);

-- Who is asked: a person, or a pool of role holders (T11). Released when the step ends or is assigned anew;
-- past assignees keep their sight of the task (T17).
CREATE TABLE task_assignments (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    task_id      uuid NOT NULL REFERENCES tasks (id),
    position     smallint NOT NULL,
    person_id    bigint REFERENCES people (id),
    pool_role_id bigint REFERENCES roles (id),
    -- Whom the step named; the person themselves where nobody stands in.
    original_id  bigint REFERENCES people (id),
    -- Everyone from the person named to the assignee, both included (T5).
    path         bigint[] NOT NULL DEFAULT '{}',
    -- Pool members who may not decide this step: subject and requester, earlier deciders (T11).
    barred       bigint[] NOT NULL DEFAULT '{}',
    assigned_at  timestamptz NOT NULL,
    released_at  timestamptz,
    CONSTRAINT task_assignments_who CHECK ((person_id IS NULL) <> (pool_role_id IS NULL)),
    CONSTRAINT task_assignments_original CHECK ((person_id IS NULL) = (original_id IS NULL))
);
CREATE UNIQUE INDEX task_assignments_open_key ON task_assignments (task_id, person_id, original_id) WHERE released_at IS NULL AND person_id IS NOT NULL;
CREATE UNIQUE INDEX task_assignments_open_pool_key ON task_assignments (task_id, pool_role_id) WHERE released_at IS NULL AND pool_role_id IS NOT NULL;
-- The list of one's tasks, oldest first.
CREATE INDEX task_assignments_of_person_idx ON task_assignments (person_id, assigned_at, task_id) WHERE released_at IS NULL AND person_id IS NOT NULL;
CREATE INDEX task_assignments_of_pool_idx ON task_assignments (pool_role_id, assigned_at, task_id) WHERE released_at IS NULL AND pool_role_id IS NOT NULL;
CREATE INDEX task_assignments_of_task_idx ON task_assignments (task_id, id);

-- What was decided at each step, and for whom it counts (T5, T11).
CREATE TABLE task_decisions (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    task_id    uuid NOT NULL REFERENCES tasks (id),
    position   smallint NOT NULL,
    decision   text NOT NULL CHECK (decision IN ('approve', 'deny')),
    decided_by bigint NOT NULL REFERENCES people (id),
    -- Everyone for whom it was decided: those the decider stood in for.
    decided_for bigint[] NOT NULL DEFAULT '{}',
    reason     text,
    decided_at timestamptz NOT NULL,
    -- Two people deciding at the same moment: one decision (T11).
    UNIQUE (task_id, position)
);

CREATE TABLE task_log (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    task_id    uuid NOT NULL REFERENCES tasks (id),
    at         timestamptz NOT NULL,
    position   smallint NOT NULL,
    actor_id   bigint REFERENCES people (id),
    on_behalf_of bigint REFERENCES people (id),
    through    text NOT NULL,
    -- What happened, with ids; the names of these people are put in when it is read.
    event      jsonb NOT NULL,
    people     bigint[] NOT NULL DEFAULT '{}'
);
CREATE INDEX task_log_task_idx ON task_log (task_id, id DESC);
