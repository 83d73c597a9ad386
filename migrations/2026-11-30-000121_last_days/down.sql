UPDATE role_delegations d SET not_after = (d.ends_on + 1)::timestamp AT TIME ZONE coalesce(o.time_zone,
        (SELECT value FROM profile_values WHERE code = 'SITE_TIME_ZONE' AND person_id IS NULL), 'Etc/UTC')
    FROM people o WHERE o.id = d.delegator_id AND NOT d.through_end AND d.ends_on > d.starts_on
    AND d.ended_at IS NULL AND d.cancelled_at IS NULL;
