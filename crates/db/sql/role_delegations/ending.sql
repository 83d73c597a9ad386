-- Delegations in force whose end is due soon, and whose reminder somebody in them has not got.
-- $1 ends after that, $2 and by then, $3 when the one ends to go on after (null: from the first), $4 and its request, $5 the most,
-- $6 how many days before both are told.
SELECT d.id,
  q.id AS request,
  q.due_at,
  d.delegator_id,
  d.delegator_name,
  d.proxy_id,
  d.proxy_name,
  d.role_name,
  d.zone,
  d.starts_on,
  d.ends_on,
  d.through_end,
  k.key
FROM role_requests q
JOIN shown_delegations d ON d.id = q.delegation_id AND d.begun_at IS NOT NULL AND d.ended_at IS NULL
CROSS JOIN LATERAL (
  SELECT concat(
    'delegation:', d.id, ':ends:', to_char(d.ends_on, 'YYYY-MM-DD'), CASE WHEN d.through_end THEN '+' END, ':', $6::bigint) AS key
) k
WHERE q.kind = 'end'
  AND q.applied_at IS NULL
  AND q.state IN ('pending', 'failed')
  AND q.due_at > $1
  AND q.due_at <= $2
  AND ($3::timestamptz IS NULL OR (q.due_at, q.id) > ($3, $4))
  AND NOT (EXISTS (SELECT FROM outbox n WHERE n.person_id = d.delegator_id AND n.event_key = k.key)
    AND EXISTS (SELECT FROM outbox n WHERE n.person_id = d.proxy_id AND n.event_key = k.key))
ORDER BY q.due_at, q.id
LIMIT $5
