-- Notes who is not there yet, with the facts for the audit log.
INSERT INTO import_changes (line, person_id, is_new, own_facts, was_active, zone_changed, after)
SELECT s.line, s.person_id, true, true, false, false,
  jsonb_strip_nulls(jsonb_build_object(
    'username', s.username,
    'display_name', s.display_name,
    'email', s.email,
    'manager', s.manager_username,
    'department', s.department,
    'job', s.job,
    'location', s.location,
    'hired_on', s.hired_on,
    'terminated_on', s.terminated_on,
    'time_zone', s.time_zone
  )) || coalesce(g.facts, '{}')
FROM import_people s
LEFT JOIN (
  -- The codes of the roles that a person gains and loses, as facts.
  SELECT i.person_id,
    jsonb_strip_nulls(jsonb_build_object(
      'roles_granted', jsonb_agg(r.code ORDER BY r.code) FILTER (WHERE i.grant_id IS NULL),
      'roles_revoked', jsonb_agg(r.code ORDER BY r.code) FILTER (WHERE i.grant_id IS NOT NULL)
    )) AS facts
  FROM import_grants i
  JOIN roles r ON r.id = i.role_id
  GROUP BY i.person_id
) AS g ON g.person_id = s.person_id
WHERE s.is_new
