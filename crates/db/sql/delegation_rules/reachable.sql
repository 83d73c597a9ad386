-- Rules in force or to come that are reached by following delegates (T6): $1 from whom, $2 now.
WITH RECURSIVE chain (owner_id, delegate_id) AS (
  SELECT r.owner_id, r.delegate_id
  FROM delegation_rules r
  WHERE r.owner_id = $1
    AND is_live(r, $2)
  UNION
  SELECT r.owner_id, r.delegate_id
  FROM chain c
  JOIN delegation_rules r ON r.owner_id = c.delegate_id AND is_live(r, $2)
)
SELECT owner_id, delegate_id
FROM chain
LIMIT 1000
