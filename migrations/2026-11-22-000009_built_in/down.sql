DELETE FROM role_provisioning_rule_roles;
DELETE FROM role_provisioning_rules;
DELETE FROM policy_steps;
UPDATE policies SET is_default = false;
DELETE FROM policies;
DELETE FROM role_privileges;
DELETE FROM roles;
