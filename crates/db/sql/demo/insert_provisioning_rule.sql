-- Adds a role to a provisioning rule, and the rule when it is the first. $1 the rule's name, $2 department, $3 job, $4 location,
-- $5 whether for managers (null each: whoever), $6 the role's code, $7 provisionable, $8 requestable, $9 self-requestable.
WITH rule AS (
  INSERT INTO role_provisioning_rules (name, department, job, location, is_manager)
  VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT (name) DO UPDATE SET name = excluded.name
  RETURNING id
)
INSERT INTO role_provisioning_rule_roles (rule_id, role_id, provisionable, requestable, self_requestable)
SELECT rule.id, r.id, $7, $8, $9
FROM rule
CROSS JOIN roles r
WHERE r.code = $6
