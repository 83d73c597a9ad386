-- Removes browsers whose time is over, the oldest first, and leaves those alone that somebody else has locked.
-- $1 now; $2 the most browsers.
DELETE FROM known_browsers
WHERE (id_hash, person_id) IN (
  SELECT b.id_hash, b.person_id
  FROM known_browsers b
  WHERE b.expires_at <= $1
  ORDER BY b.expires_at
  LIMIT $2
  FOR UPDATE SKIP LOCKED
)
