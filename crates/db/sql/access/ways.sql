-- Everything through which a person has, had or will have a privilege, judged for one record at one instant. What is in force comes
-- first, then what reaches the record, then the newest.
-- $1 the person, $2 whose record, $3 the instant, $4 now, $5 the privilege, $6 how many.
WITH held AS MATERIALIZED (
  SELECT h.source, h.source_id
  FROM holdings_at($3, $4) h
  WHERE h.person_id = $1
),
ways AS (
  SELECT g.role_id,
    g.source,
    g.id AS source_id,
    NULL::bigint AS delegator_id,
    g.granted_by AS by_id,
    NULL::date AS starts_on,
    NULL::date AS ends_on,
    false AS through_end,
    g.granted_at AS since,
    g.revoked_at AS until,
    false AS is_cancelled,
    true AS is_delegator_active,
    true AS is_kept
  FROM grants g
  WHERE g.person_id = $1
  UNION ALL
  SELECT d.role_id,
    'delegated',
    d.id,
    d.delegator_id,
    d.created_by,
    d.starts_on,
    d.ends_on,
    d.through_end,
    coalesce(d.begun_at, (
      SELECT min(q.due_at)
      FROM role_requests q
      WHERE q.delegation_id = d.id
        AND q.kind = 'begin'
        AND q.state IN ('pending', 'in_progress', 'failed'))),
    least(d.ended_at, d.not_after, (
      SELECT min(q.due_at)
      FROM role_requests q
      WHERE q.delegation_id = d.id
        AND q.kind = 'end'
        AND $4 < $3
        AND q.state IN ('pending', 'in_progress', 'failed'))),
    d.cancelled_at IS NOT NULL,
    a.id IS NOT NULL,
    k.id IS NOT NULL
  FROM role_delegations d
  LEFT JOIN active_people($3) a ON a.id = d.delegator_id
  LEFT JOIN kept_delegations($3) k ON k.id = d.id
  WHERE d.proxy_id = $1
)
SELECT r.name AS role,
  r.data_scope,
  w.source,
  w.delegator_id,
  o.shown_name AS delegator,
  b.shown_name AS by,
  w.starts_on,
  w.ends_on,
  w.through_end,
  w.since,
  w.until,
  w.is_cancelled,
  w.is_delegator_active,
  w.is_kept,
  h.source_id IS NOT NULL AS is_in_force,
  reach.is_reached AS reaches
FROM ways w
JOIN roles r ON r.id = w.role_id
JOIN role_privileges v ON v.role_id = w.role_id AND v.privilege = $5
CROSS JOIN LATERAL reach_of($5, r.data_scope, $1, w.delegator_id, $2) reach
LEFT JOIN held h ON h.source = w.source AND h.source_id = w.source_id
LEFT JOIN shown_people o ON o.id = w.delegator_id
LEFT JOIN shown_people b ON b.id = w.by_id
ORDER BY is_in_force DESC, reaches DESC, w.since DESC NULLS LAST, w.source_id DESC
LIMIT $6
