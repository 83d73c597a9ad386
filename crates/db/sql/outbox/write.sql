-- Writes messages; one that is there already stays as it is.
-- $1 when, $2 to whom, $3 keys, $4 what each says, $5 the task that it is about (null: none); as many of each.
INSERT INTO outbox (at, person_id, event_key, event, task_id)
SELECT n.at, n.person_id, n.event_key, n.event, n.task_id
FROM unnest($1::timestamptz[], $2::bigint[], $3::text[], $4::jsonb[], $5::uuid[]) AS n (at, person_id, event_key, event, task_id)
ON CONFLICT (person_id, event_key) DO NOTHING
