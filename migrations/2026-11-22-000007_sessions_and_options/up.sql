-- Sessions: the browser holds the id, the database its hash (S).
CREATE TABLE sessions (
    id_hash    bytea PRIMARY KEY,
    person_id  bigint REFERENCES people (id),
    data       jsonb NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX sessions_person_idx ON sessions (person_id) WHERE person_id IS NOT NULL;
CREATE INDEX sessions_expires_idx ON sessions (expires_at);

-- Profile options: an administrator-set value at Site or User level (R19). Codes and kinds are the domain's.
CREATE TABLE profile_values (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code       text NOT NULL,
    person_id  bigint REFERENCES people (id),
    value      text NOT NULL,
    version    integer NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX profile_values_site_key ON profile_values (code) WHERE person_id IS NULL;
CREATE UNIQUE INDEX profile_values_user_key ON profile_values (code, person_id) WHERE person_id IS NOT NULL;
