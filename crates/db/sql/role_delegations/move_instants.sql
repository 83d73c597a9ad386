-- Moves the instants of delegations, and of their requests that wait for their day.
-- $1 delegations, $2 from when on each gives nothing, $3 when its begin is due, $4 when its end is due (null: it does not wait);
-- as many of each.
WITH n AS (
  SELECT m.id, m.not_after, m.begin_due, m.end_due
  FROM unnest($1::bigint[], $2::timestamptz[], $3::timestamptz[], $4::timestamptz[]) AS m (id, not_after, begin_due, end_due)
),
moved AS (
  UPDATE role_delegations d
  SET not_after = n.not_after
  FROM n
  WHERE d.id = n.id
    AND d.not_after IS DISTINCT FROM n.not_after
)
UPDATE role_requests q
SET due_at = CASE q.kind WHEN 'begin' THEN n.begin_due ELSE n.end_due END
FROM n
WHERE q.delegation_id = n.id
  AND q.applied_at IS NULL
  AND q.state IN ('pending', 'failed')
  AND q.kind IN ('begin', 'end')
  AND CASE q.kind WHEN 'begin' THEN n.begin_due ELSE n.end_due END IS NOT NULL
