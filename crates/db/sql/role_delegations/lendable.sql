-- The roles that a person holds, has received, or may provision to others; by name. $1 the person, $2 now.
SELECT r.id,
  r.code,
  r.name,
  r.is_granted,
  r.is_autoprovisioned,
  r.is_received,
  r.is_provisionable,
  r.is_enabled,
  r.is_leaving
FROM lendable_roles($1, $2) r
ORDER BY r.name, r.code
