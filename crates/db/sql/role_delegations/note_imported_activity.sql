-- What an import changed in who is active, as the directory is to be told (R11, R12); inside its transaction, after it is applied. $1 now.
WITH turned AS (
  SELECT c.person_id, is_active(p, $1) AS is_active
  FROM import_changes c
  JOIN people p ON p.id = c.person_id
  WHERE NOT c.is_new
    AND c.was_active <> is_active(p, $1)
)
INSERT INTO role_requests (kind, delegation_id, grant_id, due_at, applied_at, next_at, created_at)
SELECT CASE WHEN t.is_active THEN 'add' ELSE 'remove' END, NULL, g.id, $1, $1, $1, $1
FROM turned t
JOIN grants g ON g.person_id = t.person_id AND g.revoked_at IS NULL
UNION ALL
SELECT CASE WHEN bool_and(l.is_active) THEN 'resume' ELSE 'suspend' END, l.id, NULL, $1, $1, $1, $1
FROM (
  SELECT t.is_active, d.id
  FROM turned t
  JOIN role_delegations d ON d.delegator_id = t.person_id
  WHERE d.begun_at IS NOT NULL
    AND d.ended_at IS NULL
  UNION ALL
  SELECT t.is_active, d.id
  FROM turned t
  JOIN role_delegations d ON d.proxy_id = t.person_id
  WHERE d.begun_at IS NOT NULL
    AND d.ended_at IS NULL
) l
GROUP BY l.id
