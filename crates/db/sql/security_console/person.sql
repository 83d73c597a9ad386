-- A person with what they hold, as one document (R3, R11, R22). $1 the person, $2 the instant.
SELECT jsonb_build_object(
    'id', p.id,
    'username', p.username,
    'display_name', n.shown_name,
    'department', p.department,
    'job', p.job,
    'disabled', p.disabled_at IS NOT NULL,
    'active_from', p.active_from,
    'active_until', p.active_until,
    -- What the form edits (G5).
    'version', md5(concat_ws('/',
      p.disabled_at IS NOT NULL,
      coalesce((
        SELECT string_agg(g.id::text, ',' ORDER BY g.id) FROM grants g WHERE g.person_id = p.id AND g.revoked_at IS NULL), ''),
      coalesce((SELECT string_agg(a.role_id::text, ',' ORDER BY a.role_id) FROM assignable_roles a WHERE a.person_id = p.id), ''))),
    'roles', coalesce((
      SELECT jsonb_agg(jsonb_build_object(
          'id', r.id,
          'code', r.code,
          'name', r.name,
          'delegation_allowed', r.delegation_allowed,
          'by_hand', g.by_hand,
          'by_request', g.by_request,
          'autoprovisioned', g.autoprovisioned,
          'assignable', EXISTS (SELECT FROM assignable_roles a WHERE a.person_id = p.id AND a.role_id = r.id),
          'in_force', l.in_force,
          'scheduled', l.scheduled)
        ORDER BY r.name, r.id)
      FROM (
        SELECT h.role_id,
          bool_or(h.source = 'by_hand') AS by_hand,
          bool_or(h.source = 'request') AS by_request,
          bool_or(h.source = 'autoprovisioned') AS autoprovisioned
        FROM grants h
        WHERE h.person_id = p.id
          AND h.revoked_at IS NULL
        GROUP BY h.role_id
      ) g
      JOIN roles r ON r.id = g.role_id
      CROSS JOIN LATERAL (
        SELECT count(*) FILTER (WHERE d.begun_at IS NOT NULL) AS in_force,
          count(*) FILTER (WHERE d.begun_at IS NULL) AS scheduled
        FROM open_delegations($2) d
        WHERE d.delegator_id = p.id
          AND d.role_id = r.id
      ) l), '[]'),
    'delegated', coalesce((
      SELECT jsonb_agg(jsonb_build_object(
          'name', r.name,
          'from', o.shown_name,
          'directory_waits_since', (SELECT u.since FROM unsent_delegations u WHERE u.delegation_id = d.id))
        ORDER BY r.name, o.display_name)
      FROM delegations_in_force($2) d
      JOIN roles r ON r.id = d.role_id
      JOIN shown_people o ON o.id = d.delegator_id
      WHERE d.proxy_id = p.id), '[]'),
    -- Roles that can be granted by hand.
    'choices', coalesce((
      SELECT jsonb_agg(jsonb_build_object('id', r.id, 'code', r.code, 'name', r.name) ORDER BY r.name, r.id)
      FROM roles r
      WHERE NOT EXISTS (
        SELECT FROM grants g
        WHERE g.person_id = p.id
          AND g.role_id = r.id
          AND g.source = 'by_hand'
          AND g.revoked_at IS NULL)), '[]'),
    -- Roles that wait for a second person.
    'requested', coalesce((
      SELECT jsonb_agg(jsonb_build_object('role', r.name, 'task', t.id) ORDER BY r.name)
      FROM tasks t
      JOIN roles r ON r.id = t.role_id
      WHERE t.subject_id = p.id
        AND t.state = 'open'
        AND t.role_change IS NULL
        AND (t.steps -> (t.position - 1) ->> 'approver') = 'administrators'), '[]'),
    -- Whoever is nobody is the system.
    'changed_by', CASE WHEN l.at IS NOT NULL THEN coalesce(a.shown_name, 'Locum') END,
    'changed_at', l.at) AS record
FROM people p
JOIN shown_people n ON n.id = p.id
LEFT JOIN LATERAL (
  SELECT e.actor_id, e.at
  FROM audit_log e
  WHERE e.concerns_id = p.id
    AND split_part(e.action, '.', 1) IN ('person', 'grant', 'task')
    AND (e.actor_id IS NOT NULL OR e.object_kind <> 'task')
  ORDER BY e.id DESC
  LIMIT 1
) l ON true
LEFT JOIN shown_people a ON a.id = l.actor_id
WHERE p.id = $1
