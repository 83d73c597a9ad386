-- Active people who have every word exactly, through the index of pieces, and then those whose text begins with what was typed,
-- through the btree in its order, so that it stops at the limit. Who is both is in it twice. $1 that as a pattern, $2 now, $3 the
-- most of them, $4 who looks and $5 who acts for them: neither is found (null: nobody). $6 among whom: EVERYONE, or SAME_DEPARTMENT
-- or SAME_LOCATION as who looks (R4); any other word finds nobody. $7 the pieces of the words.
SELECT f.username, f.display_name, f.department
FROM (
  SELECT 0 AS rank, e.username, e.display_name, e.department, e.search_text
  FROM (
    SELECT f.username, f.display_name, f.department, f.search_text
    FROM (
      SELECT p.username, p.display_name, p.department, p.search_text
      FROM people p
      WHERE name_pieces(p.search_text) @> $7
        AND is_active(p, $2)
        AND p.id IS DISTINCT FROM $4
        AND p.id IS DISTINCT FROM $5
        AND ($6::text = 'EVERYONE'
          OR $6 = 'SAME_DEPARTMENT' AND p.department = (SELECT v.department FROM people v WHERE v.id = $4)
          OR $6 = 'SAME_LOCATION' AND p.location = (SELECT v.location FROM people v WHERE v.id = $4))
      LIMIT 2000
    ) f
    ORDER BY f.search_text USING ~<~
    LIMIT $3
  ) e
  UNION ALL
  (
    SELECT 1, p.username, p.display_name, p.department, p.search_text
    FROM people p
    WHERE p.search_text LIKE $1
      AND is_active(p, $2)
      AND p.id IS DISTINCT FROM $4
      AND p.id IS DISTINCT FROM $5
      AND ($6::text = 'EVERYONE'
        OR $6 = 'SAME_DEPARTMENT' AND p.department = (SELECT v.department FROM people v WHERE v.id = $4)
        OR $6 = 'SAME_LOCATION' AND p.location = (SELECT v.location FROM people v WHERE v.id = $4))
    ORDER BY p.search_text USING ~<~
    LIMIT $3
  )
) f
ORDER BY f.rank, f.search_text USING ~<~
