DROP TABLE delegation_rules;
