-- Who is to hold which roles by a rule at an instant (R20): those who work here, be their account disabled or not. Two rules may give
-- somebody the same role: ask for distinct rows.
CREATE FUNCTION due_roles(at timestamptz) RETURNS TABLE (person_id bigint, role_id bigint) LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT p.id, m.role_id
  FROM role_provisioning_rules u
  JOIN role_provisioning_rule_roles m ON m.rule_id = u.id AND m.autoprovision
  JOIN people p
    ON (p.active_from IS NULL OR p.active_from <= at)
    AND (p.active_until IS NULL OR at < p.active_until)
    -- As `provisioning_rules_of_people` says it. Asked of that view, the planner would join everybody with themselves.
    AND (u.department IS NULL OR u.department = p.department)
    AND (u.job IS NULL OR u.job = p.job)
    AND (u.location IS NULL OR u.location = p.location)
    AND (u.is_manager IS NULL OR u.is_manager = EXISTS (SELECT FROM people r WHERE r.manager_id = p.id))
$$;
