-- What statements about role delegations and role requests share.

-- Role delegations with everybody in them. `zone` is the one in which their days lie (G1), `is_role_kept` is whether the delegator still
-- has what delegating the role takes (R12), `unsent_since` is since when the directory has not been told of it as it is (null: it has),
-- `begin_due` is when its begin is due that is still to be carried out.
CREATE VIEW shown_delegations AS
SELECT d.id,
  d.delegator_id,
  o.username AS delegator_username,
  (SELECT s.shown_name FROM shown_people s WHERE s.id = d.delegator_id) AS delegator_name,
  coalesce(
    o.time_zone,
    (SELECT v.value FROM profile_values v WHERE v.code = 'SITE_TIME_ZONE' AND v.person_id IS NULL),
    'Etc/UTC') AS zone,
  d.proxy_id,
  x.username AS proxy_username,
  (SELECT s.shown_name FROM shown_people s WHERE s.id = d.proxy_id) AS proxy_name,
  d.role_id,
  r.code AS role_code,
  r.name AS role_name,
  d.starts_on,
  d.ends_on,
  d.through_end,
  d.not_after,
  (SELECT s.shown_name FROM shown_people s WHERE s.id = d.created_by) AS created_by_name,
  d.created_by,
  d.created_at,
  d.begun_at,
  d.ended_at,
  d.end_reason,
  d.cancelled_at,
  d.version,
  o.disabled_at IS NOT NULL AS delegator_disabled,
  o.active_from AS delegator_from,
  o.active_until AS delegator_until,
  x.disabled_at IS NOT NULL AS proxy_disabled,
  x.active_from AS proxy_from,
  x.active_until AS proxy_until,
  EXISTS (SELECT FROM delegable_roles k WHERE k.person_id = d.delegator_id AND k.role_id = d.role_id) AS is_role_kept,
  (SELECT u.since FROM unsent_delegations u WHERE u.delegation_id = d.id) AS unsent_since,
  (
    SELECT min(q.due_at)
    FROM role_requests q
    WHERE q.delegation_id = d.id
      AND q.kind = 'begin'
      AND q.applied_at IS NULL
      AND q.state IN ('pending', 'in_progress', 'failed')
  ) AS begin_due
FROM role_delegations d
JOIN people o ON o.id = d.delegator_id
JOIN people x ON x.id = d.proxy_id
JOIN roles r ON r.id = d.role_id;

-- Role requests as administrators see them: whose membership in which role each is about, and who lends, of a delegation.
CREATE VIEW shown_requests AS
SELECT q.id,
  q.kind,
  q.state,
  q.attempts,
  q.last_error,
  q.due_at,
  q.applied_at,
  q.next_at,
  q.finished_at,
  (SELECT s.shown_name FROM shown_people s WHERE s.id = p.id) AS person_name,
  p.username AS person_username,
  (SELECT s.shown_name FROM shown_people s WHERE s.id = d.delegator_id) AS delegator_name,
  r.name AS role_name
FROM role_requests q
LEFT JOIN role_delegations d ON d.id = q.delegation_id
LEFT JOIN grants g ON g.id = q.grant_id
JOIN people p ON p.id = coalesce(d.proxy_id, g.person_id)
JOIN roles r ON r.id = coalesce(d.role_id, g.role_id);

-- The roles that a person holds, has received, or may provision to others at an instant, and what decides whether they can be lent
-- (R2, R3).
CREATE FUNCTION lendable_roles(person bigint, at timestamptz)
RETURNS TABLE (id bigint, code text, name text, is_granted boolean, is_autoprovisioned boolean, is_received boolean,
  is_provisionable boolean, is_enabled boolean, is_leaving boolean) LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT r.id,
    r.code,
    r.name,
    coalesce(g.own, false),
    coalesce(g.by_rule, false),
    e.role_id IS NOT NULL,
    q.role_id IS NOT NULL,
    r.delegation_allowed OR EXISTS (SELECT FROM assignable_roles a WHERE a.person_id = person AND a.role_id = r.id),
    coalesce(at < p.active_until, false)
  FROM roles r
  JOIN people p ON p.id = person
  LEFT JOIN (
    SELECT h.role_id, bool_or(h.source <> 'autoprovisioned') AS own, bool_or(h.source = 'autoprovisioned') AS by_rule
    FROM grants h
    WHERE h.person_id = person
      AND h.revoked_at IS NULL
    GROUP BY h.role_id
  ) g ON g.role_id = r.id
  LEFT JOIN (SELECT DISTINCT d.role_id FROM delegations_in_force(at) d WHERE d.proxy_id = person) e ON e.role_id = r.id
  LEFT JOIN (
    SELECT DISTINCT t.role_id
    FROM provisioning_rules_of_people u
    JOIN role_provisioning_rule_roles t ON t.rule_id = u.rule_id
    WHERE u.person_id = person
      AND t.provisionable
  ) q ON q.role_id = r.id
  WHERE g.role_id IS NOT NULL
    OR e.role_id IS NOT NULL
    OR q.role_id IS NOT NULL
$$;
