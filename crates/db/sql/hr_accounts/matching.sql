-- A page of everyone whose name contains what was typed (R16, T4), for who acts on behalf of everyone: a part of the list; if that does
-- not fill the page, the index by the trigrams of the two longest words.
-- $1 where in the list it begins, $2 where the list ends, $3 the other data scopes, $4 their owners, $5 their lenders (null: none; as
-- many of each), $6 people who are reached by these alone, $7 how far the list is walked, $8 patterns of the words,
-- $9 the longest of them, $10 the second.
WITH reach AS MATERIALIZED (SELECT w.id FROM reached_by($3, $4, $5) w),
walked AS MATERIALIZED (
  SELECT p.id, p.place
  FROM (
    SELECT p.id, p.search_text, p.search_text COLLATE "C" AS place
    FROM people p
    WHERE p.search_text COLLATE "C" >= $1
      AND p.search_text COLLATE "C" < $2
    ORDER BY place
    LIMIT $7
  ) p
  WHERE p.search_text LIKE ALL ($8)
    AND (p.id <> ALL ($6) OR p.id IN (SELECT r.id FROM reach r))
  ORDER BY p.place
  LIMIT 51
),
few AS MATERIALIZED (
  SELECT p.id, p.search_text COLLATE "C" AS place
  FROM people p
  WHERE p.search_text LIKE $9
    AND p.search_text LIKE $10
    AND p.search_text LIKE ALL ($8)
    AND (p.id <> ALL ($6) OR p.id IN (SELECT r.id FROM reach r))
),
found AS MATERIALIZED (
  SELECT w.id, w.place FROM walked w WHERE (SELECT count(*) FROM walked) > 50
  UNION ALL
  SELECT f.id, f.place FROM few f WHERE (SELECT count(*) FROM walked) <= 50 AND f.place >= $1 AND f.place < $2
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
LIMIT 51
