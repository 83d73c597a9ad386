-- Whether a role is the owner itself, by whose connection this runs, or a superuser. $1 the role.
SELECT rolsuper OR rolname = current_user AS yes
FROM pg_roles
WHERE rolname = $1::text
