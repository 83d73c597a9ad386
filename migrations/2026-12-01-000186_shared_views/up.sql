-- What several statements ask for is written once, here. The planner puts the body in the place of the name: of a view, of a
-- set-returning function, and of a scalar function that has no sub-select. A scalar function is to be given a row of the same query,
-- not one of a query around it: there the planner would make whole rows.

-- Whether somebody is active at an instant (design.md, Words).
CREATE FUNCTION is_active(p people, at timestamptz) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT p.disabled_at IS NULL
    AND (p.active_from IS NULL OR p.active_from <= at)
    AND (p.active_until IS NULL OR at < p.active_until)
$$;

-- What somebody is at an instant, as `domain::activity::Activity::state` says it.
CREATE FUNCTION activity_state(p people, at timestamptz) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE
    WHEN p.active_until <= at THEN 'terminated'
    WHEN p.disabled_at IS NOT NULL THEN 'disabled'
    WHEN p.active_from > at THEN 'not_yet_hired'
    ELSE 'active'
  END
$$;

-- Whether a delegation rule is in force or to come at an instant (T16).
CREATE FUNCTION is_live(r delegation_rules, at timestamptz) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT r.closed_at IS NULL AND (r.ends_at IS NULL OR at < r.ends_at)
$$;

-- Whether a delegation rule is in force at an instant (T2, T3).
CREATE FUNCTION is_in_force(r delegation_rules, at timestamptz) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT r.closed_at IS NULL AND r.starts_at <= at AND (r.ends_at IS NULL OR at < r.ends_at)
$$;

-- The last day that a role delegation covers (R5), as `domain::role_delegation::Period::last_day` says it. The constraint
-- `role_delegations_no_overlap` has the same words.
CREATE FUNCTION last_day(d role_delegations) RETURNS date LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN d.through_end OR d.ends_on = d.starts_on THEN d.ends_on ELSE d.ends_on - 1 END
$$;

-- Whether a privilege changes who may do what (R22): the same list as `domain::privilege::Privilege::is_administrative`.
CREATE FUNCTION is_administrative(privilege text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT privilege IN ('manage_user_accounts', 'manage_security', 'manage_directory', 'edit_policies', 'run_access_reviews',
    'read_audit_log', 'manage_setup', 'run_scheduled_processes')
$$;

-- People with their name as it is shown wherever somebody is named: alone, or with the username where somebody else has the same
-- name, so that the two can be told apart (T4): `Same Name (same2)`.
CREATE VIEW shown_people AS
SELECT p.id,
  p.username,
  p.display_name,
  p.display_name || CASE WHEN EXISTS (SELECT FROM people ns WHERE ns.display_name = p.display_name AND ns.id <> p.id)
    THEN ' (' || p.username || ')' ELSE '' END AS shown_name
FROM people p;

-- Roles with a privilege that changes who may do what (R22), once for each such privilege.
CREATE VIEW administrative_roles AS
SELECT ap.role_id, ap.privilege
FROM role_privileges ap
WHERE is_administrative(ap.privilege);

-- Which role provisioning rules are for whom (R20).
CREATE VIEW provisioning_rules_of_people AS
SELECT u.id AS rule_id, p.id AS person_id
FROM role_provisioning_rules u
JOIN people p
  ON (u.department IS NULL OR u.department = p.department)
  AND (u.job IS NULL OR u.job = p.job)
  AND (u.location IS NULL OR u.location = p.location)
  AND (u.is_manager IS NULL OR u.is_manager = EXISTS (SELECT FROM people m WHERE m.manager_id = p.id));

-- Who has what delegating a role takes: a grant of it, or the right to provision it to others (R2, R12, R20). Somebody may have both:
-- ask whether there is a row.
CREATE VIEW delegable_roles AS
SELECT g.person_id, g.role_id
FROM grants g
WHERE g.revoked_at IS NULL
UNION ALL
SELECT u.person_id, r.role_id
FROM role_provisioning_rule_roles r
JOIN provisioning_rules_of_people u ON u.rule_id = r.rule_id
WHERE r.provisionable;

-- Role delegations that the directory has not been told of as they are, and since when.
CREATE VIEW unsent_delegations AS
SELECT q.delegation_id, min(q.applied_at) AS since
FROM role_requests q
WHERE q.applied_at IS NOT NULL AND q.state IN ('pending', 'in_progress', 'failed', 'faulted')
GROUP BY q.delegation_id;

-- Role delegations that give their role at an instant, whether or not the job ran (R11): begun, not over, both people active, and the
-- delegator still has what delegating the role takes (R12). One that has begun stays so, even if a node whose clock is ahead wrote
-- the instant (G9).
CREATE FUNCTION delegations_in_force(at timestamptz) RETURNS SETOF role_delegations LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT d.*
  FROM role_delegations d
  JOIN people o ON o.id = d.delegator_id
  JOIN people x ON x.id = d.proxy_id
  WHERE d.begun_at IS NOT NULL
    AND d.ended_at IS NULL
    AND (d.not_after IS NULL OR at < d.not_after)
    AND is_active(o, at)
    AND is_active(x, at)
    -- As `delegable_roles` says it. Asked of that view, the planner would join it: to all of its rows.
    AND (EXISTS (SELECT FROM grants g WHERE g.person_id = o.id AND g.role_id = d.role_id AND g.revoked_at IS NULL)
      OR EXISTS (
        SELECT FROM role_provisioning_rule_roles r
        JOIN role_provisioning_rules u ON u.id = r.rule_id
        WHERE r.role_id = d.role_id
          AND r.provisionable
          AND (u.department IS NULL OR u.department = o.department)
          AND (u.job IS NULL OR u.job = o.job)
          AND (u.location IS NULL OR u.location = o.location)
          AND (u.is_manager IS NULL OR u.is_manager = EXISTS (SELECT FROM people m WHERE m.manager_id = o.id))))
$$;

-- Who holds roles at an instant: by grant (delegator_id and delegation_id are null), or as the proxy of a delegator (R11, T11).
CREATE OR REPLACE FUNCTION held_roles(at timestamptz)
RETURNS TABLE (role_id bigint, person_id bigint, delegator_id bigint, delegation_id bigint) LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT g.role_id, g.person_id, NULL::bigint, NULL::bigint
  FROM grants g
  WHERE g.revoked_at IS NULL
  UNION ALL
  SELECT d.role_id, d.proxy_id, d.delegator_id, d.id
  FROM delegations_in_force(at) d
$$;

-- Who is to be a member of the group of a role at an instant: whoever is active and holds it by a grant or a delegation (R13). Somebody
-- may hold it twice: ask whether there is a row.
CREATE FUNCTION members(at timestamptz) RETURNS TABLE (person_id bigint, role_id bigint) LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT h.person_id, h.role_id
  FROM held_roles(at) h
  JOIN people p ON p.id = h.person_id
  WHERE is_active(p, at)
$$;

-- Who has which privilege over everyone at an instant (R14).
CREATE FUNCTION reach_everyone(at timestamptz) RETURNS TABLE (person_id bigint, privilege text) LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT h.person_id, v.privilege
  FROM held_roles(at) h
  JOIN roles r ON r.id = h.role_id AND r.data_scope = 'everyone'
  JOIN role_privileges v ON v.role_id = h.role_id
$$;
