-- Removes messages of which nothing is still to be delivered, with their deliveries.
-- $1 written before then, $2 the most, $3 the id from which on messages are newer than that.
-- That an owner was told of a delegate who has left is what keeps them from being told again, and stays: these few are read again each
-- time, and nothing that is newer.
WITH old AS (
  SELECT o.id
  FROM outbox o
  WHERE o.at < $1
    AND NOT o.pending
    AND o.id < $3
    AND o.event_key NOT LIKE 'rule:%:delegate_inactive'
    AND NOT EXISTS (SELECT FROM deliveries d WHERE d.outbox_id = o.id AND d.state IN ('pending', 'failed'))
  ORDER BY o.id
  LIMIT $2
  FOR UPDATE SKIP LOCKED
),
gone AS (
  DELETE FROM deliveries d
  USING old
  WHERE d.outbox_id = old.id
)
DELETE FROM outbox o
USING old
WHERE o.id = old.id
