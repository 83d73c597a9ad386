-- Writes the staged tasks.
INSERT INTO tasks (id, kind, policy_id, policy_name, title, subject_id, requester_id, role_id, steps, position, state, created_at,
  closed_at, version, one_at_a_time)
SELECT id,
  'request',
  CASE WHEN closed_at IS NULL THEN policy_id END,
  policy_name,
  title,
  subject_id,
  subject_id,
  role_id,
  steps,
  1,
  CASE WHEN closed_at IS NULL THEN 'open' WHEN approved THEN 'approved' ELSE 'denied' END,
  created_at,
  closed_at,
  1,
  true
FROM generated
ORDER BY number
