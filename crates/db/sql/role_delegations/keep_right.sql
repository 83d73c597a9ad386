-- Keeps what gives a person the right to lend a role from being taken away until the transaction ends. $1 the person, $2 the role's code.
-- The rules first and then the grants, in the order in which a change of a rule takes them.
WITH rules AS MATERIALIZED (
  SELECT t.rule_id
  FROM role_provisioning_rule_roles t
  JOIN role_provisioning_rules u ON u.id = t.rule_id
  JOIN roles r ON r.id = t.role_id
  WHERE r.code = $2
    AND t.provisionable
  ORDER BY t.rule_id
  FOR SHARE OF t, u
),
held AS MATERIALIZED (
  SELECT g.id
  FROM grants g
  JOIN roles r ON r.id = g.role_id
  WHERE g.person_id = $1
    AND r.code = $2
    AND g.revoked_at IS NULL
  ORDER BY g.id
  FOR SHARE OF g
)
SELECT (SELECT count(*) FROM rules) + (SELECT count(*) FROM held) AS kept
