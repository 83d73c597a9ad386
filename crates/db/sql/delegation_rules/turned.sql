-- Rules that began or ran out by themselves, whose delegate has not been told (T16).
-- $1 after which instant, $2 at which at the latest, $3 the rule to go on after, $4 the most rules.
SELECT t.id,
  t.is_over,
  n.shown_name AS owner_name,
  coalesce(
    o.time_zone,
    (SELECT v.value FROM profile_values v WHERE v.code = 'SITE_TIME_ZONE' AND v.person_id IS NULL),
    'Etc/UTC'
  ) AS zone,
  t.delegate_id,
  t.starts_at,
  t.ends_at,
  k.key
FROM (
  SELECT r.id, false AS is_over, r.owner_id, r.delegate_id, r.starts_at, r.ends_at
  FROM delegation_rules r
  WHERE r.closed_at IS NULL
    AND r.starts_at > $1
    AND r.starts_at <= $2
    AND r.saved_at < r.starts_at
    AND (r.ends_at IS NULL OR $2 < r.ends_at)
  UNION ALL
  SELECT r.id, true, r.owner_id, r.delegate_id, r.starts_at, r.ends_at
  FROM delegation_rules r
  WHERE r.closed_at IS NULL
    AND r.ends_at > $1
    AND r.ends_at <= $2
    AND r.starts_at < r.ends_at
) t
JOIN people o ON o.id = t.owner_id
JOIN shown_people n ON n.id = o.id
CROSS JOIN LATERAL (
  SELECT concat('rule:', t.id, CASE WHEN t.is_over THEN ':over' ELSE ':begun' END) AS key
) k
WHERE t.id > $3
  AND NOT EXISTS (SELECT FROM outbox x WHERE x.person_id = t.delegate_id AND x.event_key = k.key)
ORDER BY t.id
LIMIT $4
