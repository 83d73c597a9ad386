-- Open tasks that wait on a second person who could no longer do what they are asked to approve (R22 (2), (6)): they lack a privilege
-- that it takes, or hold the role whose definition is to change. Reads the few open tasks of that kind.
-- $1 the instant, $2 the most tasks.
SELECT DISTINCT t.id AS task_id
FROM tasks t
JOIN task_assignments a ON a.task_id = t.id AND a.released_at IS NULL AND a.person_id IS NOT NULL
WHERE t.state = 'open'
  AND (t.steps -> (t.position - 1) ->> 'approver') = 'administrators'
  AND (EXISTS (
      SELECT FROM (
        SELECT v.privilege FROM role_privileges v WHERE v.role_id = t.role_id AND t.role_change IS NULL
        UNION ALL
        SELECT jsonb_array_elements_text(t.role_change #> '{definition,privileges}')
      ) needed
      WHERE is_administrative(needed.privilege)
        AND NOT EXISTS (
          SELECT FROM grants g
          JOIN roles r ON r.id = g.role_id AND r.data_scope = 'everyone'
          JOIN role_privileges own ON own.role_id = r.id AND own.privilege = needed.privilege
          WHERE g.person_id = a.person_id AND g.revoked_at IS NULL))
    OR (t.role_change IS NOT NULL
      AND EXISTS (SELECT FROM held_roles($1) h WHERE h.person_id = a.person_id AND h.role_id = t.role_id)))
LIMIT $2
