-- Names the people whom a step asks: $1 the step, $2 the people in their order.
INSERT INTO policy_step_people (step_id, position, person_id)
SELECT $1, n.position, n.person_id
FROM unnest($2::bigint[]) WITH ORDINALITY AS n (person_id, position)
