DROP TABLE task_log;
DROP TABLE task_decisions;
DROP TABLE task_assignments;
ALTER TABLE grants DROP CONSTRAINT grants_task_fkey;
DROP TABLE tasks;
