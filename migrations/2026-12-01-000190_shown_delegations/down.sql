DROP FUNCTION lendable_roles(bigint, timestamptz);
DROP VIEW shown_requests;
DROP VIEW shown_delegations;
