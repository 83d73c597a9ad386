DELETE FROM policy_steps;
UPDATE policies SET is_default = false;
DELETE FROM policies;
DELETE FROM role_privileges;
DELETE FROM roles;
