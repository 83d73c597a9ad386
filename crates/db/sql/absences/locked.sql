-- One absence, locked until the transaction ends: $1 its id. The document is made of the row as it is once it is locked.
SELECT (SELECT d.record FROM absence_document(a) d) AS record
FROM absences a
WHERE a.id = $1
FOR UPDATE OF a
