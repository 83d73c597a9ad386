-- Role delegations that are not over at an instant, whether or not the job ran: begun, suspended or still to begin, as
-- `domain::role_delegation::state` says it (R11, R12). Neither is cancelled, nobody has left, and the delegator still has what
-- delegating the role takes.
CREATE FUNCTION open_delegations(at timestamptz) RETURNS SETOF role_delegations LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT d.*
  FROM role_delegations d
  JOIN people o ON o.id = d.delegator_id
  JOIN people x ON x.id = d.proxy_id
  WHERE d.ended_at IS NULL
    AND d.cancelled_at IS NULL
    AND (d.not_after IS NULL OR at < d.not_after)
    AND (o.active_until IS NULL OR at < o.active_until)
    AND (x.active_until IS NULL OR at < x.active_until)
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

-- Whom data scopes reach, with the owner of each and who lent it (null: nobody): scope by scope, as many of each. *Everyone* is not
-- among them: it takes no list. Whoever was lent a scope does not act for who lent it (R16). Each costs what it reaches.
CREATE FUNCTION reached_by(data_scopes text[], owners bigint[], lenders bigint[])
RETURNS TABLE (id bigint) LANGUAGE sql STABLE PARALLEL SAFE AS $$
  WITH RECURSIVE anchors AS (
    SELECT a.data_scope, a.owner_id, a.lender_id FROM unnest(data_scopes, owners, lenders) AS a (data_scope, owner_id, lender_id)
  ),
  below (id) AS (
    SELECT p.id FROM anchors a JOIN people p ON p.manager_id = a.owner_id WHERE a.data_scope = 'reports'
    UNION
    SELECT p.id FROM below b JOIN people p ON p.manager_id = b.id
  )
  SELECT b.id FROM below b
  UNION
  SELECT a.owner_id FROM anchors a WHERE a.data_scope = 'own' AND a.lender_id IS NULL
  UNION
  SELECT p.id
  FROM anchors a
  JOIN people o ON o.id = a.owner_id
  JOIN people p ON p.department = o.department AND p.id IS DISTINCT FROM a.lender_id
  WHERE a.data_scope = 'department'
$$;
