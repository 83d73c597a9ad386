-- Role delegations that are to end for good at an instant because of what became of their people or of the delegator's role (R12), with
-- what decides how they end (`domain::role_delegation::termination`) and with everybody in them.
CREATE FUNCTION terminations(at timestamptz)
RETURNS TABLE (
  id bigint, version integer, begun_at timestamptz, not_after timestamptz, has_proxy_left boolean, has_delegator_left boolean,
  is_role_kept boolean, left_at timestamptz, delegator_id bigint, delegator_name text, delegator_username text, proxy_id bigint,
  proxy_name text, proxy_username text, role_id bigint, role_code text, role_name text, zone text, is_administrative boolean
) LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT d.id,
    d.version,
    d.begun_at,
    d.not_after,
    coalesce(x.active_until <= at, false),
    coalesce(o.active_until <= at, false),
    EXISTS (SELECT FROM delegable_roles k WHERE k.person_id = o.id AND k.role_id = d.role_id),
    -- Since when one of the two has been terminated while the delegation was there: the day after the last one worked began, or that
    -- day was made one of the past. Time alone ends a delegation then, whether or not the job ran (R11).
    (
      SELECT min(greatest(s.active_until, s.since))
      FROM (
        SELECT h.active_until, h.until_at, lag(h.until_at) OVER (PARTITION BY h.person_id ORDER BY h.until_at) AS since
        FROM (
          SELECT a.person_id, a.active_until, a.until_at FROM activity_history a WHERE a.person_id IN (o.id, x.id)
          UNION ALL
          SELECT o.id, o.active_until, 'infinity'
          UNION ALL
          SELECT x.id, x.active_until, 'infinity'
        ) h
      ) s
      WHERE s.active_until <= at
        AND s.until_at > d.created_at
        AND greatest(s.active_until, s.since) < s.until_at
    ),
    d.delegator_id,
    (SELECT s.shown_name FROM shown_people s WHERE s.id = o.id),
    o.username,
    d.proxy_id,
    (SELECT s.shown_name FROM shown_people s WHERE s.id = x.id),
    x.username,
    d.role_id,
    r.code,
    r.name,
    coalesce(o.time_zone, (SELECT v.value FROM profile_values v WHERE v.code = 'SITE_TIME_ZONE' AND v.person_id IS NULL), 'Etc/UTC'),
    EXISTS (SELECT FROM administrative_roles a WHERE a.role_id = d.role_id)
  FROM role_delegations d
  JOIN people o ON o.id = d.delegator_id
  JOIN people x ON x.id = d.proxy_id
  JOIN roles r ON r.id = d.role_id
  WHERE d.ended_at IS NULL
    AND d.cancelled_at IS NULL
    AND (x.active_until <= at
      OR o.active_until <= at
      OR NOT EXISTS (SELECT FROM delegable_roles k WHERE k.person_id = o.id AND k.role_id = d.role_id))
$$;
