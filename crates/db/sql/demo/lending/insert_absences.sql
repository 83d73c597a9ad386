-- Two absences a person: one that is over or under way and approved, and one to come that waits for the manager.
-- $1 the first person, $2 how many people, $3 now.
INSERT INTO absences (person_id, kind, starts_on, ends_on, state, recorded_by, recorded_at, decided_by, decided_at)
SELECT p.id,
  CASE WHEN p.id % 5 = 0 THEN 'sick_leave' ELSE 'vacation' END,
  d.starts_on,
  d.starts_on + (p.id % 12)::integer,
  a.state,
  p.id,
  $3::timestamptz - interval '1 day' - a.before * interval '1 day',
  CASE a.state WHEN 'approved' THEN p.manager_id END,
  CASE a.state WHEN 'approved' THEN $3 - a.before * interval '1 day' END
FROM people p
CROSS JOIN (VALUES ('approved', -300, 400), ('requested', 13, 5)) AS a (state, starts, before)
CROSS JOIN LATERAL (
  SELECT ($3 AT TIME ZONE 'Etc/UTC')::date + a.starts + (p.id * 37 % 287)::integer AS starts_on
) d
WHERE p.id BETWEEN $1::bigint + 1 AND $1 + $2::bigint - 1
ORDER BY p.id
