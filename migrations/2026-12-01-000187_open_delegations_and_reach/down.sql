DROP FUNCTION reached_by(text[], bigint[], bigint[]);
DROP FUNCTION open_delegations(timestamptz);
