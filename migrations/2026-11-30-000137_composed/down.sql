-- What was composed reads the same; how it had been typed is not kept.
DROP TRIGGER role_provisioning_rules_composed ON role_provisioning_rules;
DROP FUNCTION compose_provisioning_rule();
DROP TRIGGER people_composed ON people;
DROP FUNCTION compose_person();
