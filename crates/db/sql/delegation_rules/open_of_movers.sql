-- Of people whose zone the import changes: $1 the rule to go on after (null: from the first), $2 now, $3 the most rules.
SELECT r.id, r.owner_id, r.delegate_id, r.starts_on, r.ends_on, r.starts_at, r.ends_at, s.time_zone
FROM import_changes c
JOIN import_people s USING (line)
JOIN delegation_rules r ON r.owner_id = c.person_id
WHERE c.zone_changed
  AND r.closed_at IS NULL
  AND r.kind = 'temporary'
  AND r.ends_at > $2
  AND r.id > coalesce($1::bigint, 0)
ORDER BY r.id
LIMIT $3
