-- Takes new messages and makes a delivery for each channel that its reader wants.
-- $1 now, $2 the most messages, $3 the channels that are configured.
WITH taken AS (
  SELECT o.id
  FROM outbox o
  WHERE o.pending
  ORDER BY o.id
  LIMIT $2
  FOR UPDATE SKIP LOCKED
),
done AS (
  UPDATE outbox o
  SET pending = false
  FROM taken
  WHERE o.id = taken.id
  RETURNING o.id, o.person_id
),
made AS (
  INSERT INTO deliveries (outbox_id, channel, due_at, created_at)
  SELECT d.id, c.channel, $1, $1
  FROM done d
  JOIN people p ON p.id = d.person_id AND p.email IS NOT NULL AND is_active(p, $1)
  LEFT JOIN notification_settings s ON s.person_id = p.id
  CROSS JOIN unnest($3::text[]) c (channel)
  WHERE CASE c.channel WHEN 'email' THEN coalesce(s.email, true) ELSE coalesce(s.slack, true) END
  ON CONFLICT DO NOTHING
)
SELECT count(*) AS count
FROM done
