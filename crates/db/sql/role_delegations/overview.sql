-- What a person has lent and received, the newest start first, and how the roles stand to them, by name: one document, which is a round
-- trip less. Everything that may still give something, and the newest of what is over.
-- $1 the person, $2 now, $3 the most of what is over on either side.
SELECT jsonb_build_object(
  'delegations', coalesce((
    SELECT jsonb_agg(to_jsonb(d) ORDER BY d.starts_on DESC, d.id DESC)
    FROM (
      (
        SELECT id
        FROM role_delegations
        WHERE delegator_id = $1
          AND ended_at IS NULL
          AND cancelled_at IS NULL
      )
      UNION ALL
      (
        SELECT id
        FROM role_delegations
        WHERE delegator_id = $1
          AND (ended_at IS NOT NULL OR cancelled_at IS NOT NULL)
        ORDER BY starts_on DESC
        LIMIT $3
      )
      UNION ALL
      (
        SELECT id
        FROM role_delegations
        WHERE proxy_id = $1
          AND ended_at IS NULL
          AND cancelled_at IS NULL
      )
      UNION ALL
      (
        SELECT id
        FROM role_delegations
        WHERE proxy_id = $1
          AND (ended_at IS NOT NULL OR cancelled_at IS NOT NULL)
        ORDER BY starts_on DESC
        LIMIT $3
      )
    ) l
    JOIN shown_delegations d ON d.id = l.id
  ), '[]'),
  'roles', coalesce((SELECT jsonb_agg(to_jsonb(r) ORDER BY r.name, r.code) FROM lendable_roles($1, $2) r), '[]')
) AS record
