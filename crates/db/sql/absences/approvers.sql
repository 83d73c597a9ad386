-- Who is told that an absence of a person is requested: $1 the person, $2 now.
SELECT DISTINCT a.id, h.delegator
FROM people p
JOIN shown_people m ON m.id = p.manager_id
CROSS JOIN LATERAL (
  SELECT h.person_id, h.role_id, NULL::text AS delegator
  FROM held_roles($2) h
  WHERE h.person_id = m.id
    AND h.delegator_id IS NULL
  UNION ALL
  SELECT h.person_id, h.role_id, m.shown_name
  FROM held_roles($2) h
  WHERE h.delegator_id = m.id
) h
JOIN roles r ON r.id = h.role_id AND r.data_scope IN ('reports', 'everyone')
JOIN role_privileges rp ON rp.role_id = r.id AND rp.privilege = 'manage_absences'
JOIN people a ON a.id = h.person_id AND is_active(a, $2)
WHERE p.id = $1
  AND a.id <> p.id
ORDER BY a.id
