DROP TRIGGER role_delegations_complete_change ON role_delegations;
DROP TRIGGER role_delegations_complete ON role_delegations;
DROP FUNCTION complete_role_delegation();
DROP FUNCTION start_of_day(date, text);
ALTER TABLE role_delegations DROP COLUMN through_end;
