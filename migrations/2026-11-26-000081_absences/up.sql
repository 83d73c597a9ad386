-- When somebody is away (D). Nothing is deleted: what is not to be is cancelled; each change is in the audit log too.
CREATE TABLE absences (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person_id    bigint NOT NULL REFERENCES people (id),
    kind         text NOT NULL CHECK (kind IN ('vacation', 'sick_leave', 'parental_leave', 'other')),
    -- Whole days in the person's zone, both included (G1).
    starts_on    date NOT NULL,
    ends_on      date NOT NULL,
    state        text NOT NULL CHECK (state IN ('requested', 'approved', 'cancelled')),
    recorded_by  bigint NOT NULL REFERENCES people (id),
    -- The delegator through whose role it was recorded (G4); none: one's own right.
    recorded_for bigint REFERENCES people (id),
    recorded_at  timestamptz NOT NULL,
    -- Who approved or cancelled it last.
    decided_by   bigint REFERENCES people (id),
    decided_for  bigint REFERENCES people (id),
    decided_at   timestamptz,
    version      integer NOT NULL DEFAULT 1,
    CONSTRAINT absences_dates CHECK (ends_on >= starts_on),
    CONSTRAINT absences_decided CHECK ((decided_by IS NULL) = (decided_at IS NULL) AND (state = 'requested' OR decided_by IS NOT NULL)),
    -- Approving one's own is refused, whatever role or delegation reaches it.
    CONSTRAINT absences_not_own_approval CHECK (state <> 'approved' OR (decided_by <> person_id AND decided_for IS DISTINCT FROM person_id)),
    -- Nobody is away twice on one day.
    CONSTRAINT absences_no_overlap EXCLUDE USING gist (person_id WITH =, daterange(starts_on, ends_on, '[]') WITH &&)
        WHERE (state <> 'cancelled')
);
-- One person's, the newest first: what every list reads, person by person.
CREATE INDEX absences_person_idx ON absences (person_id, starts_on DESC, id DESC);
-- Everyone's, the newest first: for whoever's scope is everyone.
CREATE INDEX absences_newest_idx ON absences (starts_on DESC, id DESC);
