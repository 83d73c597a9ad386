-- Delegation rules in force or to come whose delegate the import made inactive, by id: $1 the rule to go on after (null: from the
-- beginning), $2 now, $3 the most of them.
SELECT r.id AS rule_id, r.owner_id, d.shown_name AS delegate
FROM import_changes c
JOIN people p ON p.id = c.person_id
JOIN shown_people d ON d.id = p.id
JOIN delegation_rules r ON r.delegate_id = c.person_id
WHERE c.was_active
  AND NOT is_active(p, $2)
  AND is_live(r, $2)
  AND r.id > coalesce($1::bigint, 0)
ORDER BY r.id
LIMIT $3
