-- Removes answers that were kept long enough, the oldest first, and leaves those alone that somebody else has locked.
-- $1 when the newest of them was given; $2 the most answers.
DELETE FROM api_answers a
USING (
  SELECT o.token_id, o.key
  FROM api_answers o
  WHERE o.at <= $1
  ORDER BY o.at
  LIMIT $2
  FOR UPDATE SKIP LOCKED
) old
WHERE a.token_id = old.token_id
  AND a.key = old.key
