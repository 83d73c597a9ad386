-- People and their one work assignment. Uniqueness of usernames ignores case.
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE EXTENSION IF NOT EXISTS pg_trgm;

CREATE TABLE people (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    username      text NOT NULL,
    display_name  text NOT NULL,
    email         text,
    manager_id    bigint REFERENCES people (id),
    department    text,
    job           text,
    location      text,
    -- Civil dates in the person's own zone; the last day worked is included.
    hired_on      date,
    terminated_on date,
    -- An IANA name; none means the Site's (G1).
    time_zone     text,
    -- The same two dates as instants, half open, computed by the domain whenever date or zone changes:
    -- every statement compares instants and needs no zone.
    active_from   timestamptz,
    active_until  timestamptz,
    disabled_at   timestamptz,
    password_hash text,
    -- Name and username folded (no accents, lower case), for search.
    search_text   text NOT NULL,
    created_at    timestamptz NOT NULL,
    updated_at    timestamptz NOT NULL,
    CONSTRAINT people_terminated_after_hired CHECK (terminated_on >= hired_on),
    CONSTRAINT people_not_own_manager CHECK (manager_id <> id),
    CONSTRAINT people_username_not_empty CHECK (username <> '')
);
CREATE UNIQUE INDEX people_username_key ON people (lower(username) text_pattern_ops);
CREATE INDEX people_manager_idx ON people (manager_id);
CREATE INDEX people_department_idx ON people (department);
-- Search: any three letters through the trigrams, fewer through the beginning of the name.
CREATE INDEX people_search_idx ON people USING gin (search_text gin_trgm_ops);
CREATE INDEX people_search_prefix_idx ON people (search_text text_pattern_ops);
-- The few who are not plainly active.
CREATE INDEX people_leaving_idx ON people (active_until) WHERE active_until IS NOT NULL;
CREATE INDEX people_disabled_idx ON people (disabled_at) WHERE disabled_at IS NOT NULL;
CREATE INDEX people_without_zone_idx ON people (id) WHERE time_zone IS NULL;
