-- A channel works. If it could not be reached before, what waits because of that is due at once.
-- $1 the channel, $2 now.
WITH back AS (
  UPDATE delivery_channels
  SET paused_until = NULL, error = NULL
  WHERE channel = $1
    AND error IS NOT NULL
  RETURNING channel
)
UPDATE deliveries d
SET due_at = $2
FROM back
WHERE d.channel = back.channel
  AND d.state = 'pending'
  AND d.lease IS NULL
  AND d.due_at > $2
