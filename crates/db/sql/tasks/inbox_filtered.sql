-- As `inbox.sql`, with filters and any page. The planner makes a plan of it each time, which takes longer than the reading.
-- $1: the person; $2: now. Null where everything is asked for: $3 type; $4 whether it came by a delegation rule; $5 and $6 the last
-- task of the page before, when it was assigned and which; $7 assigned until; $8 whom it is about; $9 a part of the role's name, or its
-- code; $10 a part of the policy's name; $11 whom the person stands in for; $13 tasks. $12: the most lines.
WITH held AS MATERIALIZED (
  SELECT DISTINCT h.role_id, h.delegator_id
  FROM held_roles($2) h
  WHERE h.person_id = $1
),
page AS (
  SELECT b.assigned_at, b.task_id
  FROM (
    (SELECT DISTINCT a.assigned_at, a.task_id
    FROM task_assignments a
    WHERE a.released_at IS NULL
      AND a.person_id = $1
      AND ($4::boolean IS NULL OR $4 = (a.original_id <> $1))
      AND ($5::timestamptz IS NULL OR (a.assigned_at, a.task_id) > ($5, $6))
      AND ($7::timestamptz IS NULL OR a.assigned_at <= $7)
      AND ($13::uuid[] IS NULL OR a.task_id = ANY ($13))
      AND ($11::text IS NULL OR EXISTS (SELECT FROM people_meant($11, $2) m WHERE m.id = nullif(a.original_id, $1)))
      AND (coalesce($3::text, $8, $9, $10) IS NULL
        OR EXISTS (
          SELECT
          FROM tasks k
          WHERE k.id = a.task_id
            AND ($3::text IS NULL OR k.kind = $3)
            AND ($10::text IS NULL OR strpos(lower(k.policy_name), $10) > 0)
            AND ($8::text IS NULL OR EXISTS (SELECT FROM people_meant($8, $2) m WHERE m.id = k.subject_id))
            AND ($9::text IS NULL
              OR EXISTS (SELECT FROM roles n WHERE n.id = k.role_id AND (n.code = $9 OR strpos(lower(n.name), $9) > 0)))))
    ORDER BY a.assigned_at, a.task_id
    LIMIT $12)
    UNION
    SELECT p.assigned_at, p.task_id
    FROM held
    CROSS JOIN LATERAL (
      SELECT a.assigned_at, a.task_id
      FROM task_assignments a
      WHERE a.released_at IS NULL
        AND a.pool_role_id = held.role_id
        AND NOT a.barred && ARRAY[$1, coalesce(held.delegator_id, $1)]
        AND ($4::boolean IS NULL OR $4 = (held.delegator_id IS NOT NULL))
        AND ($5::timestamptz IS NULL OR (a.assigned_at, a.task_id) > ($5, $6))
        AND ($7::timestamptz IS NULL OR a.assigned_at <= $7)
        AND ($13::uuid[] IS NULL OR a.task_id = ANY ($13))
        AND ($11::text IS NULL OR EXISTS (SELECT FROM people_meant($11, $2) m WHERE m.id = held.delegator_id))
        AND (coalesce($3::text, $8, $9, $10) IS NULL
          OR EXISTS (
            SELECT
            FROM tasks k
            WHERE k.id = a.task_id
              AND ($3::text IS NULL OR k.kind = $3)
              AND ($10::text IS NULL OR strpos(lower(k.policy_name), $10) > 0)
              AND ($8::text IS NULL OR EXISTS (SELECT FROM people_meant($8, $2) m WHERE m.id = k.subject_id))
              AND ($9::text IS NULL
                OR EXISTS (SELECT FROM roles n WHERE n.id = k.role_id AND (n.code = $9 OR strpos(lower(n.name), $9) > 0)))))
      ORDER BY a.assigned_at, a.task_id
      LIMIT $12) p) b
  ORDER BY b.assigned_at, b.task_id
  LIMIT $12
)
SELECT t.id AS task_id,
  g.assigned_at,
  CASE
    WHEN EXISTS (SELECT FROM task_assignments a WHERE a.task_id = t.id AND a.person_id = $1 AND a.released_at IS NULL) THEN ARRAY(
      SELECT DISTINCT o.shown_name
      FROM task_assignments a
      JOIN shown_people o ON o.id = a.original_id
      WHERE a.task_id = t.id AND a.person_id = $1 AND a.released_at IS NULL AND a.original_id <> $1
      ORDER BY 1)
    ELSE ARRAY(
      SELECT o.shown_name
      FROM (
        SELECT h.delegator_id
        FROM held h
        JOIN task_assignments a
          ON a.task_id = t.id
          AND a.released_at IS NULL
          AND a.pool_role_id = h.role_id
          AND NOT a.barred && ARRAY[$1, coalesce(h.delegator_id, $1)]
        ORDER BY h.delegator_id NULLS FIRST
        LIMIT 1) f
      JOIN shown_people o ON o.id = f.delegator_id)
  END AS standing_in_for,
  (SELECT r.name
  FROM task_assignments a
  JOIN roles r ON r.id = a.pool_role_id
  WHERE a.task_id = t.id AND a.released_at IS NULL AND a.pool_role_id IS NOT NULL
  LIMIT 1) AS pool,
  t.kind,
  t.title,
  t.policy_name,
  s.shown_name AS subject,
  t.subject_id,
  ro.name AS role,
  t.role_id,
  (SELECT q.shown_name FROM shown_people q WHERE q.id = t.requester_id) AS requester,
  t.position,
  jsonb_array_length(t.steps)::smallint AS steps,
  (t.steps -> (t.position - 1) ->> 'allow_delegation')::boolean AS allows_delegation,
  (t.steps -> (t.position - 1) ->> 'reason_to_approve')::boolean AS reason_to_approve,
  (t.steps -> (t.position - 1) ->> 'reason_to_deny')::boolean AS reason_to_deny
FROM page g
JOIN tasks t ON t.id = g.task_id
JOIN shown_people s ON s.id = t.subject_id
LEFT JOIN roles ro ON ro.id = t.role_id
ORDER BY g.assigned_at, g.task_id
