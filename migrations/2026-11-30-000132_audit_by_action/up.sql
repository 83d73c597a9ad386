-- The entries of one action, newest first, in any period (G8). A later release, beside which no version runs that sorts by the
-- number, drops audit_log_action_idx, audit_log_actor_idx and audit_log_behalf_idx.
CREATE INDEX CONCURRENTLY audit_log_of_action_idx ON audit_log (action, at DESC, id DESC);
