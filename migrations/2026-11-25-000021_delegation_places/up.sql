-- Where owner and delegate of a rule that counts stand in the list of people, and whether the delegate may be
-- inactive: copied from `people` by triggers, so that the lists of those who have a delegate, who are one, and whose
-- delegate has left are read in their order and no further than a page.
ALTER TABLE delegation_rules
    ADD COLUMN owner_place text, ADD COLUMN owner_department text,
    ADD COLUMN delegate_place text, ADD COLUMN delegate_department text,
    -- Disabled, with a termination date, or not yet hired when last looked at: whether now, their row says.
    ADD COLUMN delegate_may_leave boolean NOT NULL DEFAULT false;
UPDATE delegation_rules r SET owner_place = o.search_text, owner_department = o.department, delegate_place = d.search_text,
        delegate_department = d.department,
        delegate_may_leave = d.disabled_at IS NOT NULL OR d.active_until IS NOT NULL OR coalesce(d.active_from > r.saved_at, false)
    FROM people o, people d WHERE o.id = r.owner_id AND d.id = r.delegate_id;
CREATE INDEX delegation_rules_owner_place_idx ON delegation_rules (owner_place COLLATE "C") WHERE closed_at IS NULL;
CREATE INDEX delegation_rules_owner_department_idx ON delegation_rules (owner_department, owner_place COLLATE "C") WHERE closed_at IS NULL;
CREATE INDEX delegation_rules_delegate_place_idx ON delegation_rules (delegate_place COLLATE "C") WHERE closed_at IS NULL;
CREATE INDEX delegation_rules_delegate_department_idx ON delegation_rules (delegate_department, delegate_place COLLATE "C") WHERE closed_at IS NULL;
CREATE INDEX delegation_rules_may_leave_idx ON delegation_rules (owner_place COLLATE "C") WHERE closed_at IS NULL AND delegate_may_leave;

CREATE FUNCTION place_delegation_rule() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT o.search_text, o.department, d.search_text, d.department,
            d.disabled_at IS NOT NULL OR d.active_until IS NOT NULL OR coalesce(d.active_from > NEW.saved_at, false)
        INTO NEW.owner_place, NEW.owner_department, NEW.delegate_place, NEW.delegate_department, NEW.delegate_may_leave
        FROM people o, people d WHERE o.id = NEW.owner_id AND d.id = NEW.delegate_id;
    -- Somebody who is not there: the foreign key says so.
    NEW.delegate_may_leave := coalesce(NEW.delegate_may_leave, false);
    RETURN NEW;
END $$;
CREATE TRIGGER delegation_rules_place BEFORE INSERT ON delegation_rules
    FOR EACH ROW EXECUTE FUNCTION place_delegation_rule();

CREATE FUNCTION move_delegation_rules() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE TRIGGER people_move_delegation_rules AFTER UPDATE ON people REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION move_delegation_rules();
