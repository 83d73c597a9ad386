-- What a proxy reaches by one delegation alone: people on whose records the role works and whom nothing else that the proxy holds
-- with one of its privileges reaches (R14, R21), and open tasks that wait for the proxy by it alone (T11, R12).
-- $1 the delegator, $2 the proxy, $3 the role, $4 the instant, $5 the delegation (null: it is not there yet, and taken as in force),
-- $6 the most that is counted, one more than this at most (null: all).
-- The delegator's scope is walked downwards as far as the count goes; whether somebody is reached otherwise costs the depth of the
-- hierarchy and what the proxy holds.
WITH RECURSIVE role AS (
  SELECT r.id, r.data_scope,
    EXISTS (SELECT FROM role_privileges v WHERE v.role_id = r.id) AND ($5::bigint IS NULL OR EXISTS (
      SELECT FROM held_roles($4) h WHERE h.person_id = $2 AND h.role_id = r.id AND h.delegation_id = $5)) AS gives
  FROM roles r
  WHERE r.id = $3
),
-- What else the proxy holds.
otherwise AS MATERIALIZED (
  SELECT h.role_id, h.delegator_id, coalesce(h.delegator_id, h.person_id) AS owner_id, ro.data_scope,
    EXISTS (
      SELECT FROM role_privileges a
      JOIN role_privileges b ON b.privilege = a.privilege AND b.role_id = $3
      WHERE a.role_id = h.role_id) AS shares
  FROM held_roles($4) h
  JOIN roles ro ON ro.id = h.role_id
  WHERE h.person_id = $2
    AND ($5::bigint IS NULL OR h.delegation_id IS DISTINCT FROM $5)
),
-- Whose scopes reach people for one of the role's privileges.
owners AS MATERIALIZED (SELECT DISTINCT owner_id, data_scope FROM otherwise WHERE shares),
above (id, manager_id) AS (
  SELECT p.id, p.manager_id FROM people p WHERE p.id = $1
  UNION
  SELECT p.id, p.manager_id FROM above a JOIN people p ON p.id = a.manager_id
),
-- Somebody else's scope holds all of it: nobody has to be looked at.
open AS MATERIALIZED (
  SELECT role.data_scope
  FROM role
  WHERE role.gives
    AND NOT EXISTS (SELECT FROM owners o WHERE o.data_scope = 'everyone')
    AND NOT (role.data_scope = 'reports' AND EXISTS (
      SELECT FROM owners o JOIN above a ON a.id = o.owner_id WHERE o.data_scope = 'reports'))
),
below (id) AS (
  SELECT p.id FROM open s, people p WHERE s.data_scope = 'reports' AND p.manager_id = $1
  UNION ALL
  SELECT p.id FROM below b JOIN people p ON p.manager_id = b.id
),
net (id) AS MATERIALIZED (
  SELECT c.id
  FROM (
    SELECT b.id FROM below b
    UNION ALL
    SELECT $1 FROM open s WHERE s.data_scope = 'own'
    UNION ALL
    SELECT p.id FROM open s, people d JOIN people p ON p.department = d.department WHERE s.data_scope = 'department' AND d.id = $1
  ) c (id)
  WHERE c.id <> $2
    AND NOT EXISTS (SELECT FROM owners o WHERE o.data_scope = 'own' AND o.owner_id = c.id)
    AND (NOT EXISTS (SELECT FROM owners o WHERE o.data_scope = 'department') OR NOT EXISTS (
      SELECT FROM people x
      JOIN people d ON d.department = x.department
      JOIN owners o ON o.owner_id = d.id AND o.data_scope = 'department'
      WHERE x.id = c.id))
    AND (NOT EXISTS (SELECT FROM owners o WHERE o.data_scope = 'reports') OR NOT EXISTS (
      WITH RECURSIVE up (id) AS (
        SELECT x.manager_id FROM people x WHERE x.id = c.id
        UNION
        SELECT p.manager_id FROM up JOIN people p ON p.id = up.id
      )
      SELECT FROM up JOIN owners o ON o.owner_id = up.id AND o.data_scope = 'reports'))
  LIMIT $6::bigint + 1
)
SELECT ARRAY(SELECT v.privilege FROM role_privileges v WHERE v.role_id = $3 ORDER BY v.privilege) AS privileges,
  role.data_scope,
  (SELECT count(*) FROM net) AS people,
  ARRAY(
    SELECT p.display_name || CASE WHEN EXISTS (SELECT FROM people ns WHERE ns.display_name = p.display_name AND ns.id <> p.id)
      THEN ' (' || p.username || ')' ELSE '' END
    FROM net
    JOIN people p ON p.id = net.id
    ORDER BY p.search_text, p.id
    LIMIT 3
  ) AS first,
  (
    SELECT count(*)
    FROM (
      SELECT
      FROM task_assignments a
      WHERE $5::bigint IS NOT NULL
        AND EXISTS (SELECT FROM held_roles($4) h WHERE h.person_id = $2 AND h.role_id = $3 AND h.delegation_id = $5)
        AND a.pool_role_id = $3
        AND a.released_at IS NULL
        AND NOT a.barred && ARRAY[$1, $2]
        AND NOT EXISTS (
          SELECT FROM task_assignments b
          WHERE b.task_id = a.task_id
            AND b.released_at IS NULL
            AND (b.person_id = $2 OR EXISTS (
              SELECT FROM otherwise h
              WHERE h.role_id = b.pool_role_id AND NOT b.barred && ARRAY[$2, coalesce(h.delegator_id, $2)])))
      LIMIT $6::bigint + 1
    ) few
  ) AS tasks,
  EXISTS (SELECT FROM otherwise h WHERE h.role_id = $3) AS keeps_role
FROM role
