-- Names the people whom steps of a policy ask: $1 the policy, $2 the steps with their places, as an array of documents.
INSERT INTO policy_step_people (step_id, position, person_id)
SELECT s.id, p.position, p.person::bigint
FROM jsonb_to_recordset($2) AS n (position smallint, people jsonb)
JOIN policy_steps s ON s.policy_id = $1 AND s.position = n.position
CROSS JOIN LATERAL jsonb_array_elements_text(n.people) WITH ORDINALITY AS p (person, position)
