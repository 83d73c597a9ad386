-- Lets a person lend roles (R3); those that they may lend already stay as they are. $1 the person, $2 the roles.
INSERT INTO assignable_roles (person_id, role_id)
SELECT $1, r.id
FROM unnest($2::bigint[]) AS r (id)
ON CONFLICT DO NOTHING
