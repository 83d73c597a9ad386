DROP FUNCTION tasks_waiting_for;
DROP FUNCTION people_meant;
DROP FUNCTION audited_of_tasks;
DROP VIEW listed_tasks;
