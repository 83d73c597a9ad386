-- The directory is told of what people hold whose work has begun or ended since: once for each grant and instant. $1 now, $2 people.
INSERT INTO role_requests (kind, grant_id, due_at, applied_at, next_at, created_at)
SELECT t.kind, g.id, t.at, $1::timestamptz, $1, $1
FROM people p
CROSS JOIN LATERAL (VALUES ('add', p.active_from), ('remove', p.active_until)) AS t (kind, at)
JOIN grants g ON g.person_id = p.id AND g.revoked_at IS NULL AND g.granted_at < t.at
WHERE p.id = ANY($2)
  AND t.at <= $1
  AND NOT EXISTS (SELECT FROM role_requests q WHERE q.grant_id = g.id AND q.kind = t.kind AND q.due_at = t.at)
