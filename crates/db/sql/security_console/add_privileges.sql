-- Gives a role privileges; those that it has already stay as they are. $1 the role, $2 their codes.
INSERT INTO role_privileges (role_id, privilege)
SELECT $1, v.privilege
FROM unnest($2::text[]) AS v (privilege)
ON CONFLICT DO NOTHING
