-- A page of requests about what a person lent, received or was granted, the newest first. $1 the id that all are below, $2 the most,
-- $3 states, $4 kinds, $5 the person. Their delegations and grants are asked, and nothing else.
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
  SELECT a.id
  FROM (
    SELECT q.id, q.state, q.kind
    FROM role_delegations d
    JOIN role_requests q ON q.delegation_id = d.id
    WHERE d.delegator_id = $5
    UNION
    SELECT q.id, q.state, q.kind
    FROM role_delegations d
    JOIN role_requests q ON q.delegation_id = d.id
    WHERE d.proxy_id = $5
    UNION
    SELECT q.id, q.state, q.kind
    FROM grants g
    JOIN role_requests q ON q.grant_id = g.id
    WHERE g.person_id = $5
  ) a
  WHERE a.state = ANY($3)
    AND a.kind = ANY($4)
    AND a.id < $1
  ORDER BY a.id DESC
  LIMIT $2
) newest
JOIN shown_requests r ON r.id = newest.id
ORDER BY r.id DESC
