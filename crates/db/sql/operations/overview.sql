-- One operation and how far it is. $1 its id.
-- While it is under way its items say what is done; a finished one keeps the counts of what is done and unknown, and the items
-- that failed. What goes by batches keeps counts only.
SELECT o.id,
  o.kind,
  o.person_id,
  o.resumed_by,
  p.shown_name AS started_by,
  r.shown_name AS resumed_by_name,
  o.through,
  o.input,
  o.total,
  CASE
    WHEN o.kind IN ('decide', 'reassign', 'comment') AND o.finished_at IS NULL THEN i.done
    ELSE o.done
  END AS done,
  CASE WHEN o.kind IN ('decide', 'reassign', 'comment') THEN i.failed ELSE o.failed END AS failed,
  o.unknown + i.unknown AS unknown,
  CASE
    WHEN o.finished_at IS NULL THEN i.next_step
    ELSE coalesce((o.result ->> 'next_step')::bigint, 0)
  END AS next_step,
  CASE
    WHEN o.finished_at IS NULL THEN i.cancelled
    ELSE coalesce((o.result ->> 'cancelled')::bigint, 0)
  END AS cancelled,
  o.result ->> 'stopped' AS stopped,
  i.has_wrong_field,
  o.created_at,
  o.finished_at
FROM operations o
LEFT JOIN shown_people p ON p.id = o.person_id
LEFT JOIN shown_people r ON r.id = o.resumed_by
CROSS JOIN LATERAL (
  SELECT count(*) FILTER (WHERE state = 'done') AS done,
    count(*) FILTER (WHERE state = 'failed') AS failed,
    count(*) FILTER (WHERE state = 'unknown') AS unknown,
    count(*) FILTER (WHERE outcome = 'next_step') AS next_step,
    count(*) FILTER (WHERE outcome = 'cancelled') AS cancelled,
    coalesce(bool_or(field IS NOT NULL), false) AS has_wrong_field
  FROM operation_items
  WHERE operation_id = o.id
) i
WHERE o.id = $1
