-- The entries of one kind of object, action by action, in the order of time (G8): for the filters by action and by kind. All
-- columns go one way, so that a comparison of rows enters it exactly where a page begins.
CREATE INDEX CONCURRENTLY audit_log_of_kind_idx ON audit_log (object_kind, action, at, id);
