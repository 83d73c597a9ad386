-- Moves the instants of rules: $1 rules, $2 when each begins, $3 when each ends (null: never); as many of each.
UPDATE delegation_rules r
SET starts_at = n.starts_at,
  ends_at = n.ends_at
FROM unnest($1::bigint[], $2::timestamptz[], $3::timestamptz[]) AS n (id, starts_at, ends_at)
WHERE r.id = n.id
