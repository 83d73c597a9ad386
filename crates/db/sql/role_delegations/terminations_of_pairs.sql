-- Some delegations that end for good (R12), by id: of what these people delegated of these roles, pair by pair. $3 people, $4 roles (as many).
-- $1 now, $2 the most.
SELECT t.id,
  t.version,
  t.begun_at,
  t.not_after,
  t.has_proxy_left,
  t.has_delegator_left,
  t.is_role_kept,
  t.left_at,
  t.delegator_id,
  o.shown_name AS delegator_name,
  o.username AS delegator_username,
  t.proxy_id,
  x.shown_name AS proxy_name,
  x.username AS proxy_username,
  r.code AS role_code,
  r.name AS role_name,
  coalesce(t.time_zone, (SELECT s.value FROM profile_values s WHERE s.code = 'SITE_TIME_ZONE' AND s.person_id IS NULL), 'Etc/UTC') AS zone,
  EXISTS (SELECT FROM administrative_roles a WHERE a.role_id = t.role_id) AS is_administrative
FROM (
  SELECT f.*
  FROM terminations($1) f
  WHERE (f.delegator_id, f.role_id) IN (SELECT n.person, n.role FROM unnest($3::bigint[], $4::bigint[]) n (person, role))
  ORDER BY f.id
  LIMIT $2
) t
JOIN shown_people o ON o.id = t.delegator_id
JOIN shown_people x ON x.id = t.proxy_id
JOIN roles r ON r.id = t.role_id
ORDER BY t.id
