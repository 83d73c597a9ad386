-- A page of the people whom data scopes reach and who match what was typed (R16, T4), in the order of the list.
-- $1 where in the list it begins, $2 where the list ends, $3 data scopes, $4 their owners, $5 their lenders (null: none; as many of
-- each), $6 patterns of the words, $7 their regular expressions.
WITH reach AS MATERIALIZED (SELECT w.id FROM reached_by($3, $4, $5) w),
found AS MATERIALIZED (
  SELECT p.id, p.search_text COLLATE "C" AS place
  FROM reach r
  JOIN people p ON p.id = r.id
  WHERE p.search_text COLLATE "C" >= $1
    AND p.search_text COLLATE "C" < $2
    AND p.search_text LIKE ALL ($6)
    AND p.search_text ~ ALL ($7)
  ORDER BY place
  LIMIT 51
)
SELECT f.place,
  p.username,
  p.display_name,
  p.department,
  p.job,
  p.disabled_at IS NOT NULL AS disabled,
  p.active_from,
  p.active_until
FROM found f
JOIN people p ON p.id = f.id
ORDER BY f.place
