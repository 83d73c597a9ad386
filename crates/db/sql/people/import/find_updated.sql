-- Notes who is there and differs, in themselves or in their by-hand roles, with the facts for the audit log. $1 now, $2 the zone of
-- people without one.
INSERT INTO import_changes (line, person_id, is_new, own_facts, was_active, zone_changed, before, after)
SELECT s.line, s.person_id, false, own.before IS NOT NULL, is_active(p, $1),
  coalesce(p.time_zone, $2) <> coalesce(s.time_zone, $2), own.before, coalesce(own.after, '{}') || coalesce(g.facts, '{}')
FROM import_people s
JOIN people p ON p.id = s.person_id
LEFT JOIN people m ON m.id = p.manager_id
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
CROSS JOIN LATERAL (
  SELECT jsonb_object_agg(f.name, f.was) AS before, jsonb_object_agg(f.name, f.present) AS after
  FROM (
    VALUES
      ('username', to_jsonb(p.username), to_jsonb(s.username)),
      ('display_name', to_jsonb(p.display_name), to_jsonb(s.display_name)),
      ('email', to_jsonb(p.email), to_jsonb(s.email)),
      ('manager', to_jsonb(m.username), to_jsonb(s.manager_username)),
      ('department', to_jsonb(p.department), to_jsonb(s.department)),
      ('job', to_jsonb(p.job), to_jsonb(s.job)),
      ('location', to_jsonb(p.location), to_jsonb(s.location)),
      ('hired_on', to_jsonb(p.hired_on), to_jsonb(s.hired_on)),
      ('terminated_on', to_jsonb(p.terminated_on), to_jsonb(s.terminated_on)),
      ('time_zone', to_jsonb(p.time_zone), to_jsonb(s.time_zone))
  ) AS f (name, was, present)
  WHERE f.was IS DISTINCT FROM f.present
    AND (f.name <> 'manager' OR p.manager_id IS DISTINCT FROM s.manager_id)
) AS own
WHERE NOT s.is_new
  AND (g.person_id IS NOT NULL
    OR (p.username, p.display_name, p.email, p.manager_id, p.department, p.job, p.location, p.hired_on, p.terminated_on, p.time_zone)
      IS DISTINCT FROM
      (s.username, s.display_name, s.email, s.manager_id, s.department, s.job, s.location, s.hired_on, s.terminated_on, s.time_zone))
