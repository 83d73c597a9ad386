-- audit_log_of_kind_idx does its work, and does it for kinds as well. No release has read it.
DROP INDEX CONCURRENTLY audit_log_of_action_idx;
