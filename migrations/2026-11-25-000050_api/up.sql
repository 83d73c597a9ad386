-- Tokens of other systems (S): the database knows the hash of the secret only.
CREATE TABLE api_tokens (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name         text NOT NULL CHECK (name <> ''),
    hash         bytea NOT NULL UNIQUE,
    scopes       text[] NOT NULL,
    created_at   timestamptz NOT NULL,
    -- None: a command made it.
    created_by   bigint REFERENCES people (id),
    -- To the hour: a request writes it only when the hour is another one.
    last_used_at timestamptz,
    revoked_at   timestamptz,
    CONSTRAINT api_tokens_scopes CHECK (cardinality(scopes) > 0),
    CONSTRAINT api_tokens_revoked CHECK (revoked_at >= created_at)
);
-- A log that names a token names one; after it is revoked its name is free again.
CREATE UNIQUE INDEX api_tokens_name_key ON api_tokens (lower(name)) WHERE revoked_at IS NULL;

-- What was answered to a change with an `Idempotency-Key`, written with the change (G3); kept for a day.
CREATE TABLE api_answers (
    token_id     bigint NOT NULL REFERENCES api_tokens (id),
    key          text NOT NULL,
    -- Of method, path and body: the same key with another request is refused.
    request_hash bytea NOT NULL,
    answer       text NOT NULL,
    at           timestamptz NOT NULL,
    PRIMARY KEY (token_id, key)
);
CREATE INDEX api_answers_at_idx ON api_answers (at);

-- The API lists tasks by state, newest first.
CREATE INDEX tasks_state_idx ON tasks (state, id);
