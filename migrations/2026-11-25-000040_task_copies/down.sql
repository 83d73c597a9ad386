ALTER TABLE task_assignments DROP COLUMN copies;
