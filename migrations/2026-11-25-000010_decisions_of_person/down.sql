DROP INDEX task_decisions_by_idx;
