-- Values at Site level, and those at User level of one option of the people in the reader's data scope (D).
-- $1 the reader, $2 now, $3 the privilege by which they read, $4 the option (null: Site level alone), $5 the most rows,
-- $6 the options that this version knows.
WITH
-- What the reader holds, as `access` reads it for any instant: here for the present one.
held AS MATERIALIZED (
  SELECT g.role_id, NULL::bigint AS delegator_id
  FROM grants g
  JOIN people p ON p.id = g.person_id
  WHERE g.person_id = $1
    AND g.revoked_at IS NULL
    AND coalesce(
      (
        SELECT (h.disabled_at IS NULL OR $2 < h.disabled_at)
          AND (h.active_from IS NULL OR h.active_from <= $2)
          AND (h.active_until IS NULL OR $2 < h.active_until)
        FROM activity_history h
        WHERE h.person_id = p.id
          AND $2 < h.until_at
        ORDER BY h.until_at
        LIMIT 1
      ),
      (p.disabled_at IS NULL OR $2 < p.disabled_at)
        AND (p.active_from IS NULL OR p.active_from <= $2)
        AND (p.active_until IS NULL OR $2 < p.active_until)
    )
  UNION ALL
  SELECT d.role_id, d.delegator_id
  FROM role_delegations d
  JOIN people p ON p.id = d.proxy_id
  JOIN people o ON o.id = d.delegator_id
  WHERE d.proxy_id = $1
    AND d.begun_at IS NOT NULL
    AND d.ended_at IS NULL
    AND (d.not_after IS NULL OR $2 < d.not_after)
    AND coalesce(
      (
        SELECT (h.disabled_at IS NULL OR $2 < h.disabled_at)
          AND (h.active_from IS NULL OR h.active_from <= $2)
          AND (h.active_until IS NULL OR $2 < h.active_until)
        FROM activity_history h
        WHERE h.person_id = p.id
          AND $2 < h.until_at
        ORDER BY h.until_at
        LIMIT 1
      ),
      (p.disabled_at IS NULL OR $2 < p.disabled_at)
        AND (p.active_from IS NULL OR p.active_from <= $2)
        AND (p.active_until IS NULL OR $2 < p.active_until)
    )
    AND coalesce(
      (
        SELECT (h.disabled_at IS NULL OR $2 < h.disabled_at)
          AND (h.active_from IS NULL OR h.active_from <= $2)
          AND (h.active_until IS NULL OR $2 < h.active_until)
        FROM activity_history h
        WHERE h.person_id = o.id
          AND $2 < h.until_at
        ORDER BY h.until_at
        LIMIT 1
      ),
      (o.disabled_at IS NULL OR $2 < o.disabled_at)
        AND (o.active_from IS NULL OR o.active_from <= $2)
        AND (o.active_until IS NULL OR $2 < o.active_until)
    )
    AND (
      EXISTS (
        SELECT FROM grants g
        WHERE g.person_id = o.id
          AND g.role_id = d.role_id
          AND g.granted_at <= $2
          AND (g.revoked_at IS NULL OR $2 < g.revoked_at)
      )
      OR EXISTS (
        SELECT FROM role_provisioning_rule_roles r
        JOIN role_provisioning_rules u ON u.id = r.rule_id
        WHERE r.role_id = d.role_id
          AND r.provisionable
          AND (u.department IS NULL OR u.department = o.department)
          AND (u.job IS NULL OR u.job = o.job)
          AND (u.location IS NULL OR u.location = o.location)
          AND (u.is_manager IS NULL OR u.is_manager = EXISTS (SELECT FROM people m WHERE m.manager_id = o.id))
      )
    )
)
SELECT v.code AS option,
  v.person_id,
  p.username,
  p.shown_name AS display_name,
  v.value,
  v.version,
  v.changed_by,
  c.shown_name AS changed_by_name,
  v.changed_at
FROM profile_values v
LEFT JOIN shown_people p ON p.id = v.person_id
LEFT JOIN shown_people c ON c.id = v.changed_by
WHERE v.person_id IS NULL AND v.code = ANY ($6::text[])
  OR v.code = $4 AND EXISTS (
    -- Everybody above the person, and they themselves.
    WITH RECURSIVE up (id, manager_id) AS (
      SELECT u.id, u.manager_id FROM people u WHERE u.id = v.person_id
      UNION
      SELECT u.id, u.manager_id FROM up JOIN people u ON u.id = up.manager_id
    )
    SELECT
    FROM held h
    JOIN roles r ON r.id = h.role_id
    JOIN role_privileges rp ON rp.role_id = h.role_id AND rp.privilege = $3
    -- Who acts on behalf of others by a delegation never does so for the person who lent it (R16); otherwise the delegator's scope
    -- counts, where there is one, and nothing of the proxy's (R14).
    WHERE ($3 <> 'manage_user_accounts' OR h.delegator_id IS DISTINCT FROM v.person_id)
      AND CASE r.data_scope
        WHEN 'everyone' THEN true
        WHEN 'own' THEN v.person_id = coalesce(h.delegator_id, $1)
        WHEN 'reports' THEN EXISTS (SELECT FROM up WHERE up.manager_id = coalesce(h.delegator_id, $1))
        ELSE coalesce(
          (SELECT m.department FROM people m WHERE m.id = v.person_id)
            = (SELECT m.department FROM people m WHERE m.id = coalesce(h.delegator_id, $1)),
          false
        )
      END
  )
ORDER BY v.person_id IS NOT NULL, p.display_name, v.id
LIMIT $5
