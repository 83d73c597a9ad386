-- What T5 needs about the named people and everyone reached from them by rules in force: $1 the named people, $2 now.
WITH RECURSIVE chain (person_id, depth) AS (
  SELECT unnest($1::bigint[]), 0
  UNION
  SELECT r.delegate_id, c.depth + 1
  FROM chain c
  JOIN delegation_rules r ON r.owner_id = c.person_id AND is_in_force(r, $2)
  WHERE c.depth <= 5
)
SELECT p.id,
  NOT is_active(p, $2) AS inactive,
  r.delegate_id,
  coalesce(r.keep_copy AND r.saved_by = r.owner_id, false) AS own_copy
FROM (SELECT DISTINCT person_id FROM chain) c
JOIN people p ON p.id = c.person_id
LEFT JOIN delegation_rules r ON r.owner_id = p.id AND is_in_force(r, $2)
