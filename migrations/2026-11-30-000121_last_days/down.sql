-- It would take the end of the end date back again.
ALTER TABLE role_delegations DISABLE TRIGGER role_delegations_complete_change;
UPDATE role_delegations d SET not_after = start_of_day(d.ends_on + 1, coalesce(o.time_zone,
        (SELECT value FROM profile_values WHERE code = 'SITE_TIME_ZONE' AND person_id IS NULL), 'Etc/UTC'))
    FROM people o WHERE o.id = d.delegator_id AND NOT d.through_end AND d.ends_on > d.starts_on
    AND d.ended_at IS NULL AND d.cancelled_at IS NULL;
ALTER TABLE role_delegations ENABLE TRIGGER role_delegations_complete_change;
