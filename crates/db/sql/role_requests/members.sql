-- Whether each person is to be a member of the group of the role beside them (R13), in the order of the pairs.
-- $1 now, $2 people, $3 roles (as many).
SELECT EXISTS (SELECT FROM members($1) m WHERE m.person_id = n.person_id AND m.role_id = n.role_id) AS is_member
FROM unnest($2::bigint[], $3::bigint[]) WITH ORDINALITY AS n (person_id, role_id, place)
ORDER BY n.place
