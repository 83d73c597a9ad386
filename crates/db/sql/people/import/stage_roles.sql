-- Stages the roles of rows of the file: $1 lines, $2 roles (as many).
INSERT INTO import_roles (line, role_id)
SELECT n.line, n.role_id
FROM unnest($1::bigint[], $2::bigint[]) AS n (line, role_id)
