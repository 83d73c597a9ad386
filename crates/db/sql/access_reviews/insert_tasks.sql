-- Writes a review's tasks, each at its first step.
-- $1 ids, $2 policies and $3 their names, $4 titles, $5 whose roles, $6 who started the review, $7 roles, $8 grants, $9 reasons, $10 the
-- policies' steps, kept (T10), $11 instants, $12 reviews; as many of each.
INSERT INTO tasks (id, kind, policy_id, policy_name, title, subject_id, initiator_id, role_id, grant_id, reason, steps, position,
  created_at, access_review_id)
SELECT n.id, 'review', n.policy_id, n.policy_name, n.title, n.subject_id, n.initiator_id, n.role_id, n.grant_id, n.reason, n.steps, 1,
  n.created_at, n.access_review_id
FROM unnest($1::uuid[], $2::bigint[], $3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[], $9::text[],
  $10::jsonb[], $11::timestamptz[], $12::bigint[])
  n (id, policy_id, policy_name, title, subject_id, initiator_id, role_id, grant_id, reason, steps, created_at, access_review_id)
