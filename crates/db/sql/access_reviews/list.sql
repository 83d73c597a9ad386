-- Reviews, the newest first, with how many of their tasks there are and are open.
-- $1 the review that the page follows (null: none), $2 how many.
SELECT v.id,
  v.role,
  v.department,
  v.initiator,
  v.started_at,
  v.due_on,
  v.due_at,
  v.operation,
  v.broken_off,
  c.open,
  c.tasks
FROM (
  SELECT w.id
  FROM access_reviews w
  WHERE $1::bigint IS NULL OR w.id < $1
  ORDER BY w.id DESC
  LIMIT $2
) page
JOIN shown_reviews v ON v.id = page.id
CROSS JOIN LATERAL (
  SELECT count(*) AS tasks, count(*) FILTER (WHERE t.state = 'open') AS open
  FROM tasks t
  WHERE t.access_review_id = v.id
) c
ORDER BY v.id DESC
