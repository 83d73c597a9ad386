-- Access reviews (T15): over a role or a department; each grant under review is a task.
CREATE TABLE access_reviews (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- Made when the form was opened: posted twice, it starts one review.
    form_id      uuid NOT NULL UNIQUE,
    role_id      bigint REFERENCES roles (id),
    department   text,
    -- A whole day in the initiator's zone, and the instant it ends.
    due_on       date NOT NULL,
    due_at       timestamptz NOT NULL,
    initiator_id bigint NOT NULL REFERENCES people (id),
    started_at   timestamptz NOT NULL,
    CONSTRAINT access_reviews_what CHECK ((role_id IS NULL) <> (department IS NULL))
);

ALTER TABLE tasks ADD COLUMN access_review_id bigint REFERENCES access_reviews (id);
-- A person's role is reviewed once a review; also the order in which a review's page lists them.
CREATE UNIQUE INDEX tasks_of_review_key ON tasks (access_review_id, subject_id, role_id) WHERE access_review_id IS NOT NULL;
CREATE INDEX tasks_of_review_state_idx ON tasks (access_review_id, state) WHERE access_review_id IS NOT NULL;

-- Grants for which no task could be made: nobody may decide them (T12).
CREATE TABLE access_review_refusals (
    review_id bigint NOT NULL REFERENCES access_reviews (id),
    person_id bigint NOT NULL REFERENCES people (id),
    role_id   bigint NOT NULL REFERENCES roles (id),
    reason    text NOT NULL,
    PRIMARY KEY (review_id, person_id, role_id)
);
