-- What several statements ask for is written once, here. The planner puts the bodies of views and of these functions in the place of
-- their names: a scalar function only because it has no sub-select.

-- People with their name as it is shown wherever somebody is named: alone, or with the username where somebody else has the same
-- name, so that the two can be told apart (T4): `Same Name (same2)`.
CREATE VIEW shown_people AS
SELECT p.id,
  p.username,
  p.display_name,
  p.display_name || CASE WHEN EXISTS (SELECT FROM people ns WHERE ns.display_name = p.display_name AND ns.id <> p.id)
    THEN ' (' || p.username || ')' ELSE '' END AS shown_name
FROM people p;

-- Whether somebody is active at an instant (design.md, Words).
CREATE FUNCTION is_active(p people, at timestamptz) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT p.disabled_at IS NULL
    AND (p.active_from IS NULL OR p.active_from <= at)
    AND (p.active_until IS NULL OR at < p.active_until)
$$;

-- Roles with a privilege that changes who may do what (R22).
CREATE VIEW administrative_roles AS
SELECT ap.role_id, ap.privilege
FROM role_privileges ap
WHERE ap.privilege IN ('manage_user_accounts', 'manage_security', 'manage_directory', 'edit_policies', 'run_access_reviews',
  'read_audit_log', 'manage_setup', 'run_scheduled_processes');
