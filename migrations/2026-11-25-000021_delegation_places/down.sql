DROP TRIGGER people_move_delegation_rules ON people;
DROP TRIGGER delegation_rules_place ON delegation_rules;
DROP FUNCTION move_delegation_rules();
DROP FUNCTION place_delegation_rule();
ALTER TABLE delegation_rules DROP COLUMN owner_place, DROP COLUMN owner_department, DROP COLUMN delegate_place,
    DROP COLUMN delegate_department, DROP COLUMN delegate_may_leave;
