-- Whose work began or ended. $1 by when, $2 after when (null: ever). Who was entered when their work had begun was settled then.
SELECT t.id, bool_or(t.has_left) AS has_left
FROM (
  SELECT p.id, false AS has_left
  FROM people p
  WHERE p.active_from > p.created_at
    AND p.active_from <= $1
    AND p.active_from > coalesce($2, '-infinity'::timestamptz)
  UNION ALL
  SELECT p.id, true
  FROM people p
  WHERE p.active_until <= $1
    AND p.active_until > coalesce($2, '-infinity'::timestamptz)
) t
GROUP BY t.id
ORDER BY t.id
