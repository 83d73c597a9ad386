-- What autoprovisioning these roles would change, by role: $1 roles, $2 the instant.
WITH due AS MATERIALIZED (
  SELECT DISTINCT d.person_id, d.role_id
  FROM due_roles($2) d
  WHERE d.role_id = ANY($1)
),
given AS MATERIALIZED (
  SELECT g.person_id, g.role_id
  FROM grants g
  WHERE g.source = 'autoprovisioned'
    AND g.revoked_at IS NULL
    AND g.role_id = ANY($1)
),
gained AS MATERIALIZED (
  SELECT person_id, role_id FROM due
  EXCEPT
  SELECT person_id, role_id FROM given
),
lost AS MATERIALIZED (
  SELECT person_id, role_id FROM given
  EXCEPT
  SELECT person_id, role_id FROM due
),
granted AS (
  SELECT g.person_id, g.role_id
  FROM grants g
  WHERE g.source <> 'autoprovisioned'
    AND g.revoked_at IS NULL
    AND g.role_id = ANY($1)
),
-- Of those lost: held by another grant, or by a delegation whose delegator keeps the role.
kept AS MATERIALIZED (
  SELECT x.person_id, x.role_id
  FROM lost x
  WHERE EXISTS (SELECT FROM granted k WHERE (k.person_id, k.role_id) = (x.person_id, x.role_id))
    OR EXISTS (
      SELECT FROM held_roles($2) h
      WHERE (h.person_id, h.role_id) = (x.person_id, x.role_id)
        AND h.delegation_id IS NOT NULL
        AND (NOT EXISTS (SELECT FROM lost y WHERE (y.person_id, y.role_id) = (h.delegator_id, h.role_id))
          OR EXISTS (SELECT FROM granted k WHERE (k.person_id, k.role_id) = (h.delegator_id, h.role_id))))
),
gone AS MATERIALIZED (
  SELECT person_id, role_id FROM lost
  EXCEPT
  SELECT person_id, role_id FROM kept
)
SELECT o.id AS role_id,
  o.name AS role,
  (SELECT count(*) FROM given x WHERE x.role_id = o.id) AS held,
  (SELECT count(*) FROM gained x WHERE x.role_id = o.id) AS gained,
  (SELECT count(*) FROM lost x WHERE x.role_id = o.id) AS lost,
  (SELECT count(*) FROM kept x WHERE x.role_id = o.id) AS kept,
  ARRAY(
    SELECT s.shown_name
    FROM (
      SELECT p.id, p.search_text
      FROM gained x
      JOIN people p ON p.id = x.person_id
      WHERE x.role_id = o.id
      ORDER BY p.search_text
      LIMIT 5
    ) f
    JOIN shown_people s ON s.id = f.id
    ORDER BY f.search_text
  ) AS gainers,
  ARRAY(
    SELECT s.shown_name
    FROM (
      SELECT p.id, p.search_text
      FROM gone x
      JOIN people p ON p.id = x.person_id
      WHERE x.role_id = o.id
      ORDER BY p.search_text
      LIMIT 5
    ) f
    JOIN shown_people s ON s.id = f.id
    ORDER BY f.search_text
  ) AS losers
FROM roles o
WHERE o.id = ANY($1)
ORDER BY o.name, o.id
