-- What a proxy reaches by one delegation alone: people on whose records the role works and whom nothing else that the proxy holds
-- with one of its privileges reaches (R14, R21), and open tasks that wait for the proxy by it alone (T11, R12).
-- $1 the delegator, $2 the proxy, $3 the role, $4 the instant, $5 the delegation (null: it is not there yet, and taken as in force),
-- $6 the most that is counted of either, and one task more, $7 the most people that are looked at.
-- The work has a limit, whatever the size of the organisation: the delegator's scope is walked downwards, never below somebody
-- whose reports the proxy reaches otherwise, and no further than counts go or $7 people.
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
owned_departments (department) AS MATERIALIZED (
  SELECT DISTINCT d.department FROM owners o JOIN people d ON d.id = o.owner_id WHERE o.data_scope = 'department'
),
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
    AND NOT (role.data_scope = 'department' AND EXISTS (
      SELECT FROM people d JOIN owned_departments o ON o.department = d.department WHERE d.id = $1))
),
-- Without those below somebody whose reports the proxy reaches otherwise: managers form a tree, and nothing else leads to them. One
-- manager after the other, each by the index (OFFSET 0 keeps it so), so that whoever reads a few rows pays for a few.
below (id, department) AS (
  SELECT p.id, p.department FROM open s, people p WHERE s.data_scope = 'reports' AND p.manager_id = $1
  UNION ALL
  SELECT p.id, p.department
  FROM below b
  CROSS JOIN LATERAL (SELECT r.id, r.department FROM people r WHERE r.manager_id = b.id OFFSET 0) p
  WHERE NOT EXISTS (SELECT FROM owners o WHERE o.data_scope = 'reports' AND o.owner_id = b.id)
),
-- Whoever may count. One more than are looked at tells that there are more.
candidates (id, department, may_be_below) AS MATERIALIZED (
  SELECT c.id, c.department, c.may_be_below
  FROM (
    SELECT b.id, b.department, false FROM below b
    UNION ALL
    SELECT p.id, p.department, true FROM open s, people p WHERE s.data_scope = 'own' AND p.id = $1
    UNION ALL
    SELECT p.id, p.department, true
    FROM open s, people d JOIN people p ON p.department = d.department
    WHERE s.data_scope = 'department' AND d.id = $1
  ) c (id, department, may_be_below)
  LIMIT $7::bigint + 1
),
net (id) AS MATERIALIZED (
  SELECT c.id
  FROM (SELECT * FROM candidates LIMIT $7::bigint) c
  WHERE c.id <> $2
    AND NOT EXISTS (SELECT FROM owners o WHERE o.data_scope = 'own' AND o.owner_id = c.id)
    AND NOT EXISTS (SELECT FROM owned_departments o WHERE o.department = c.department)
    AND (NOT c.may_be_below OR NOT EXISTS (SELECT FROM owners o WHERE o.data_scope = 'reports') OR NOT EXISTS (
      WITH RECURSIVE up (id) AS (
        SELECT x.manager_id FROM people x WHERE x.id = c.id
        UNION
        SELECT p.manager_id FROM up JOIN people p ON p.id = up.id
      )
      SELECT FROM up JOIN owners o ON o.owner_id = up.id AND o.data_scope = 'reports'))
  LIMIT $6::bigint + 1
),
counted (id) AS MATERIALIZED (SELECT n.id FROM net n LIMIT $6::bigint)
SELECT ARRAY(SELECT v.privilege FROM role_privileges v WHERE v.role_id = $3 ORDER BY v.privilege) AS privileges,
  role.data_scope,
  (SELECT count(*) FROM counted) AS people,
  (SELECT count(*) FROM net) > $6::bigint OR EXISTS (SELECT FROM candidates OFFSET $7::bigint) AS has_more_people,
  ARRAY(
    SELECT p.display_name || CASE WHEN EXISTS (SELECT FROM people ns WHERE ns.display_name = p.display_name AND ns.id <> p.id)
      THEN ' (' || p.username || ')' ELSE '' END
    FROM counted
    CROSS JOIN LATERAL (SELECT x.* FROM people x WHERE x.id = counted.id OFFSET 0) p
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
