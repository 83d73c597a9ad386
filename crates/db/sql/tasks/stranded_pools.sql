-- Open tasks that wait on a pool none of whose members may decide (T12). Only small pools are looked at: more holders than a step can
-- bar leave somebody eligible. $1: now; $2: the most tasks.
WITH pools AS (
  SELECT r.id,
    ARRAY(
      SELECT h.person_id
      FROM held_roles($1) h
      JOIN people p ON p.id = h.person_id AND is_active(p, $1)
      WHERE h.role_id = r.id
      LIMIT 70) AS holders
  FROM roles r
  WHERE EXISTS (SELECT FROM task_assignments a WHERE a.pool_role_id = r.id AND a.released_at IS NULL)
)
SELECT a.task_id
FROM pools
JOIN task_assignments a ON a.pool_role_id = pools.id AND a.released_at IS NULL
WHERE cardinality(pools.holders) < 70
  AND NOT EXISTS (
    SELECT
    FROM held_roles($1) h
    JOIN people p ON p.id = h.person_id AND is_active(p, $1)
    WHERE h.role_id = pools.id
      AND h.person_id <> ALL (a.barred)
      AND coalesce(h.delegator_id <> ALL (a.barred), true))
LIMIT $2
