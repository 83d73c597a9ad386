-- Active people who hold all of these privileges over everyone in their own right (R22 (2)), by id. Reads who holds administrative
-- roles, and nobody else.
-- $1 codes of the privileges, each once, $2 the instant, $3 people who do not count, $4 a role whose holders do not count either
-- (null: none), $5 the most people.
SELECT p.id
FROM (
  SELECT DISTINCT g.person_id, v.privilege
  FROM role_privileges v
  JOIN roles r ON r.id = v.role_id AND r.data_scope = 'everyone'
  JOIN grants g ON g.role_id = r.id AND g.revoked_at IS NULL
  WHERE v.privilege = ANY ($1)
) held
JOIN people p ON p.id = held.person_id
WHERE is_active(p, $2)
  AND p.id <> ALL ($3)
  AND ($4::bigint IS NULL OR NOT EXISTS (SELECT FROM held_roles($2) h WHERE h.person_id = p.id AND h.role_id = $4))
GROUP BY p.id
HAVING count(*) = cardinality($1)
ORDER BY p.id
LIMIT $5
