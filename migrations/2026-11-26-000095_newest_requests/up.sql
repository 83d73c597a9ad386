-- In this order the newest of a state and kind are read by no other index: walking the primary key backwards, past everything
-- that is not asked for, looks cheap to a planner that does not know how rare they are.
DROP INDEX role_requests_state_kind_idx;
CREATE INDEX role_requests_newest_idx ON role_requests (state, kind, (-id));
