-- Browsers in which somebody has signed in before (S): nobody else's tries keep their sign-in out. Known by the hash of a random
-- id in a cookie; no session hangs on it.
CREATE TABLE known_browsers (
    id_hash      bytea NOT NULL,
    person_id    bigint NOT NULL REFERENCES people (id),
    signed_in_at timestamptz NOT NULL,
    expires_at   timestamptz NOT NULL,
    CONSTRAINT known_browsers_pkey PRIMARY KEY (id_hash, person_id),
    CONSTRAINT known_browsers_expiry_check CHECK (expires_at > signed_in_at)
);
CREATE INDEX known_browsers_person_idx ON known_browsers (person_id, signed_in_at);
CREATE INDEX known_browsers_expires_idx ON known_browsers (expires_at);
