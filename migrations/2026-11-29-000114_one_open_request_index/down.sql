DROP INDEX CONCURRENTLY tasks_one_open_key;
