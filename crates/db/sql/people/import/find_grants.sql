-- Finds the by-hand grants to be made, and those to be revoked.
INSERT INTO import_grants (person_id, role_id, grant_id)
SELECT s.person_id, r.role_id, NULL
FROM import_people s
JOIN import_roles r USING (line)
WHERE NOT EXISTS (
  SELECT FROM grants g
  WHERE g.person_id = s.person_id
    AND g.role_id = r.role_id
    AND g.source = 'by_hand'
    AND g.revoked_at IS NULL)
UNION ALL
SELECT g.person_id, g.role_id, g.id
FROM import_people s
JOIN grants g ON g.person_id = s.person_id AND g.source = 'by_hand' AND g.revoked_at IS NULL
WHERE NOT s.is_new
  AND NOT EXISTS (SELECT FROM import_roles r WHERE r.line = s.line AND r.role_id = g.role_id)
