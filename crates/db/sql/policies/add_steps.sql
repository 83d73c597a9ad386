-- Adds steps to a policy: $1 the policy, $2 the steps with their places, as an array of documents.
INSERT INTO policy_steps (policy_id, position, approver, approver_role_id, allow_delegation, allow_self_approval, distinct_approvers,
  allow_reassignment, reason_to_approve, reason_to_deny, fallback_id)
SELECT $1,
  n.position,
  n.approver,
  n.role,
  n.allow_delegation,
  n.allow_self_approval,
  n.distinct_approvers,
  n.allow_reassignment,
  n.reason_to_approve,
  n.reason_to_deny,
  n.fallback
FROM jsonb_to_recordset($2) AS n (
  position smallint,
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
ORDER BY n.position
