-- Active people by username, as each was typed: $1 what was typed, $2 now.
SELECT t.typed, p.id
FROM unnest($1::text[]) AS t (typed)
JOIN people p ON lower(p.username) = lower(t.typed)
WHERE is_active(p, $2)
