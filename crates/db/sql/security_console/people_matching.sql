-- Everyone whose name contains every word (T4), best first: who has the words exactly, whose name begins with the first word, who has a
-- word that begins with it. Either half is cut at 2,000 before they are put in order.
-- $1 pieces of who has the words exactly, $2 a pattern of what begins with the first word, $3 the most people, $4 patterns of the words,
-- $5 the longest of them, $6 the second.
SELECT p.search_text AS place,
  p.username,
  p.display_name,
  p.department,
  p.job,
  p.disabled_at IS NOT NULL AS disabled,
  p.active_from,
  p.active_until
FROM (
  SELECT f.id, min(f.rank) AS rank
  FROM (
    (SELECT m.id, 0 AS rank FROM people m WHERE name_pieces(m.search_text) @> $1 LIMIT 2000)
    UNION ALL
    (SELECT m.id, 1
      FROM people m
      WHERE m.search_text LIKE $5
        AND m.search_text LIKE $6
        AND m.search_text LIKE ALL ($4)
      LIMIT 2000)
  ) f
  GROUP BY f.id
) k
JOIN people p ON p.id = k.id
ORDER BY k.rank,
  p.search_text NOT LIKE $2,
  (' ' || p.search_text) NOT LIKE '% ' || $2,
  p.search_text
LIMIT $3
