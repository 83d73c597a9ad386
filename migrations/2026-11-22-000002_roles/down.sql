DROP TABLE role_provisioning_rule_roles;
DROP TABLE role_provisioning_rules;
DROP TABLE assignable_roles;
DROP TABLE grants;
DROP TABLE role_privileges;
DROP TABLE roles;
