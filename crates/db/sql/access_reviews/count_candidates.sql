-- How many grants a review covers. $1: a role, or null; $2: a department, or null; $3: now; $4: where counting stops.
SELECT count(*) AS count FROM (
  SELECT g.person_id, g.role_id FROM grants g JOIN people p ON p.id = g.person_id AND (p.active_until IS NULL OR $3 < p.active_until)
  WHERE g.revoked_at IS NULL AND g.source IN ('by_hand', 'request')
    AND ($1::bigint IS NULL OR g.role_id = $1) AND ($2::text IS NULL OR p.department = $2)
  GROUP BY g.person_id, g.role_id LIMIT $4) c
