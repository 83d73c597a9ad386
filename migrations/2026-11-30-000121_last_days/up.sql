-- What is there already includes its end date if the Site option says so; what is over, if its end was due so. A delegation is
-- never in force past the end of its last day (R11): where the end date is not included, that is the start of the end date, when
-- its end request is due.
WITH site AS MATERIALIZED (
    SELECT coalesce((SELECT value FROM profile_values WHERE code = 'SITE_TIME_ZONE' AND person_id IS NULL), 'Etc/UTC') AS zone,
        EXISTS (SELECT FROM profile_values WHERE code = 'DELEGATION_END_DUE' AND person_id IS NULL AND value = 'END_OF_DAY') AS included,
        coalesce(nullif(current_setting('locum.now', true), '')::timestamptz,
                 greatest((SELECT max(at) FROM audit_log), (SELECT max(created_at) FROM role_delegations))) AS now
), dates AS MATERIALIZED (
    SELECT d.id, d.not_after, d.begun_at, d.ended_at IS NULL AND d.cancelled_at IS NULL AS is_open, d.ends_on > d.starts_on AS has_days,
        start_of_day(d.ends_on, coalesce(o.time_zone, site.zone)) AS end_date, site.included, site.now,
        CASE WHEN d.ended_at IS NULL AND d.cancelled_at IS NULL
            THEN (SELECT min(q.due_at) FROM role_requests q WHERE q.delegation_id = d.id AND q.kind = 'end' AND q.applied_at IS NULL
                AND q.state IN ('pending', 'in_progress', 'failed', 'faulted'))
            -- What ended early has a request of that instant beside the one of its end date.
            ELSE (SELECT max(q.due_at) FROM role_requests q WHERE q.delegation_id = d.id AND q.kind = 'end') END AS due_at
    FROM role_delegations d JOIN people o ON o.id = d.delegator_id CROSS JOIN site WHERE d.ends_on IS NOT NULL
), new AS MATERIALIZED (
    SELECT id, not_after AS old_end, is_open,
        CASE WHEN is_open OR NOT has_days OR due_at IS NULL OR due_at < end_date THEN included ELSE due_at >= not_after END AS through_end,
        CASE WHEN is_open AND has_days AND NOT included
            -- What is in force past that instant because no job has run is so until now.
            THEN least(not_after, greatest(coalesce(due_at, end_date), CASE WHEN begun_at IS NOT NULL THEN now END))
            ELSE not_after END AS not_after
    FROM dates
)
UPDATE role_delegations d SET through_end = n.through_end, not_after = n.not_after,
    -- A form that was opened before does not know the mark, and would take it away (G5).
    version = d.version + CASE WHEN n.is_open AND n.through_end THEN 1 ELSE 0 END
FROM new n WHERE d.id = n.id AND (n.through_end OR n.not_after IS DISTINCT FROM n.old_end);
