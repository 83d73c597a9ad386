-- The absences of everyone whom a person reaches with `manage_absences`, a section for each hierarchy (R14).
-- $1 the person, $2 now, $3 a state (null: any), $4 absences that end on this day or later (null: any), $5 that start on this day or
-- earlier (null: any), $6 patterns that name or username must have (none: anybody), $7 the owner whose section goes on after a place
-- (null: each from its first), $8 and $9 start and id of that place, $10 the most absences in each section.
WITH RECURSIVE anchors AS MATERIALIZED (
  SELECT DISTINCT h.delegator_id, coalesce(h.delegator_id, h.person_id) AS owner, r.data_scope
  FROM held_roles($2) h
  JOIN people me ON me.id = h.person_id AND is_active(me, $2)
  JOIN role_privileges rp ON rp.role_id = h.role_id AND rp.privilege = 'manage_absences'
  JOIN roles r ON r.id = h.role_id
  WHERE h.person_id = $1
),
sections AS MATERIALIZED (
  SELECT owner, min(delegator_id) AS delegator_id, bool_or(data_scope = 'everyone') AS everyone
  FROM anchors
  GROUP BY owner
),
below (owner, id, is_meant) AS (
  SELECT a.owner, p.id, cardinality($6::text[]) = 0 OR p.search_text LIKE ALL($6)
  FROM anchors a
  JOIN people p ON p.manager_id = a.owner
  WHERE a.data_scope = 'reports'
  UNION
  SELECT b.owner, p.id, cardinality($6::text[]) = 0 OR p.search_text LIKE ALL($6)
  FROM below b
  JOIN people p ON p.manager_id = b.id
),
reached (owner, id) AS MATERIALIZED (
  SELECT owner, id FROM below WHERE is_meant
  UNION
  SELECT a.owner, o.id
  FROM anchors a
  JOIN people o ON o.id = a.owner
  WHERE a.data_scope = 'own'
    AND (cardinality($6::text[]) = 0 OR o.search_text LIKE ALL($6))
  UNION
  SELECT a.owner, p.id
  FROM anchors a
  JOIN people o ON o.id = a.owner
  JOIN people p ON p.department = o.department
  WHERE a.data_scope = 'department'
    AND (cardinality($6::text[]) = 0 OR p.search_text LIKE ALL($6))
)
SELECT s.owner,
  s.delegator_id,
  o.username,
  o.shown_name AS display_name,
  coalesce(
    (
      SELECT jsonb_agg((SELECT d.record FROM absence_document(f.absence) d) ORDER BY f.starts_on DESC, f.id DESC)
      FROM (
        (
          SELECT e.absence, e.starts_on, e.id
          FROM reached r
          CROSS JOIN LATERAL (
            SELECT a AS absence, a.starts_on, a.id
            FROM absences a
            WHERE a.person_id = r.id
              AND ($3::text IS NULL OR a.state = $3)
              AND ($4::date IS NULL OR a.ends_on >= $4)
              AND ($5::date IS NULL OR a.starts_on <= $5)
              AND ($7::bigint IS NULL OR s.owner <> $7 OR (a.starts_on, a.id) < ($8, $9))
            ORDER BY a.starts_on DESC, a.id DESC
            LIMIT $10
          ) e
          WHERE NOT s.everyone
            AND r.owner = s.owner
          ORDER BY e.starts_on DESC, e.id DESC
          LIMIT $10
        )
        UNION ALL
        (
          SELECT a AS absence, a.starts_on, a.id
          FROM absences a
          WHERE s.everyone
            AND ($3::text IS NULL OR a.state = $3)
            AND ($4::date IS NULL OR a.ends_on >= $4)
            AND ($5::date IS NULL OR a.starts_on <= $5)
            AND ($7::bigint IS NULL OR s.owner <> $7 OR (a.starts_on, a.id) < ($8, $9))
            AND (cardinality($6::text[]) = 0
              OR EXISTS (SELECT FROM people p WHERE p.id = a.person_id AND p.search_text LIKE ALL($6)))
          ORDER BY a.starts_on DESC, a.id DESC
          LIMIT $10
        )
      ) f
    ),
    '[]'
  ) AS absences
FROM sections s
JOIN shown_people o ON o.id = s.owner
ORDER BY s.delegator_id IS NOT NULL, o.display_name, s.owner
