-- Active holders of a role, none of them barred nor a proxy of somebody barred (T11), by id; in their own right first.
-- $1 the role, $2 who is barred, $3 the instant, $4 the most holders.
SELECT h.person_id, h.delegator_id
FROM held_roles($3) h
JOIN people p ON p.id = h.person_id
WHERE h.role_id = $1
  AND is_active(p, $3)
  AND h.person_id <> ALL ($2)
  AND coalesce(h.delegator_id <> ALL ($2), true)
ORDER BY h.person_id, h.delegator_id NULLS FIRST
LIMIT $4
