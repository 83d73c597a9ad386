-- Forms that were sent, with what came of each: a second sending of the same form is answered with that, and changes nothing (G6).
-- The id is made of the form's own, of who sends it, and of what is in it. Rows go after a week.
--
-- role_delegations.form_id and absences.form_id are neither written nor read by this version. They may go, with their constraints,
-- in a release that nobody runs beside the version before this one.
CREATE TABLE form_submissions (
    id        uuid NOT NULL,
    person_id bigint NOT NULL REFERENCES people (id),
    outcome   jsonb NOT NULL,
    at        timestamptz NOT NULL,
    CONSTRAINT form_submissions_pkey PRIMARY KEY (id)
);
CREATE INDEX form_submissions_at_idx ON form_submissions (at);
