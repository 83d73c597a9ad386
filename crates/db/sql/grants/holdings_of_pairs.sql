-- What these people hold of these roles, pair by pair, and by what.
-- $1 people, $2 roles (as many), $3 the instant.
SELECT w.person_id,
  w.role_id,
  p.display_name || CASE WHEN EXISTS (SELECT FROM people ns WHERE ns.display_name = p.display_name AND ns.id <> p.id)
    THEN ' (' || p.username || ')' ELSE '' END AS person,
  r.name AS role,
  r.code,
  coalesce(g.is_revocable, false) AS is_revocable,
  coalesce(g.is_by_rule, false) AS is_by_rule,
  ARRAY(
    SELECT d.display_name || CASE WHEN EXISTS (SELECT FROM people ns WHERE ns.display_name = d.display_name AND ns.id <> d.id)
      THEN ' (' || d.username || ')' ELSE '' END
    FROM (
      SELECT DISTINCT h.delegator_id
      FROM held_roles($3) h
      WHERE h.person_id = w.person_id
        AND h.role_id = w.role_id
        AND h.delegator_id IS NOT NULL
    ) o
    JOIN people d ON d.id = o.delegator_id
    ORDER BY d.display_name, d.id
  ) AS delegators
FROM (SELECT DISTINCT u.person_id, u.role_id FROM unnest($1::bigint[], $2::bigint[]) u (person_id, role_id)) w
JOIN people p ON p.id = w.person_id
JOIN roles r ON r.id = w.role_id
LEFT JOIN LATERAL (
  SELECT bool_or(g.source IN ('by_hand', 'request')) AS is_revocable,
    bool_or(g.source NOT IN ('by_hand', 'request')) AS is_by_rule
  FROM grants g
  WHERE g.person_id = w.person_id
    AND g.role_id = w.role_id
    AND g.revoked_at IS NULL
) g ON true
ORDER BY w.person_id, w.role_id
