-- One entry of what was done in a delegator's name (R23).
-- $1 whose name, $2 now, $3 the entry.
SELECT e.*
FROM (
  SELECT n.delegator_id, n.entry_id, n.proxy_id, n.role_delegation_id
  FROM audit_in_name_of n
  WHERE n.delegator_id = $1
    AND n.entry_id = $3
) n
CROSS JOIN LATERAL done_in_name_of(n.delegator_id, n.entry_id, n.proxy_id, n.role_delegation_id, $2) e
