-- The next of what a review of a role covers: roles held by hand or by request (T13), but not by people who have been terminated.
-- $1 the role, $2 the person and $3 the role after whom it begins (noughts: from the first on), $4 now, $5 how many.
SELECT g.person_id,
  g.role_id,
  g.grant_id,
  p.manager_id,
  s.shown_name AS display_name,
  r.name AS role
FROM (
  SELECT g.person_id, g.role_id, min(g.id) AS grant_id
  FROM grants g
  JOIN people p ON p.id = g.person_id AND (p.active_until IS NULL OR $4 < p.active_until)
  WHERE g.revoked_at IS NULL
    AND g.source IN ('by_hand', 'request')
    AND g.role_id = $1
    AND (g.person_id, g.role_id) > ($2, $3)
  GROUP BY g.person_id, g.role_id
  ORDER BY g.person_id, g.role_id
  LIMIT $5
) g
JOIN people p ON p.id = g.person_id
JOIN shown_people s ON s.id = g.person_id
JOIN roles r ON r.id = g.role_id
ORDER BY g.person_id, g.role_id
