-- The days on which a person is away, requested or approved, the earliest first: $1 the person, $2 from which day, $3 until which
-- (null: for ever), $4 the most rows.
SELECT a.starts_on, a.ends_on
FROM absences a
WHERE a.person_id = $1
  AND a.state <> 'cancelled'
  AND daterange(a.starts_on, a.ends_on, '[]') && daterange($2, $3, '[]')
ORDER BY a.starts_on
LIMIT $4
