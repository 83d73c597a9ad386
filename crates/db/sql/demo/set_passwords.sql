-- Sets many people's password hashes, each their own: $1 usernames, $2 hashes (as many), $3 now.
UPDATE people p
SET password_hash = n.hash, updated_at = $3
FROM unnest($1::text[], $2::text[]) AS n (username, hash)
WHERE lower(p.username) = lower(n.username)
