-- Active people whose words begin with those that were typed, where all of these are short: through the index of pieces. Matches are
-- cut at 2,000 before they are put in order. $1 the beginnings, $2 now, $3 the most of them, $4 who looks and $5 who acts for them:
-- neither is found (null: nobody). $6 among whom: EVERYONE, or SAME_DEPARTMENT or SAME_LOCATION as who looks (R4); any other word
-- finds nobody.
SELECT f.username, f.display_name, f.department
FROM (
  SELECT p.username, p.display_name, p.department, p.search_text
  FROM people p
  WHERE name_pieces(p.search_text) @> $1
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
