-- Writes the logs of the staged tasks. $1 to $7 events as JSON, in which `-1` stands for the assignee, `-2` for the manager and `-3` for
-- the policy's name: $1 created, $2 a rule followed, $3 a rule blocked, $4 the manager or their delegate asked, $5 the pool asked,
-- $6 approved, $7 denied; $8 who decides for the pool.
INSERT INTO task_log (task_id, at, position, actor_id, on_behalf_of, through, event, people)
SELECT g.id,
  e.at,
  1,
  e.actor,
  e.behalf,
  'locum demo load',
  replace(replace(replace(e.event, '-1', g.assignee_id::text), '-2', g.manager_id::text), '-3', e.name)::jsonb,
  e.people
FROM generated g
CROSS JOIN LATERAL (
  VALUES
    (1, true, g.created_at, g.subject_id, NULL::bigint, $1, g.policy_name, '{}'::bigint[]),
    (2, g.rule_delegate_id IS NOT NULL AND g.hop, g.created_at, NULL, NULL, $2, '', ARRAY[g.manager_id, g.assignee_id]),
    (3, g.rule_delegate_id IS NOT NULL AND NOT g.hop AND g.rule_delegate_id <> g.subject_id, g.created_at, NULL, NULL,
      replace($3, '-1', g.rule_delegate_id::text), '', ARRAY[g.manager_id, g.rule_delegate_id]),
    (4, g.pool_id IS NULL, g.created_at, NULL, NULL, $4, '', ARRAY[g.assignee_id, g.manager_id]),
    (5, g.pool_id IS NOT NULL, g.created_at, NULL, NULL, $5, '', '{}'),
    (6, g.closed_at IS NOT NULL, g.closed_at, CASE WHEN g.pool_id IS NULL THEN g.assignee_id ELSE $8 END,
      CASE WHEN g.hop THEN g.manager_id END, CASE WHEN g.approved THEN $6 ELSE $7 END, '', '{}')
) AS e (place, happened, at, actor, behalf, event, name, people)
WHERE e.happened
ORDER BY g.number, e.place
