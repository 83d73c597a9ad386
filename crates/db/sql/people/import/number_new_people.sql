-- Gives ids to those of the file who are not there. The identity sequence hands them out in the order of the lines: the export keeps
-- that order.
WITH fresh AS (
  SELECT line, row_number() OVER (ORDER BY line) AS n
  FROM import_people
  WHERE person_id IS NULL
),
ids AS (
  SELECT id, row_number() OVER (ORDER BY id) AS n
  FROM (
    SELECT nextval(pg_get_serial_sequence('people', 'id')) AS id
    FROM generate_series(1, (SELECT count(*) FROM fresh))
  ) AS made
)
UPDATE import_people s
SET person_id = ids.id, is_new = true
FROM fresh
JOIN ids USING (n)
WHERE s.line = fresh.line
