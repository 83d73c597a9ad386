-- Lets a role name policies (T10), each in the place of the one that it names for the type. $1 the role, $2 types, $3 policies (as many).
INSERT INTO role_policies (role_id, kind, policy_id)
SELECT $1, w.kind, w.policy_id
FROM unnest($2::text[], $3::bigint[]) AS w (kind, policy_id)
ON CONFLICT (role_id, kind) DO UPDATE SET policy_id = excluded.policy_id
