-- Saves rules and answers their ids, in the order in which the rules are given.
-- $1 owners, $2 delegates, $3 kinds, $4 first and $5 last days (null: permanent), $6 when each begins and $7 ends (null: never),
-- $8 whether the owner gets a copy, $9 who saves it, $10 when; as many of each.
WITH saved AS (
  INSERT INTO delegation_rules (owner_id, delegate_id, kind, starts_on, ends_on, starts_at, ends_at, keep_copy, saved_by, saved_at)
  SELECT n.owner_id, n.delegate_id, n.kind, n.starts_on, n.ends_on, n.starts_at, n.ends_at, n.keep_copy, n.saved_by, n.saved_at
  FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::date[], $5::date[], $6::timestamptz[], $7::timestamptz[], $8::boolean[],
    $9::bigint[], $10::timestamptz[])
    AS n (owner_id, delegate_id, kind, starts_on, ends_on, starts_at, ends_at, keep_copy, saved_by, saved_at)
  RETURNING id, owner_id
)
SELECT s.id
FROM unnest($1) WITH ORDINALITY AS o (owner_id, place)
JOIN saved s USING (owner_id)
ORDER BY o.place
