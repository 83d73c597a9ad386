-- Some delegations that end for good (R12), by id: of what these people delegated of these roles, pair by pair. $3 people, $4 roles (as many).
-- $1 now, $2 the most.
SELECT t.*
FROM terminations($1) t
WHERE (t.delegator_id, t.role_id) IN (SELECT n.person, n.role FROM unnest($3::bigint[], $4::bigint[]) n (person, role))
ORDER BY t.id
LIMIT $2
