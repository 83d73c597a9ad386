-- A person's absences, the newest start first: $1 the person, $2 and $3 start and id of the absence to go on after (null: from the
-- first), $4 the most rows.
SELECT (SELECT d.record FROM absence_document(a) d) AS record
FROM absences a
WHERE a.person_id = $1
  AND ($2::date IS NULL OR (a.starts_on, a.id) < ($2, $3))
ORDER BY a.starts_on DESC, a.id DESC
LIMIT $4
