-- Takes away what these people hold of these roles by hand or by request, pair by pair.
-- $1 people, $2 roles (as many), $3 by whom, $4 the instant.
UPDATE grants g
SET revoked_at = greatest($4, g.granted_at), revoked_by = $3
FROM (
  -- Locked in one order, whoever takes them.
  SELECT held.id
  FROM unnest($1::bigint[], $2::bigint[]) w (person_id, role_id)
  JOIN grants held ON held.person_id = w.person_id AND held.role_id = w.role_id
  WHERE held.revoked_at IS NULL
    AND held.source IN ('by_hand', 'request')
  ORDER BY held.id
  FOR UPDATE OF held
) taken
WHERE g.id = taken.id
