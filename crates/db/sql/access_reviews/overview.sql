-- Everything that a review's page shows, with a page of its lines: its tasks, or what is for information only.
-- $1 the review, $2 the state of the tasks (null: any), $3 the person, $4 the role and $5 the delegator after whom the lines begin, $6 how
-- many lines, $7 now, $8 whether they are for information only: roles that are autoprovisioned or delegated.
SELECT v.id,
  v.role,
  v.department,
  v.initiator,
  v.started_at,
  v.due_on,
  v.due_at,
  v.operation,
  v.broken_off,
  stopped.id AS stopped_operation,
  stopped.finished_at AS stopped_at,
  making.total AS to_make,
  making.done + making.failed AS made,
  coalesce(
    (
      SELECT jsonb_agg(jsonb_build_array(c.state, c.number))
      FROM (SELECT t.state, count(*) AS number FROM tasks t WHERE t.access_review_id = v.id GROUP BY t.state) c
    ),
    '[]') AS counts,
  coalesce(
    (
      SELECT jsonb_agg(to_jsonb(w) ORDER BY w.open DESC, w.name)
      FROM (
        SELECT coalesce(p.shown_name, q.name) AS name,
          q.id IS NOT NULL AS is_pool,
          w.open
        FROM (
          SELECT a.person_id, a.pool_role_id, count(*) AS open
          FROM tasks t
          JOIN task_assignments a ON a.task_id = t.id AND a.released_at IS NULL
          WHERE t.access_review_id = v.id
            AND t.state = 'open'
          GROUP BY a.person_id, a.pool_role_id
        ) w
        LEFT JOIN shown_people p ON p.id = w.person_id
        LEFT JOIN roles q ON q.id = w.pool_role_id
        ORDER BY w.open DESC, 1
        LIMIT 20
      ) w
    ),
    '[]') AS waiting,
  coalesce(
    (
      SELECT jsonb_agg(to_jsonb(x))
      FROM (
        SELECT p.shown_name AS subject, q.name AS role_name, f.reason
        FROM access_review_refusals f
        JOIN shown_people p ON p.id = f.person_id
        JOIN roles q ON q.id = f.role_id
        WHERE f.review_id = v.id
        ORDER BY f.person_id, f.role_id
        LIMIT 50
      ) x
    ),
    '[]') AS refused,
  (SELECT count(*) FROM access_review_refusals f WHERE f.review_id = v.id) AS refusals,
  CASE WHEN $8 THEN (
      SELECT coalesce(jsonb_agg(to_jsonb(x) ORDER BY x.person, x.role, x.delegator), '[]')
      FROM (
        SELECT h.person,
          h.role,
          h.delegator,
          s.shown_name AS subject,
          s.username,
          p.department,
          n.name AS role_name,
          o.shown_name AS delegator_name
        FROM (
          (
            SELECT g.person_id AS person, g.role_id AS role, 0::bigint AS delegator
            FROM grants g
            JOIN people s ON s.id = g.person_id
            WHERE g.revoked_at IS NULL
              AND g.source = 'autoprovisioned'
              AND (review.role_id IS NULL OR g.role_id = review.role_id)
              AND (review.department IS NULL OR s.department = review.department)
              AND (g.person_id, g.role_id, 0::bigint) > ($3, $4, $5)
            ORDER BY g.person_id, g.role_id
            LIMIT $6
          )
          UNION ALL
          (
            SELECT d.proxy_id, d.role_id, d.delegator_id
            FROM delegations_in_force($7) d
            JOIN people s ON s.id = d.proxy_id
            WHERE (review.role_id IS NULL OR d.role_id = review.role_id)
              AND (review.department IS NULL OR s.department = review.department)
              AND (d.proxy_id, d.role_id, d.delegator_id) > ($3, $4, $5)
            ORDER BY d.proxy_id, d.role_id, d.delegator_id
            LIMIT $6
          )
          ORDER BY person, role, delegator
          LIMIT $6
        ) h
        JOIN people p ON p.id = h.person
        JOIN shown_people s ON s.id = h.person
        JOIN roles n ON n.id = h.role
        LEFT JOIN shown_people o ON o.id = h.delegator
      ) x
    )
    ELSE (
      SELECT coalesce(jsonb_agg(to_jsonb(t) ORDER BY t.person, t.role), '[]')
      FROM tasks_of_review(v.id, $2, $3, $4, $6) t
    )
  END AS lines
FROM access_reviews review
JOIN shown_reviews v ON v.id = review.id
LEFT JOIN operations making ON making.id = v.operation
LEFT JOIN operations stopped ON stopped.id = review.operation_id
  AND stopped.finished_at IS NOT NULL
  AND review.broken_off IS NOT NULL
WHERE review.id = $1
