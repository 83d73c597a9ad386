-- Takes away what these people hold of these roles by hand or by request, pair by pair.
-- $1 people, $2 roles (as many), $3 by whom, $4 the instant.
UPDATE grants g
SET revoked_at = greatest($4, g.granted_at), revoked_by = $3
FROM (SELECT DISTINCT w.person_id, w.role_id FROM unnest($1::bigint[], $2::bigint[]) w (person_id, role_id)) taken
WHERE g.person_id = taken.person_id
  AND g.role_id = taken.role_id
  AND g.revoked_at IS NULL
  AND g.source IN ('by_hand', 'request')
