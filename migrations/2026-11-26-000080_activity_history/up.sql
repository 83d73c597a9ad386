-- What decided whether a person was active, before it was changed (D): with it "who might do what at that instant" is
-- answered by the log, however often an account was disabled and enabled, or somebody left and came back.
CREATE TABLE activity_history (
    person_id    bigint NOT NULL REFERENCES people (id),
    -- The facts held until this instant, from the row before on. The present ones stand in `people`.
    until_at     timestamptz NOT NULL,
    disabled_at  timestamptz,
    active_from  timestamptz,
    active_until timestamptz,
    PRIMARY KEY (person_id, until_at)
);

CREATE FUNCTION keep_activity() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- A change says when it was made; where it only disables, that instant says it as well.
    INSERT INTO activity_history (person_id, until_at, disabled_at, active_from, active_until)
        SELECT o.id, CASE WHEN n.updated_at > o.updated_at OR n.disabled_at IS NULL THEN n.updated_at ELSE n.disabled_at END,
               o.disabled_at, o.active_from, o.active_until
        FROM was o JOIN written n USING (id)
        WHERE (o.disabled_at, o.active_from, o.active_until) IS DISTINCT FROM (n.disabled_at, n.active_from, n.active_until)
    -- Of two changes at one instant, what held before the first one held until then.
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE TRIGGER people_keep_activity AFTER UPDATE ON people REFERENCING OLD TABLE AS was NEW TABLE AS written
    FOR EACH STATEMENT EXECUTE FUNCTION keep_activity();
