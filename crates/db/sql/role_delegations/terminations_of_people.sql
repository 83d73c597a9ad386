-- Some delegations that end for good (R12), by id: of what these people delegated or received. $1 now, $2 the most, $3 people.
-- Theirs are found first: with an order and a limit in sight the planner would walk all delegations.
WITH theirs AS MATERIALIZED (
  SELECT d.id
  FROM role_delegations d
  WHERE d.delegator_id = ANY($3)
    AND d.ended_at IS NULL
    AND d.cancelled_at IS NULL
  UNION
  SELECT d.id
  FROM role_delegations d
  WHERE d.proxy_id = ANY($3)
    AND d.ended_at IS NULL
    AND d.cancelled_at IS NULL
)
SELECT t.*
FROM terminations($1) t
WHERE t.id = ANY (ARRAY(SELECT i.id FROM theirs i))
ORDER BY t.id
LIMIT $2
