-- Everything that a task's page shows: the task and what belongs to it as a document, and how the reader comes to a pool that is asked
-- now. Names are looked up by an array: joined to a set whose size the planner can only guess, it would read all people.
-- $1: the task; $2: the reader; $3: now.
WITH t AS MATERIALIZED (
  SELECT * FROM tasks WHERE id = $1
),
a AS MATERIALIZED (
  SELECT * FROM task_assignments WHERE task_id = $1
),
d AS MATERIALIZED (
  SELECT * FROM task_decisions WHERE task_id = $1
),
l AS MATERIALIZED (
  SELECT * FROM task_log WHERE task_id = $1
),
involved (id) AS (
  SELECT unnest(ARRAY[t.subject_id, t.requester_id, t.initiator_id]) FROM t
  UNION
  SELECT unnest(ARRAY[a.person_id, a.original_id] || a.path) FROM a
  UNION
  SELECT unnest(d.decided_by || d.decided_for) FROM d
  UNION
  SELECT unnest(ARRAY[l.actor_id, l.on_behalf_of] || l.people) FROM l
  UNION
  SELECT x::bigint FROM t, jsonb_path_query(t.steps, '$[*].people[*]') x
  UNION
  SELECT x::bigint FROM t, jsonb_path_query(t.steps, '$[*].fallback ? (@ != null)') x
),
involved_roles (id) AS (
  SELECT a.pool_role_id FROM a
  UNION
  SELECT t.role_id FROM t
  UNION
  SELECT x::bigint FROM t, jsonb_path_query(t.steps, '$[*].role') x
),
pool AS MATERIALIZED (
  SELECT h.delegator_id
  FROM a
  JOIN held_roles($3) h ON h.role_id = a.pool_role_id
  WHERE a.released_at IS NULL
    AND h.person_id = $2
    AND NOT a.barred && ARRAY[$2::bigint, coalesce(h.delegator_id, $2)]
  ORDER BY h.delegator_id NULLS FIRST
  LIMIT 1
)
SELECT to_jsonb(t) || jsonb_build_object(
    'assignments', coalesce((SELECT jsonb_agg(to_jsonb(a) ORDER BY a.id) FROM a), '[]'),
    'rules', coalesce(
      (SELECT jsonb_agg(jsonb_build_object('owner', r.owner_id, 'delegate', r.delegate_id, 'until', r.ends_at) ORDER BY r.id)
      FROM delegation_rules r
      WHERE r.owner_id = ANY (ARRAY(SELECT unnest(a.path) FROM a WHERE a.released_at IS NULL))
        AND is_in_force(r, $3)),
      '[]'),
    'decisions', coalesce((SELECT jsonb_agg(to_jsonb(d) ORDER BY d.position) FROM d), '[]'),
    'log', coalesce((SELECT jsonb_agg(to_jsonb(l) ORDER BY l.id DESC) FROM l), '[]'),
    'people', coalesce(
      (SELECT jsonb_agg(jsonb_build_object('id', p.id, 'username', p.username, 'display_name', p.shown_name))
      FROM shown_people p
      WHERE p.id = ANY (ARRAY(SELECT involved.id FROM involved))),
      '[]'),
    'roles', coalesce(
      (SELECT jsonb_agg(jsonb_build_object('id', r.id, 'code', r.code, 'name', r.name))
      FROM roles r
      WHERE r.id = ANY (ARRAY(SELECT involved_roles.id FROM involved_roles))),
      '[]')) AS detail,
  EXISTS (SELECT FROM pool) AS in_pool,
  (SELECT o.shown_name FROM pool JOIN shown_people o ON o.id = pool.delegator_id) AS in_pool_for,
  (SELECT r.name FROM roles r WHERE r.id = t.role_id) AS role
FROM t
