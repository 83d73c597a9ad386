-- Lines whose username stands on an earlier line, whatever its case: $1 the most of them. `total` is how many there are altogether.
SELECT s.line, s.first_line, s.username, count(*) OVER () AS total
FROM (
  SELECT line, username, min(line) OVER (PARTITION BY lower(username)) AS first_line
  FROM import_people
) AS s
WHERE s.line > s.first_line
ORDER BY s.line
LIMIT $1
