-- Active people whose text has every word in it, where one of them is longer: the two longest through the trigrams, which `LIKE ALL`
-- cannot use by itself. Matches are cut at 2,000 before they are put in order, so that a very common syllable stays quick. $1 the
-- first word, $2 now, $3 the most of them, $4 who looks and $5 who acts for them: neither is found (null: nobody). $6 among whom:
-- EVERYONE, or SAME_DEPARTMENT or SAME_LOCATION as who looks (R4); any other word finds nobody. $7 patterns of all the words, $8 the
-- longest, $9 the second.
SELECT f.username, f.display_name, f.department
FROM (
  SELECT p.username, p.display_name, p.department, p.search_text
  FROM people p
  WHERE p.search_text LIKE $8
    AND p.search_text LIKE $9
    AND p.search_text LIKE ALL($7)
    AND is_active(p, $2)
    AND p.id IS DISTINCT FROM $4
    AND p.id IS DISTINCT FROM $5
    AND ($6::text = 'EVERYONE'
      OR $6 = 'SAME_DEPARTMENT' AND p.department = (SELECT v.department FROM people v WHERE v.id = $4)
      OR $6 = 'SAME_LOCATION' AND p.location = (SELECT v.location FROM people v WHERE v.id = $4))
  LIMIT 2000
) f
ORDER BY (' ' || f.search_text) NOT LIKE '% ' || $1 || '%', f.search_text
LIMIT $3
