CREATE OR REPLACE FUNCTION keep_activity() RETURNS trigger LANGUAGE plpgsql AS $$
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

CREATE OR REPLACE FUNCTION request_revoked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE role_requests q SET state = 'superseded', finished_at = n.revoked_at FROM was o JOIN written n USING (id)
        WHERE o.revoked_at IS NULL AND n.revoked_at IS NOT NULL AND q.grant_id = n.id AND q.kind = 'add'
        AND q.state IN ('pending', 'failed', 'faulted');
    INSERT INTO role_requests (kind, grant_id, due_at, applied_at, next_at, created_at)
        SELECT 'remove', n.id, n.revoked_at, n.revoked_at, n.revoked_at, n.revoked_at FROM was o JOIN written n USING (id)
        WHERE o.revoked_at IS NULL AND n.revoked_at IS NOT NULL;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION move_delegation_rules() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE delegation_rules r SET owner_place = p.search_text, owner_department = p.department
        FROM changed p WHERE r.owner_id = p.id AND r.closed_at IS NULL
        AND (r.owner_place, r.owner_department) IS DISTINCT FROM (p.search_text, p.department);
    UPDATE delegation_rules r SET delegate_place = p.search_text, delegate_department = p.department,
            delegate_may_leave = p.disabled_at IS NOT NULL OR p.active_until IS NOT NULL OR coalesce(p.active_from > r.saved_at, false)
        FROM changed p WHERE r.delegate_id = p.id AND r.closed_at IS NULL
        AND (r.delegate_place, r.delegate_department, r.delegate_may_leave) IS DISTINCT FROM (p.search_text, p.department,
            p.disabled_at IS NOT NULL OR p.active_until IS NOT NULL OR coalesce(p.active_from > r.saved_at, false));
    RETURN NULL;
END $$;
