-- The super administrators whom the file names, as it was before: $1 the most of them.
SELECT s.line, s.username
FROM roles r
JOIN grants g ON g.role_id = r.id AND g.revoked_at IS NULL
JOIN import_people s ON s.person_id = g.person_id
WHERE r.code = 'super_administrator'
ORDER BY s.line
LIMIT $1
