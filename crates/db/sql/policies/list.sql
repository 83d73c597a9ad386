-- Policies as their list shows them: $1 the most lines.
SELECT p.id,
  p.kind,
  p.name,
  p.is_default,
  p.built_in,
  (SELECT count(*) FROM policy_steps s WHERE s.policy_id = p.id) AS steps,
  (SELECT count(*) FROM role_policies r WHERE r.policy_id = p.id) AS roles,
  (
    SELECT count(*)
    FROM (SELECT FROM tasks t WHERE t.policy_id = p.id AND t.state = 'open' LIMIT 100) o
  ) AS open_tasks
FROM policies p
ORDER BY p.kind, NOT p.is_default, p.name
LIMIT $1
