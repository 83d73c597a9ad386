-- What generating tasks begins with: the temporary table that holds them, which goes with the transaction.
CREATE TEMP TABLE generated (
  id uuid,
  number bigint,
  role_id bigint,
  role_name text,
  policy_id bigint,
  policy_name text,
  steps jsonb,
  pool_id bigint,
  title text,
  subject_id bigint,
  manager_id bigint,
  assignee_id bigint,
  rule_delegate_id bigint,
  hop boolean,
  approved boolean,
  created_at timestamptz,
  closed_at timestamptz
) ON COMMIT DROP;
SET LOCAL jit = off;
