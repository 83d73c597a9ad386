-- A page of everyone in the order of the list (R16), for who acts on behalf of everyone.
-- $1 where in the list it begins, $2 where the list ends, $3 the other data scopes, $4 their owners, $5 their lenders (null: none; as
-- many of each), $6 people who are reached by these alone.
WITH reach AS MATERIALIZED (SELECT w.id FROM reached_by($3, $4, $5) w),
found AS MATERIALIZED (
  SELECT p.id, p.search_text COLLATE "C" AS place
  FROM people p
  WHERE p.search_text COLLATE "C" >= $1
    AND p.search_text COLLATE "C" < $2
    AND (p.id <> ALL ($6) OR p.id IN (SELECT r.id FROM reach r))
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
