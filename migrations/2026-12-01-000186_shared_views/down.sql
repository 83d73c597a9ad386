DROP FUNCTION reach_everyone(timestamptz);
DROP FUNCTION members(timestamptz);
-- As it was before.
CREATE OR REPLACE FUNCTION held_roles(at timestamptz)
RETURNS TABLE (role_id bigint, person_id bigint, delegator_id bigint, delegation_id bigint) LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT g.role_id, g.person_id, NULL::bigint, NULL::bigint
    FROM grants g
    WHERE g.revoked_at IS NULL
    UNION ALL
    SELECT d.role_id, d.proxy_id, d.delegator_id, d.id
    FROM role_delegations d
    JOIN people o ON o.id = d.delegator_id
    JOIN people x ON x.id = d.proxy_id
    WHERE d.begun_at IS NOT NULL
      AND d.ended_at IS NULL
      AND (d.not_after IS NULL OR at < d.not_after)
      AND o.disabled_at IS NULL AND (o.active_from IS NULL OR o.active_from <= at) AND (o.active_until IS NULL OR at < o.active_until)
      AND x.disabled_at IS NULL AND (x.active_from IS NULL OR x.active_from <= at) AND (x.active_until IS NULL OR at < x.active_until)
      -- What delegating the role takes: a grant of it, or the right to provision it to others (R2, R12, R20).
      AND (EXISTS (SELECT FROM grants kg WHERE kg.person_id = o.id AND kg.role_id = d.role_id AND kg.revoked_at IS NULL)
        OR EXISTS (
          SELECT FROM role_provisioning_rule_roles kr
          JOIN role_provisioning_rules ku ON ku.id = kr.rule_id
          WHERE kr.role_id = d.role_id
            AND kr.provisionable
            AND (ku.department IS NULL OR ku.department = o.department)
            AND (ku.job IS NULL OR ku.job = o.job)
            AND (ku.location IS NULL OR ku.location = o.location)
            AND (ku.is_manager IS NULL OR ku.is_manager = EXISTS (SELECT FROM people m WHERE m.manager_id = o.id))))
$$;
DROP FUNCTION delegations_in_force(timestamptz);
DROP VIEW unsent_delegations;
DROP VIEW delegable_roles;
DROP VIEW provisioning_rules_of_people;
DROP VIEW administrative_roles;
DROP VIEW shown_people;
DROP FUNCTION is_administrative(text);
DROP FUNCTION last_day(role_delegations);
DROP FUNCTION is_in_force(delegation_rules, timestamptz);
DROP FUNCTION is_live(delegation_rules, timestamptz);
DROP FUNCTION activity_state(people, timestamptz);
DROP FUNCTION is_active(people, timestamptz);
