-- Writes for which grants no task could be made, and why (T12).
-- $1 reviews, $2 people, $3 roles, $4 reasons; as many of each.
INSERT INTO access_review_refusals (review_id, person_id, role_id, reason)
SELECT n.review_id, n.person_id, n.role_id, n.reason
FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[]) n (review_id, person_id, role_id, reason)
