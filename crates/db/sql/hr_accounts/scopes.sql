-- The holdings that let somebody act on behalf of others (R16): how far each works, whose scope that is, and who lent it (null: held in
-- one's own right).
-- $1 who acts, $2 the instant.
SELECT DISTINCT r.data_scope,
  coalesce(h.delegator_id, h.person_id) AS owner_id,
  h.delegator_id AS lender_id
FROM held_roles($2) h
JOIN roles r ON r.id = h.role_id
JOIN role_privileges v ON v.role_id = h.role_id AND v.privilege = 'manage_user_accounts'
WHERE h.person_id = $1
