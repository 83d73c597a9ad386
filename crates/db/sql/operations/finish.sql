-- Ends an operation of which nothing is pending, with its counts. $1 its id; $2 now.
UPDATE operations o
SET finished_at = greatest($2, created_at),
  leased_by = NULL,
  leased_until = NULL,
  done = c.done,
  failed = c.failed,
  unknown = c.unknown,
  result = result || jsonb_build_object('next_step', c.next_step, 'cancelled', c.cancelled)
FROM (
  SELECT count(*) FILTER (WHERE state = 'done') AS done,
    count(*) FILTER (WHERE state = 'failed') AS failed,
    count(*) FILTER (WHERE state = 'unknown') AS unknown,
    count(*) FILTER (WHERE state = 'pending') AS pending,
    count(*) FILTER (WHERE outcome = 'next_step') AS next_step,
    count(*) FILTER (WHERE outcome = 'cancelled') AS cancelled
  FROM operation_items
  WHERE operation_id = $1
) c
WHERE o.id = $1
  AND o.finished_at IS NULL
  AND c.pending = 0
RETURNING o.total, o.done, o.failed, o.unknown, c.next_step, c.cancelled
