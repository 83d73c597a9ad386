-- A page of requests in these states and of these kinds, the newest first. $1 the id that all are below, $2 the most, $3 states, $4 kinds.
-- The newest of each state and kind are read: a page costs the same, however rare they are among those stored.
SELECT r.id,
  r.kind,
  r.state,
  r.attempts,
  r.last_error,
  r.due_at,
  r.applied_at,
  r.next_at,
  r.finished_at,
  r.person_name,
  r.person_username,
  r.delegator_name,
  r.role_name
FROM (
  SELECT w.id
  FROM unnest($3::text[]) AS s (state)
  CROSS JOIN unnest($4::text[]) AS k (kind)
  CROSS JOIN LATERAL (
    SELECT q.id
    FROM role_requests q
    WHERE q.state = s.state
      AND q.kind = k.kind
      AND -q.id > -$1::bigint
    ORDER BY -q.id
    LIMIT $2
  ) w
  ORDER BY w.id DESC
  LIMIT $2
) newest
JOIN shown_requests r ON r.id = newest.id
ORDER BY r.id DESC
