-- What one proxy did in a delegator's name, the newest first (R23).
-- $1 whose name, $2 now, $3 the entry below which it begins, $4 how many, $5 the proxy's username.
-- The entries are found by an index before anything is joined to them, and their number stands here: of a parameter the planner takes
-- a tenth of all there are, and would read the whole log for them.
SELECT e.*
FROM (
  SELECT n.delegator_id, n.entry_id, n.proxy_id, n.role_delegation_id
  FROM audit_in_name_of n
  WHERE n.delegator_id = $1
    AND n.entry_id < $3
    -- There is an index of usernames in small letters only.
    AND n.proxy_id = (SELECT p.id FROM people p WHERE lower(p.username) = lower($5) AND p.username = $5)
  ORDER BY n.entry_id DESC
  LIMIT 51
) n
CROSS JOIN LATERAL done_in_name_of(n.delegator_id, n.entry_id, n.proxy_id, n.role_delegation_id, $2) e
ORDER BY n.entry_id DESC
LIMIT $4
