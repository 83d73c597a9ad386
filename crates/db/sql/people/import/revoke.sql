-- Revokes by-hand grants: $1 now, $2 who acts (null: a command).
UPDATE grants g
SET revoked_at = greatest($1, g.granted_at), revoked_by = $2
FROM import_grants i
WHERE g.id = i.grant_id
  AND g.revoked_at IS NULL
