-- How much the file changes.
SELECT (SELECT count(*) FROM import_people) AS people, c.created, c.updated, g.granted, g.revoked
FROM (
  SELECT count(*) FILTER (WHERE is_new) AS created, count(*) FILTER (WHERE NOT is_new) AS updated
  FROM import_changes
) c
CROSS JOIN (
  SELECT count(*) FILTER (WHERE grant_id IS NULL) AS granted, count(grant_id) AS revoked
  FROM import_grants
) g
