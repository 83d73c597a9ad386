-- Saves many delegation rules: $1 owners, $2 delegates, $3 kinds, $4 first days, $5 last days, $6 first instants, $7 first instants
-- after, $8 whether the owner keeps a copy, $9 when each was saved; as many of each.
INSERT INTO delegation_rules (owner_id, delegate_id, kind, starts_on, ends_on, starts_at, ends_at, keep_copy, saved_by, saved_at)
SELECT n.owner, n.delegate, n.kind, n.starts_on, n.ends_on, n.starts_at, n.ends_at, n.keep_copy, n.owner, n.saved_at
FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::date[], $5::date[], $6::timestamptz[], $7::timestamptz[], $8::boolean[],
  $9::timestamptz[])
  AS n (owner, delegate, kind, starts_on, ends_on, starts_at, ends_at, keep_copy, saved_at)
