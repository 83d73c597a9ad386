-- A policy with everything its pages show, in the shape of `db::policies::page::Page`: $1 the policy, $2 now.
SELECT jsonb_build_object(
  'id', p.id,
  'kind', p.kind,
  'name', p.name,
  'is_default', p.is_default,
  'built_in', p.built_in,
  'version', p.version,
  'changed_by', c.shown_name,
  'changed_at', p.changed_at,
  'steps', coalesce(
    (
      SELECT jsonb_agg(
        jsonb_build_object('id', s.id, 'step', jsonb_build_object(
          'approver', s.approver,
          'role', s.approver_role_id,
          'people', ARRAY(SELECT sp.person_id FROM policy_step_people sp WHERE sp.step_id = s.id ORDER BY sp.position),
          'allow_delegation', s.allow_delegation,
          'allow_self_approval', s.allow_self_approval,
          'distinct_approvers', s.distinct_approvers,
          'allow_reassignment', s.allow_reassignment,
          'reason_to_approve', s.reason_to_approve,
          'reason_to_deny', s.reason_to_deny,
          'fallback', s.fallback_id
        ))
        ORDER BY s.position
      )
      FROM policy_steps s
      WHERE s.policy_id = p.id
    ),
    '[]'
  ),
  'people', coalesce(
    (
      SELECT jsonb_agg(jsonb_build_object(
        'id', n.id,
        'username', n.username,
        'display_name', w.shown_name,
        'department', n.department,
        'active', is_active(n, $2)
      ))
      FROM people n
      JOIN shown_people w ON w.id = n.id
      WHERE n.id = ANY (ARRAY(
        SELECT sp.person_id
        FROM policy_steps s
        JOIN policy_step_people sp ON sp.step_id = s.id
        WHERE s.policy_id = p.id
        UNION
        SELECT s.fallback_id FROM policy_steps s WHERE s.policy_id = p.id
      ))
    ),
    '[]'
  ),
  'roles', coalesce(
    (
      SELECT jsonb_agg(
        jsonb_build_object('id', r.id, 'code', r.code, 'name', r.name, 'policy', q.id, 'policy_name', q.name)
        ORDER BY r.name, r.id
      )
      FROM roles r
      LEFT JOIN role_policies rp ON rp.role_id = r.id AND rp.kind = p.kind
      LEFT JOIN policies q ON q.id = rp.policy_id
    ),
    '[]'
  ),
  'open_tasks', (
    SELECT count(*)
    FROM (SELECT FROM tasks t WHERE t.policy_id = p.id AND t.state = 'open' LIMIT 100) o
  )
) AS record
FROM policies p
LEFT JOIN shown_people c ON c.id = p.changed_by
WHERE p.id = $1
