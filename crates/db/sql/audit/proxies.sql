-- Everybody who did something in a delegator's name, by name (R23). Costs an index probe a person, not a row an entry.
-- $1 whose name.
WITH RECURSIVE found (id) AS (
  (SELECT n.proxy_id FROM audit_in_name_of n WHERE n.delegator_id = $1 ORDER BY n.proxy_id LIMIT 1)
  UNION ALL
  SELECT (
    SELECT n.proxy_id
    FROM audit_in_name_of n
    WHERE n.delegator_id = $1
      AND n.proxy_id > f.id
    ORDER BY n.proxy_id
    LIMIT 1
  )
  FROM found f
  WHERE f.id IS NOT NULL
)
SELECT s.shown_name AS display_name, s.username
FROM found f
JOIN people p ON p.id = f.id
JOIN shown_people s ON s.id = f.id
ORDER BY p.search_text, p.id
