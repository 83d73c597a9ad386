-- The entries of one object, action by action, in the order of time (G8): an object may have very many entries, as the account
-- that is not there, by which others try to sign in.
CREATE INDEX CONCURRENTLY audit_log_of_object_idx ON audit_log (object_kind, object_id, action, at, id);
