-- What somebody decided, newest first. $1: the person; $2 and $3: the last line of the page before, its instant and its id (null: none);
-- $4: the most lines.
SELECT d.id,
  d.task_id,
  d.decided_at,
  d.decision,
  d.reason,
  (SELECT string_agg(p.shown_name, ' and ' ORDER BY o.number)
  FROM unnest(d.decided_for) WITH ORDINALITY o (id, number)
  JOIN shown_people p ON p.id = o.id) AS decided_for,
  t.title,
  t.policy_name,
  t.state
FROM (
  SELECT e.id, e.task_id, e.decided_at, e.decision, e.reason, e.decided_for
  FROM task_decisions e
  WHERE e.decided_by = $1
    AND ($2::timestamptz IS NULL OR (e.decided_at, e.id) < ($2, $3))
  ORDER BY e.decided_at DESC, e.id DESC
  LIMIT $4) d
JOIN tasks t ON t.id = d.task_id
ORDER BY d.decided_at DESC, d.id DESC
