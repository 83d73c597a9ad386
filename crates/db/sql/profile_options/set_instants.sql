-- Writes the instants of work assignments.
-- $1 people, $2 when each becomes active and $3 until when (null: without such a limit; as many of each), $4 now.
UPDATE people p
SET active_from = n.active_from,
  active_until = n.active_until,
  updated_at = $4
FROM unnest($1::bigint[], $2::timestamptz[], $3::timestamptz[]) AS n (id, active_from, active_until)
WHERE p.id = n.id
