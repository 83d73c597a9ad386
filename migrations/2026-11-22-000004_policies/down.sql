DROP TABLE role_policies;
DROP TABLE policy_step_people;
DROP TABLE policy_steps;
DROP TABLE policies;
DROP FUNCTION refuse_default_policy_deletion();
