DROP INDEX role_provisioning_provisionable_idx;
ALTER TABLE role_provisioning_rule_roles
    DROP CONSTRAINT role_provisioning_by_upgrade_check,
    DROP COLUMN provisionable_by_upgrade,
    DROP COLUMN provisionable;
