-- Writes the roles that a rule names: $1 the rule, $2 roles, $3 which are autoprovisioned, $4 provisionable, $5 requestable and
-- $6 self-requestable; as many of each.
INSERT INTO role_provisioning_rule_roles (rule_id, role_id, autoprovision, provisionable, requestable, self_requestable)
SELECT $1, n.role_id, n.autoprovision, n.provisionable, n.requestable, n.self_requestable
FROM unnest($2::bigint[], $3::boolean[], $4::boolean[], $5::boolean[], $6::boolean[])
  AS n (role_id, autoprovision, provisionable, requestable, self_requestable)
