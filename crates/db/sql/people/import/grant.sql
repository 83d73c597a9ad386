-- Makes the by-hand grants: $1 now, $2 who acts (null: a command).
INSERT INTO grants (person_id, role_id, source, granted_by, granted_at)
SELECT person_id, role_id, 'by_hand', $2, $1
FROM import_grants
WHERE grant_id IS NULL
ORDER BY person_id, role_id
