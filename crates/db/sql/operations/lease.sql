-- Takes a lease on an operation that nobody works on: on the one wanted, or on the one that was continued longest ago. Answers in
-- whose name it goes on: of who resumed it last, or else of who started it.
-- $1 which (null: any); $2 who takes it; $3 now; $4 until when; $5 a lease that ends later than this was taken before the clock went
-- back; $6 the kinds that are known: a newer version may write others into the same database.
UPDATE operations
SET leased_by = $2,
  leased_until = $4,
  continued_at = $3
WHERE id = (
  SELECT o.id
  FROM operations o
  WHERE o.finished_at IS NULL
    AND ($1::uuid IS NULL OR o.id = $1)
    AND o.kind = ANY($6::text[])
    AND (o.leased_until IS NULL OR o.leased_until <= $3 OR o.leased_until > $5)
  ORDER BY o.continued_at, o.id
  LIMIT 1
  FOR UPDATE SKIP LOCKED
)
RETURNING id,
  kind,
  person_id,
  resumed_by,
  coalesce(resumed_through, through) AS through,
  CASE WHEN resumed_by IS NULL THEN request_id ELSE resumed_request_id END AS request_id,
  CASE WHEN resumed_by IS NULL THEN client_request_id ELSE resumed_client_request_id END AS client_request_id,
  input
