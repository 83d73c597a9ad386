-- Whether a person holds a role in whatever way, and whether anybody holds it or is to: by a grant, a delegation or a rule.
-- $1 the person, $2 the role, $3 the instant.
SELECT EXISTS (SELECT FROM held_roles($3) h WHERE h.role_id = $2 AND h.person_id = $1) AS by_person,
  (EXISTS (SELECT FROM grants g WHERE g.role_id = $2 AND g.revoked_at IS NULL)
    OR EXISTS (SELECT FROM role_delegations d WHERE d.role_id = $2 AND d.ended_at IS NULL AND d.cancelled_at IS NULL)
    OR EXISTS (SELECT FROM role_provisioning_rule_roles u WHERE u.role_id = $2 AND u.autoprovision)) AS by_anybody
