-- Everyone whom an entry of the audit log is about (G8): who acted and for whom, who gave, who received, who was passed over. A
-- table beside the log, so that the log's own rows never change, and with what the log is filtered and sorted by, so that a
-- person's entries are found by one index, however long the log is.
CREATE TABLE audit_people (
    person_id bigint NOT NULL,
    action    text COLLATE "C" NOT NULL,
    at        timestamptz NOT NULL,
    -- Written by the statement that writes the entry, and neither is ever removed: no key refers to the log. None refers to
    -- people either: nobody is ever removed, and a key would cost each entry a lock on everybody in it.
    entry_id  bigint NOT NULL,
    PRIMARY KEY (person_id, action, at, entry_id)
);
CREATE TRIGGER audit_people_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_people
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();

-- The people an entry is about beside who acted, for whom, and whom it concerns. Null: written before this was known, or by the
-- version before, which may run beside this one.
ALTER TABLE audit_log ADD COLUMN people bigint[];
-- What the client, or a proxy, calls the request. Null: nothing.
ALTER TABLE audit_log ADD COLUMN client_request_id text;

-- Finds the people of entries whose `people` is null: by the usernames and objects that the entry names, by in whose name it was
-- written, and by what happened to its task at that instant. Answers how many were new.
CREATE FUNCTION fill_audit_people(lowest bigint, highest bigint) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    written bigint;
BEGIN
    INSERT INTO audit_people (person_id, action, at, entry_id)
    SELECT DISTINCT found.person_id, found.action COLLATE "C", found.at, found.id FROM (
        SELECT person.id AS person_id, l.action, l.at, l.id FROM audit_log l
            CROSS JOIN LATERAL unnest(ARRAY[l.actor_id, l.on_behalf_of, l.concerns_id]) AS person (id)
            WHERE l.id BETWEEN lowest AND highest AND l.people IS NULL
        UNION ALL
        SELECT p.id, l.action, l.at, l.id FROM audit_log l
            CROSS JOIN LATERAL (VALUES (l.before), (l.after)) AS side (facts)
            CROSS JOIN LATERAL jsonb_each_text(CASE jsonb_typeof(side.facts) WHEN 'object' THEN side.facts ELSE '{}' END) AS fact
            JOIN people p ON lower(p.username) = lower(fact.value)
            WHERE l.id BETWEEN lowest AND highest AND l.people IS NULL AND fact.key IN ('as_proxy_of', 'delegate', 'delegator', 'from',
                'person', 'proxy', 'requester', 'subject', 'to', 'user', 'username')
        UNION ALL
        SELECT person.id, l.action, l.at, l.id FROM audit_log l
            JOIN role_delegations d ON d.id = CASE WHEN l.object_id ~ '^\d{1,18}$' THEN l.object_id::bigint END
            CROSS JOIN LATERAL unnest(ARRAY[d.delegator_id, d.proxy_id]) AS person (id)
            WHERE l.id BETWEEN lowest AND highest AND l.people IS NULL AND l.object_kind = 'role_delegation'
        UNION ALL
        SELECT r.delegate_id, l.action, l.at, l.id FROM audit_log l
            JOIN delegation_rules r ON r.id = CASE WHEN l.after ->> 'rule' ~ '^\d{1,18}$' THEN (l.after ->> 'rule')::bigint END
            WHERE l.id BETWEEN lowest AND highest AND l.people IS NULL AND l.object_kind = 'delegation_rule'
        UNION ALL
        SELECT n.delegator_id, l.action, l.at, l.id FROM audit_log l
            JOIN audit_in_name_of n ON n.entry_id = l.id
            WHERE l.id BETWEEN lowest AND highest AND l.people IS NULL
        UNION ALL
        SELECT person.id, l.action, l.at, l.id FROM audit_log l
            JOIN task_log t ON t.at = l.at
                AND t.task_id = CASE WHEN l.object_id ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN l.object_id::uuid END
            CROSS JOIN LATERAL unnest(t.people) AS person (id)
            WHERE l.id BETWEEN lowest AND highest AND l.people IS NULL AND l.object_kind = 'task'
    ) AS found
    WHERE found.person_id IS NOT NULL
    ORDER BY 1, 2, 3, 4
    ON CONFLICT DO NOTHING;
    GET DIAGNOSTICS written = ROW_COUNT;
    RETURN written;
END $$;

-- Whatever writes an entry, the people it is about are written by the same statement.
CREATE FUNCTION note_audit_people() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    lowest bigint;
    highest bigint;
BEGIN
    INSERT INTO audit_people (person_id, action, at, entry_id)
    SELECT DISTINCT person.id, w.action COLLATE "C", w.at, w.id FROM written w
        CROSS JOIN LATERAL unnest(ARRAY[w.actor_id, w.on_behalf_of, w.concerns_id] || w.people) AS person (id)
        WHERE w.people IS NOT NULL AND person.id IS NOT NULL;
    SELECT min(id), max(id) INTO lowest, highest FROM written WHERE people IS NULL;
    IF lowest IS NOT NULL THEN
        PERFORM fill_audit_people(lowest, highest);
    END IF;
    RETURN NULL;
END $$;
-- Last: whoever writes the log waits for this, and for no more than this.
CREATE TRIGGER audit_log_people AFTER INSERT ON audit_log REFERENCING NEW TABLE AS written
    FOR EACH STATEMENT EXECUTE FUNCTION note_audit_people();
