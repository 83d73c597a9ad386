-- Active people, but only those above and below who looks and those with the same manager (R4) who have every word exactly, through
-- the index of pieces, and then those whose text begins with what was typed, through the btree in its order, so that it stops at the
-- limit. Who is both is in it twice. $1 that as a pattern, $2 now, $3 the most of them, $4 who looks and $5 who acts for them:
-- neither is found (null: nobody). $6 the pieces of the words.
WITH RECURSIVE above (id, manager_id) AS (
  SELECT m.id, m.manager_id
  FROM people v
  JOIN people m ON m.id = v.manager_id
  WHERE v.id = $4
  UNION
  SELECT m.id, m.manager_id
  FROM above a
  JOIN people m ON m.id = a.manager_id
),
below (id) AS (
  SELECT r.id
  FROM people r
  WHERE r.manager_id = $4
  UNION
  SELECT r.id
  FROM below b
  JOIN people r ON r.manager_id = b.id
),
-- Up to 2,001 of those below, whichever are met first.
met AS MATERIALIZED (
  SELECT id
  FROM below
  LIMIT 2001
)
SELECT f.username, f.display_name, f.department
FROM (
  SELECT 0 AS rank, e.username, e.display_name, e.department, e.search_text
  FROM (
    SELECT f.username, f.display_name, f.department, f.search_text
    FROM (
      SELECT p.username, p.display_name, p.department, p.search_text
      FROM people p
      WHERE name_pieces(p.search_text) @> $6
        AND is_active(p, $2)
        AND p.id IS DISTINCT FROM $4
        AND p.id IS DISTINCT FROM $5
        AND (p.manager_id = (SELECT v.manager_id FROM people v WHERE v.id = $4)
          OR p.id IN (SELECT id FROM above)
          OR p.id IN (SELECT id FROM met)
          -- Whoever has so many below that they were not all met is asked about one by one: few of them have to be.
          OR (SELECT count(*) FROM met) > 2000
            AND EXISTS (
              WITH RECURSIVE up (manager_id) AS (
                SELECT p.manager_id
                UNION
                SELECT m.manager_id
                FROM up
                JOIN people m ON m.id = up.manager_id
              )
              SELECT FROM up WHERE up.manager_id = $4))
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
      AND (p.manager_id = (SELECT v.manager_id FROM people v WHERE v.id = $4)
        OR p.id IN (SELECT id FROM above)
        OR p.id IN (SELECT id FROM met)
        -- Whoever has so many below that they were not all met is asked about one by one: few of them have to be.
        OR (SELECT count(*) FROM met) > 2000
          AND EXISTS (
            WITH RECURSIVE up (manager_id) AS (
              SELECT p.manager_id
              UNION
              SELECT m.manager_id
              FROM up
              JOIN people m ON m.id = up.manager_id
            )
            SELECT FROM up WHERE up.manager_id = $4))
    ORDER BY p.search_text USING ~<~
    LIMIT $3
  )
) f
ORDER BY f.rank, f.search_text USING ~<~
