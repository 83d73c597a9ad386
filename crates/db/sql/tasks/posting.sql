-- Everything that creating a task has to know. $1: the policy named (null: none); usernames, in any case: $2 of whom it is about, $3 of
-- who asks; $4 the code of the role; null where there is none, or what there is cannot be one's name; $5: now; $6: the type, where no
-- policy says it. People are looked up by an array: joined to a set whose size the planner can only guess, it would read all people.
WITH RECURSIVE subject AS MATERIALIZED (
  SELECT p.id, p.username, p.manager_id, is_active(p, $5) AS is_active, coalesce(p.active_until <= $5, false) AS has_left
  FROM people p
  WHERE lower(p.username) = lower($2)
),
requester AS MATERIALIZED (
  SELECT p.id, p.username, is_active(p, $5) AS is_active, coalesce(p.active_until <= $5, false) AS has_left
  FROM people p
  WHERE lower(p.username) = lower($3)
),
role AS MATERIALIZED (
  SELECT r.id, r.code, r.name, EXISTS (SELECT FROM administrative_roles v WHERE v.role_id = r.id) AS is_administrative
  FROM roles r
  WHERE r.code = $4
),
typed AS MATERIALIZED (
  SELECT coalesce((SELECT p.kind FROM policies p WHERE p.id = $1), $6::text) AS kind
),
-- The policy that the task follows: that of its role, else the one named, else the type's default (T15).
followed AS MATERIALIZED (
  SELECT coalesce(
    (SELECT rp.policy_id FROM role_policies rp WHERE rp.role_id = (SELECT role.id FROM role) AND rp.kind = t.kind),
    CASE WHEN $4::text IS NULL THEN $1::bigint END,
    CASE WHEN $4::text IS NOT NULL OR $1::bigint IS NULL THEN
      (SELECT p.id FROM policies p WHERE p.kind = t.kind AND p.is_default)
    END) AS id
  FROM typed t
),
first AS MATERIALIZED (
  SELECT s.id, s.approver
  FROM policy_steps s
  WHERE s.policy_id = (SELECT followed.id FROM followed)
  ORDER BY s.position
  LIMIT 1
),
-- Whom the first step names, and everyone reached from them by delegation rules (T5).
named (id) AS (
  SELECT CASE f.approver WHEN 'manager' THEN s.manager_id ELSE s.id END
  FROM first f
  CROSS JOIN subject s
  WHERE f.approver IN ('manager', 'subject')
  UNION ALL
  SELECT sp.person_id
  FROM first f
  JOIN policy_step_people sp ON sp.step_id = f.id
  WHERE f.approver = 'people'
),
chain (person_id, depth) AS (
  SELECT named.id, 0 FROM named WHERE named.id IS NOT NULL
  UNION
  SELECT r.delegate_id, c.depth + 1
  FROM chain c
  JOIN delegation_rules r ON r.owner_id = c.person_id AND is_in_force(r, $5)
  WHERE c.depth <= 5
)
SELECT
  (SELECT jsonb_build_object('id', p.id, 'kind', p.kind, 'built_in', p.built_in) FROM policies p WHERE p.id = $1) AS named,
  (SELECT jsonb_build_object(
    'id', p.id,
    'kind', p.kind,
    'name', p.name,
    'steps', coalesce(
      (SELECT jsonb_agg(
        jsonb_build_object(
          'approver', s.approver,
          'people', ARRAY(SELECT sp.person_id FROM policy_step_people sp WHERE sp.step_id = s.id ORDER BY sp.position),
          'role', s.approver_role_id,
          'allow_delegation', s.allow_delegation,
          'allow_self_approval', s.allow_self_approval,
          'distinct_approvers', s.distinct_approvers,
          'allow_reassignment', s.allow_reassignment,
          'reason_to_approve', s.reason_to_approve,
          'reason_to_deny', s.reason_to_deny,
          'fallback', s.fallback_id)
        ORDER BY s.position)
      FROM policy_steps s
      WHERE s.policy_id = p.id),
      '[]'))
  FROM policies p
  WHERE p.id = (SELECT followed.id FROM followed)) AS policy,
  (SELECT jsonb_build_object(
    'id', p.id,
    'username', p.username,
    'display_name', (SELECT n.shown_name FROM shown_people n WHERE n.id = p.id),
    'active', p.is_active,
    'left', p.has_left)
  FROM subject p) AS subject,
  (SELECT jsonb_build_object(
    'id', p.id,
    'username', p.username,
    'display_name', (SELECT n.shown_name FROM shown_people n WHERE n.id = p.id),
    'active', p.is_active,
    'left', p.has_left)
  FROM requester p) AS requester,
  (SELECT to_jsonb(r) FROM role r) AS role,
  (SELECT g.id
  FROM grants g
  WHERE g.person_id = (SELECT subject.id FROM subject)
    AND g.role_id = (SELECT role.id FROM role)
    AND g.revoked_at IS NULL
    AND g.source IN ('by_hand', 'request')
  ORDER BY g.source
  LIMIT 1) AS grant_id,
  (SELECT subject.manager_id FROM subject) AS manager_id,
  (SELECT t.id
  FROM tasks t
  WHERE t.subject_id = (SELECT subject.id FROM subject)
    AND t.role_id = (SELECT role.id FROM role)
    AND t.kind = (SELECT typed.kind FROM typed)
    AND t.state = 'open'
  ORDER BY t.created_at, t.id
  LIMIT 1) AS open_id,
  coalesce(
    (SELECT jsonb_agg(jsonb_build_object(
      'id', p.id,
      'username', p.username,
      'display_name', (SELECT n.shown_name FROM shown_people n WHERE n.id = p.id),
      'inactive', NOT is_active(p, $5),
      'delegate', r.delegate_id,
      'own_copy', coalesce(r.keep_copy AND r.saved_by = r.owner_id, false)))
    FROM people p
    LEFT JOIN delegation_rules r ON r.owner_id = p.id AND is_in_force(r, $5)
    WHERE p.id = ANY (ARRAY(SELECT chain.person_id FROM chain))),
    '[]') AS around
