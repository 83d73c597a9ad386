-- A page of a review's tasks.
-- $1 the review, $2 the person and $3 the role after whom it begins, $4 how many.
SELECT coalesce(jsonb_agg(to_jsonb(t) ORDER BY t.person, t.role), '[]') AS record
FROM tasks_of_review($1, NULL, $2, $3, $4) t
