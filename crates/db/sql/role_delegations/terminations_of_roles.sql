-- Some delegations that end for good (R12), by id: of what anybody delegated of these roles. $3 roles.
-- $1 now, $2 the most.
SELECT t.*
FROM terminations($1) t
WHERE t.role_id = ANY($3)
ORDER BY t.id
LIMIT $2
