-- Places steps of a policy: $1 the policy, $2 steps, $3 where each stands (as many).
UPDATE policy_steps s
SET position = n.position
FROM unnest($2::bigint[], $3::smallint[]) AS n (id, position)
WHERE s.policy_id = $1
  AND s.id = n.id
