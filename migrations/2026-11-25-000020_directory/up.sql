-- The directory's lists: everyone by name, and the few who are not plainly active. `search_text` ends with the
-- username, so no two are alike: it is the place in the list as well (keyset pages).
CREATE INDEX people_name_idx ON people (search_text COLLATE "C");
CREATE INDEX people_department_name_idx ON people (department, search_text COLLATE "C");
DROP INDEX people_department_idx;
CREATE INDEX people_leavers_name_idx ON people (search_text COLLATE "C")
    WHERE disabled_at IS NOT NULL OR active_until IS NOT NULL;
CREATE INDEX people_department_leavers_name_idx ON people (department, search_text COLLATE "C")
    WHERE disabled_at IS NOT NULL OR active_until IS NOT NULL;
-- Everyone who was entered before their first day: among them those whose first day is still to come.
CREATE INDEX people_joining_idx ON people (active_from) WHERE active_from > created_at;

-- Who covers whom: rules that were neither replaced nor removed, the newest first; those to come; all that ever
-- named somebody.
CREATE INDEX delegation_rules_open_idx ON delegation_rules (id) WHERE closed_at IS NULL;
CREATE INDEX delegation_rules_coming_idx ON delegation_rules (starts_at) WHERE closed_at IS NULL;
CREATE INDEX delegation_rules_delegate_history_idx ON delegation_rules (delegate_id, id);
