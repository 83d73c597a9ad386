-- Open tasks that ask some people, or the pools of some roles, and wait on nobody who may decide (T7, T12, R22): assigned to somebody
-- inactive, to a pool none of whose members may decide (small pools only: more holders than a step can bar leave somebody eligible), or
-- to a second person who could no longer do what they are asked to approve. $1: now; $2: people; $3: roles; $4: the most tasks.
WITH pools AS MATERIALIZED (
  SELECT u.id
  FROM unnest($3::bigint[]) u (id)
  WHERE (
    SELECT count(*)
    FROM (
      SELECT
      FROM held_roles($1) h
      JOIN people p ON p.id = h.person_id AND is_active(p, $1)
      WHERE h.role_id = u.id
      LIMIT 70) few) < 70
)
SELECT DISTINCT found.task_id
FROM (
  SELECT a.task_id
  FROM people p
  JOIN task_assignments a ON a.person_id = p.id AND a.released_at IS NULL
  WHERE p.id = ANY ($2)
    AND NOT is_active(p, $1)
  UNION ALL
  SELECT a.task_id
  FROM pools
  JOIN task_assignments a ON a.pool_role_id = pools.id AND a.released_at IS NULL
  WHERE NOT EXISTS (
    SELECT
    FROM held_roles($1) h
    JOIN people p ON p.id = h.person_id AND is_active(p, $1)
    WHERE h.role_id = pools.id
      AND h.person_id <> ALL (a.barred)
      AND coalesce(h.delegator_id <> ALL (a.barred), true))
  UNION ALL
  SELECT t.id
  FROM task_assignments a
  JOIN tasks t ON t.id = a.task_id
  WHERE a.person_id = ANY ($2)
    AND a.released_at IS NULL
    AND t.state = 'open'
    AND (t.steps -> (t.position - 1) ->> 'approver') = 'administrators'
    AND (EXISTS (
        SELECT
        FROM (
          SELECT rp.privilege
          FROM role_privileges rp
          WHERE rp.role_id = t.role_id AND t.role_change IS NULL
          UNION ALL
          SELECT jsonb_array_elements_text(t.role_change #> '{definition,privileges}')) needed
        WHERE is_administrative(needed.privilege)
          AND NOT EXISTS (
            SELECT
            FROM grants g
            JOIN roles r ON r.id = g.role_id AND r.data_scope = 'everyone'
            JOIN role_privileges own ON own.role_id = r.id AND own.privilege = needed.privilege
            WHERE g.person_id = a.person_id AND g.revoked_at IS NULL))
      OR (t.role_change IS NOT NULL
        AND EXISTS (SELECT FROM held_roles($1) h WHERE h.person_id = a.person_id AND h.role_id = t.role_id)))) found
ORDER BY found.task_id
LIMIT $4
