-- People who hold a role in whatever way, each once, in the order of their ids.
-- $1 the role, $2 the person to go on after (null: from the beginning), $3 the instant, $4 the most people.
SELECT p.id, p.username, is_active(p, $3) AS is_active
FROM (
  SELECT DISTINCT h.person_id
  FROM held_roles($3) h
  WHERE h.role_id = $1
    AND h.person_id > coalesce($2::bigint, 0)
  ORDER BY h.person_id
  LIMIT $4
) held
JOIN people p ON p.id = held.person_id
ORDER BY p.id
