CREATE INDEX CONCURRENTLY audit_log_of_action_idx ON audit_log (action, at DESC, id DESC);
