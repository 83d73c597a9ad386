-- Everyone by name (T4). $1 where in the list they stand whom the page follows, $2 the most people.
SELECT p.search_text AS place,
  p.username,
  p.display_name,
  p.department,
  p.job,
  p.disabled_at IS NOT NULL AS disabled,
  p.active_from,
  p.active_until
FROM people p
WHERE p.search_text ~>~ $1
ORDER BY p.search_text USING ~<~
LIMIT $2
