DROP INDEX role_requests_newest_idx;
CREATE INDEX role_requests_state_kind_idx ON role_requests (state, kind, id);
