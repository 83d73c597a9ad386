-- Role provisioning rules by name, with the roles that they name. $1 the only one (null: all of them), $2 the most of them.
SELECT r.id, r.name, r.department, r.job, r.location, r.is_manager, r.version, r.changed_by, c.shown_name AS changed_by_name,
  r.changed_at,
  coalesce(
    (
      SELECT jsonb_agg(
        jsonb_build_object(
          'id', o.id,
          'code', o.code,
          'name', o.name,
          'autoprovision', m.autoprovision,
          'provisionable', m.provisionable,
          'provisionable_by_upgrade', m.provisionable_by_upgrade,
          'requestable', m.requestable,
          'self_requestable', m.self_requestable,
          'is_administrative', EXISTS (SELECT FROM administrative_roles a WHERE a.role_id = o.id)
        )
        ORDER BY o.name, o.id
      )
      FROM role_provisioning_rule_roles m
      JOIN roles o ON o.id = m.role_id
      WHERE m.rule_id = r.id
    ),
    '[]'
  ) AS roles
FROM role_provisioning_rules r
LEFT JOIN shown_people c ON c.id = r.changed_by
WHERE $1::bigint IS NULL
  OR r.id = $1
ORDER BY r.name, r.id
LIMIT $2
