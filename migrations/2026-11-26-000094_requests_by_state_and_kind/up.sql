-- The administrators' list by state, by kind and by both: the newest of each are read, however rare they are.
CREATE INDEX role_requests_state_kind_idx ON role_requests (state, kind, id);
