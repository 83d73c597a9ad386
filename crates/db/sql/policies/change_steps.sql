-- Writes steps of a policy anew where they stand: $1 the policy, $2 the steps with their ids, as an array of documents.
UPDATE policy_steps s
SET approver = n.approver,
  approver_role_id = n.role,
  allow_delegation = n.allow_delegation,
  allow_self_approval = n.allow_self_approval,
  distinct_approvers = n.distinct_approvers,
  allow_reassignment = n.allow_reassignment,
  reason_to_approve = n.reason_to_approve,
  reason_to_deny = n.reason_to_deny,
  fallback_id = n.fallback
FROM jsonb_to_recordset($2) AS n (
  id bigint,
  approver text,
  role bigint,
  allow_delegation boolean,
  allow_self_approval boolean,
  distinct_approvers boolean,
  allow_reassignment boolean,
  reason_to_approve boolean,
  reason_to_deny boolean,
  fallback bigint
)
WHERE s.policy_id = $1
  AND s.id = n.id
