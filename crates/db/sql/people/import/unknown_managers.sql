-- Lines whose manager is neither in the file nor in the directory: $1 the most of them. `total` is how many there are altogether.
SELECT line, manager, count(*) OVER () AS total
FROM import_people
WHERE manager IS NOT NULL
  AND manager_id IS NULL
ORDER BY line
LIMIT $1
