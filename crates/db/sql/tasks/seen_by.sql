-- Those of some tasks that somebody may see (T17): as subject, requester, initiator, somebody who is or was asked or stood in for,
-- somebody who decided, a holder of a pool's role at the time, or somebody who oversees tasks and has the subject in their data scope.
-- $1: the person; $2: tasks; $3: now.
WITH held AS MATERIALIZED (
  SELECT h.role_id, h.delegator_id
  FROM holdings_now($3) h
  WHERE h.person_id = $1
)
SELECT t.id AS task_id
FROM tasks t
WHERE t.id = ANY ($2)
  AND (t.subject_id = $1
    OR t.requester_id = $1
    OR t.initiator_id = $1
    OR EXISTS (SELECT FROM task_assignments a WHERE a.task_id = t.id AND (a.person_id = $1 OR $1 = ANY (a.path)))
    OR EXISTS (SELECT FROM held_while_asked($1, $3) a WHERE a.task_id = t.id)
    OR EXISTS (SELECT FROM task_decisions d WHERE d.task_id = t.id AND (d.decided_by = $1 OR $1 = ANY (d.decided_for)))
    OR EXISTS (
      SELECT
      FROM held h
      JOIN roles r ON r.id = h.role_id
      JOIN role_privileges v ON v.role_id = h.role_id AND v.privilege = 'oversee_tasks'
      CROSS JOIN LATERAL reach_of('oversee_tasks', r.data_scope, $1, h.delegator_id, t.subject_id) s
      WHERE s.is_reached))
