-- One absence: $1 its id.
SELECT (SELECT d.record FROM absence_document(a) d) AS record
FROM absences a
WHERE a.id = $1
