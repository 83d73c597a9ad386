-- R5: no two that count may cover one day. The end date counts only if it is included or is the start date, so that periods can
-- follow each other without a gap (`last_day!` in crates/db/src/sql.rs has the same words).
ALTER TABLE role_delegations DROP CONSTRAINT role_delegations_no_overlap;
ALTER TABLE role_delegations ADD CONSTRAINT role_delegations_no_overlap EXCLUDE USING gist (
    delegator_id WITH =, proxy_id WITH =, role_id WITH =,
    daterange(starts_on, CASE WHEN through_end OR ends_on = starts_on THEN ends_on ELSE ends_on - 1 END, '[]') WITH &&
) WHERE (ended_at IS NULL AND cancelled_at IS NULL);
