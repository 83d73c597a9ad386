ALTER TABLE role_delegations DROP CONSTRAINT role_delegations_no_overlap;
ALTER TABLE role_delegations ADD CONSTRAINT role_delegations_no_overlap EXCLUDE USING gist (
    delegator_id WITH =, proxy_id WITH =, role_id WITH =, daterange(starts_on, ends_on, '[]') WITH &&
) WHERE (ended_at IS NULL AND cancelled_at IS NULL);
