-- What a look at the schedule has to know: one row, whether or not anything is set or was ever run.
-- $1 now; $2 a run that began later than this was begun before the clock went back.
SELECT s.value AS schedule,
  s.changed_at AS set_at,
  z.value AS zone,
  l.slot AS last_slot,
  l.id AS last_run,
  CASE WHEN l.error IS NOT NULL THEN l.ended_at END AS broke_off_at,
  ARRAY(SELECT r.id FROM job_runs r WHERE r.ended_at IS NULL ORDER BY r.id LIMIT 100) AS running,
  ARRAY(SELECT r.alive_until FROM job_runs r WHERE r.ended_at IS NULL ORDER BY r.id LIMIT 100) AS alive_until
FROM (SELECT) one
LEFT JOIN LATERAL (
  SELECT r.id, r.slot, r.ended_at, r.error
  FROM job_runs r
  WHERE r.slot <= $1
    AND r.started_at <= $2
  ORDER BY r.slot DESC
  LIMIT 1
) l ON true
LEFT JOIN profile_values s
  ON s.code = 'SEND_PENDING_LDAP_REQUESTS_SCHEDULE'
  AND s.person_id IS NULL
LEFT JOIN profile_values z
  ON z.code = 'SITE_TIME_ZONE'
  AND z.person_id IS NULL
