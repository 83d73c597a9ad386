-- How many delegations of a role are not over, whatever becomes of *Delegation allowed* (R3): begun, and still to begin.
-- $1 the role, $2 the instant.
SELECT count(*) FILTER (WHERE d.begun_at IS NOT NULL) AS in_force,
  count(*) FILTER (WHERE d.begun_at IS NULL) AS scheduled
FROM open_delegations($2) d
WHERE d.role_id = $1
