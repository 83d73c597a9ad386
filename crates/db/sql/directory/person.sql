-- One person with everything their page shows, and whether the reader manages everyone's directory.
-- $1 the username, in any case; $2 now; $3 the reader; $4 how many open tasks come before the page.
SELECT EXISTS (SELECT FROM reach_everyone($2) e WHERE e.person_id = $3 AND e.privilege = 'manage_directory') AS allowed,
  (
    SELECT jsonb_build_object(
      'id', p.id,
      'username', p.username,
      'display_name', p.display_name,
      'email', p.email,
      'department', p.department,
      'job', p.job,
      'location', p.location,
      'hired_on', p.hired_on,
      'terminated_on', p.terminated_on,
      'time_zone', coalesce(
        p.time_zone,
        (SELECT v.value FROM profile_values v WHERE v.code = 'SITE_TIME_ZONE' AND v.person_id IS NULL),
        'Etc/UTC'),
      'state', activity_state(p, $2),
      'manager', (
        SELECT jsonb_build_object('username', m.username, 'display_name', m.shown_name) FROM shown_people m WHERE m.id = p.manager_id),
      'roles', coalesce((SELECT jsonb_agg(to_jsonb(h) ORDER BY h.name, h.source, h.since) FROM (
        SELECT r.code,
          r.name,
          g.source,
          g.granted_at AS since,
          b.shown_name AS granted_by,
          g.task_id AS task,
          NULL::jsonb AS delegator,
          NULL::date AS last_day,
          NULL::timestamptz AS directory_waits_since
        FROM grants g
        JOIN roles r ON r.id = g.role_id
        LEFT JOIN shown_people b ON b.id = g.granted_by
        WHERE g.person_id = p.id
          AND g.revoked_at IS NULL
        UNION ALL
        SELECT r.code,
          r.name,
          'delegated',
          d.begun_at,
          NULL,
          NULL,
          jsonb_build_object('username', o.username, 'display_name', o.shown_name),
          last_day(d),
          (SELECT u.since FROM unsent_delegations u WHERE u.delegation_id = d.id)
        FROM delegations_in_force($2) d
        JOIN roles r ON r.id = d.role_id
        JOIN shown_people o ON o.id = d.delegator_id
        WHERE d.proxy_id = p.id
      ) h), '[]'),
      'rule', (SELECT r.document FROM rule_documents($2) r WHERE r.owner_id = p.id AND NOT r.is_closed),
      'covers', coalesce((SELECT jsonb_agg(r.document ORDER BY r.starts_at, r.id) FROM (
        SELECT r.id, r.starts_at, r.document
        FROM rule_documents($2) r
        WHERE r.delegate_id = p.id
          AND r.is_live
        ORDER BY r.starts_at, r.id
        LIMIT 201
      ) r), '[]'),
      'covers_count', c.count,
      'covers_newest', c.newest,
      'open_tasks', CASE
        WHEN EXISTS (SELECT FROM reach_everyone($2) e WHERE e.person_id = $3 AND e.privilege = 'oversee_tasks')
        THEN (SELECT w.waiting FROM tasks_waiting_for(p.id, NULL, $4, 50) w)
      END
    )
    FROM people p
    CROSS JOIN LATERAL (
      SELECT count(*) AS count, coalesce(max(r.id), 0) AS newest
      FROM delegation_rules r
      WHERE r.delegate_id = p.id
        AND is_live(r, $2)
    ) c
    WHERE lower(p.username) = lower($1)
  ) AS detail
