DROP TRIGGER task_log_append_only ON task_log;
DROP FUNCTION refuse_task_log_change();
