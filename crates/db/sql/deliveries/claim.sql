-- Claims deliveries of a channel that are due; none while the channel rests.
-- $1 the channel, $2 now, $3 the most deliveries, $4 the lease, $5 until when it lasts.
WITH due AS (
  SELECT d.outbox_id, d.channel
  FROM deliveries d
  WHERE d.state = 'pending'
    AND d.channel = $1
    AND d.due_at <= $2
    AND NOT EXISTS (SELECT FROM delivery_channels c WHERE c.channel = $1 AND c.paused_until > $2)
  ORDER BY d.due_at, d.outbox_id
  LIMIT $3
  FOR UPDATE SKIP LOCKED
),
taken AS (
  UPDATE deliveries d
  SET lease = $4, due_at = $5, attempts = d.attempts + 1
  FROM due
  WHERE d.outbox_id = due.outbox_id
    AND d.channel = due.channel
  RETURNING d.outbox_id, d.channel, d.attempts
)
SELECT t.outbox_id,
  t.attempts,
  o.at,
  o.event_key,
  o.event,
  o.task_id,
  o.person_id,
  p.display_name,
  p.email,
  is_active(p, $2)
    AND CASE t.channel WHEN 'email' THEN coalesce(s.email, true) ELSE coalesce(s.slack, true) END AS wanted,
  u.user_id AS slack_user
FROM taken t
JOIN outbox o ON o.id = t.outbox_id
JOIN people p ON p.id = o.person_id
LEFT JOIN notification_settings s ON s.person_id = p.id
LEFT JOIN slack_users u ON u.person_id = p.id AND u.email = p.email
ORDER BY t.outbox_id
