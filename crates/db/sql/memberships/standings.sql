-- Whether each of these people is to be a member of the group of each role (R13), pair by pair and in their order.
-- $1 usernames, $2 codes of roles (as many), $3 the instant.
SELECT p.id AS person_id,
  EXISTS (SELECT FROM members($3) m WHERE m.person_id = p.id AND m.role_id = r.id) AS is_member
FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS w (username, role, place)
LEFT JOIN people p ON lower(p.username) = lower(w.username)
LEFT JOIN roles r ON r.code = w.role
ORDER BY w.place
