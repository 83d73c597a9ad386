DROP INDEX CONCURRENTLY audit_log_of_kind_idx;
