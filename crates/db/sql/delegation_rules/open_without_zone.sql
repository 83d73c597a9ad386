-- Of people who have no zone of their own: $1 the rule to go on after (null: from the first), $2 now, $3 the most rules.
SELECT r.id, r.owner_id, r.delegate_id, r.starts_on, r.ends_on, r.starts_at, r.ends_at, o.time_zone
FROM delegation_rules r
JOIN people o ON o.id = r.owner_id AND o.time_zone IS NULL
WHERE r.closed_at IS NULL
  AND r.kind = 'temporary'
  AND r.ends_at > $2
  AND r.id > coalesce($1::bigint, 0)
ORDER BY r.id
LIMIT $3
