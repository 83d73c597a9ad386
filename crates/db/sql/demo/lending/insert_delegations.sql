-- Seventeen role delegations a manager: the first to a proxy whom three managers share, the others to proxies of their own, in every
-- state. A delegation has begun in the save (R7) or at the start of its first day (R9).
-- $1 the first person, $2 how many managers, $3 how many people, $4 the role, $5 now.
INSERT INTO role_delegations (delegator_id, proxy_id, role_id, starts_on, ends_on, not_after, created_by, created_at, begun_at, ended_at,
  end_reason, cancelled_at, through_end)
SELECT o.id,
  p.id,
  $4,
  d.starts_on,
  d.ends_on,
  (d.ends_on + d.included::integer)::timestamp AT TIME ZONE z.zone,
  o.id,
  $5::timestamptz - s.saved * interval '1 day',
  CASE WHEN s.starts <= 0 THEN greatest(d.starts_on::timestamp AT TIME ZONE z.zone, $5::timestamptz - s.saved * interval '1 day') END,
  least(
    $5 - s.ended * interval '1 day',
    CASE WHEN s.ended IS NOT NULL THEN (d.ends_on + d.included::integer)::timestamp AT TIME ZONE z.zone END
  ),
  s.reason,
  $5 - s.cancelled * interval '1 day',
  d.included
FROM generate_series(0, $2::bigint - 1) AS m
CROSS JOIN generate_series(0, 16) AS k
CROSS JOIN LATERAL (
  SELECT CASE k WHEN 0 THEN m / 3 * 3 * 17 ELSE m * 17 + k END % ($3::bigint - $2) + $2 AS number
) n
JOIN people o ON o.id = $1 + m
JOIN people p ON p.id = $1 + n.number AND p.active_until IS NULL
CROSS JOIN LATERAL (SELECT coalesce(o.time_zone, 'Etc/UTC') AS zone) z
JOIN (
  VALUES
    (0, 40, -40, NULL, NULL, NULL, NULL),
    (1, 400, -400, NULL, NULL, NULL, NULL),
    (2, 20, -20, 30, NULL, NULL, NULL),
    (3, 9, -5, 9, NULL, NULL, NULL),
    (4, 3, 10, 40, NULL, NULL, NULL),
    (5, 95, -90, -60, 60, 'end_date', NULL),
    (6, 50, -50, -20, 35, 'deleted', NULL),
    (7, 3, 5, 15, NULL, NULL, 1)
) AS s (state, saved, starts, ends, ended, reason, cancelled)
  ON s.state = CASE k WHEN 0 THEN 2 ELSE (m + k) % 8 END
CROSS JOIN LATERAL (
  SELECT ($5 AT TIME ZONE z.zone)::date + s.starts AS starts_on,
    ($5 AT TIME ZONE z.zone)::date + s.ends AS ends_on,
    s.ends IS NOT NULL AND m % 2 = 0 AS included
) d
ORDER BY m, k
