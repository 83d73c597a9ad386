DROP INDEX delegation_rules_delegate_history_idx;
DROP INDEX delegation_rules_coming_idx;
DROP INDEX delegation_rules_open_idx;
DROP INDEX people_joining_idx;
DROP INDEX people_department_leavers_name_idx;
DROP INDEX people_leavers_name_idx;
CREATE INDEX people_department_idx ON people (department);
DROP INDEX people_department_name_idx;
DROP INDEX people_name_idx;
