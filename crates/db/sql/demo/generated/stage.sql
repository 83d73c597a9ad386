-- Makes the tasks of a generated organisation with the numbers from $1 to $2, of $3. One task in twenty is open: every second of the
-- newest tenth. Numbers and ids grow with time, as real ones do. Of a person and role only the newest is open (T15): places come round
-- every `people - 1` numbers, and what falls to a leaver's place goes to their neighbour.
-- $4 the first person, $5 how many people, $6 the remainder that the places of leavers leave when divided by $7, $8 how many kinds
-- there are besides the first, $9 now; the kinds: $10 roles, $11 their names, $12 policies, $13 their names, $14 steps as JSON,
-- $15 pools (null: the manager is asked), $16 whether rules are followed; as many of each.
INSERT INTO generated (id, number, role_id, role_name, policy_id, policy_name, steps, pool_id, title, subject_id, manager_id, assignee_id,
  rule_delegate_id, hop, approved, created_at, closed_at)
SELECT
  (lpad(to_hex((extract(epoch FROM t.created_at) * 1000)::bigint), 12, '0') || '7' || substr(t.print, 1, 3) || '8'
    || substr(t.print, 4, 15))::uuid,
  t.number,
  k.role,
  k.role_name,
  k.policy,
  k.policy_name,
  k.steps::jsonb,
  k.pool,
  'Grant ' || k.role_name || ' to ' || p.display_name,
  p.id,
  m.id,
  CASE WHEN k.allow_delegation AND r.delegate_id <> p.id THEN r.delegate_id ELSE m.id END,
  r.delegate_id,
  k.allow_delegation AND r.delegate_id <> p.id,
  t.number % 10 <> 9,
  t.created_at,
  CASE
    WHEN t.number > $3::bigint / 10 * 9
      AND t.number % 2 = 0
      AND t.place % $7 <> $6
      AND NOT EXISTS (
        SELECT FROM generate_series(t.number + $5::bigint - 1, $3, $5 - 1) AS later
        WHERE later % 2 = 0
          AND CASE WHEN later % 100 = 0 THEN 1 ELSE 2 + later % $8 END = k.place)
      THEN NULL
    ELSE least(t.created_at + (1 + t.number % 90) * interval '1 hour', $9)
  END
FROM (
  SELECT n AS number,
    md5(n::text) AS print,
    $9::timestamptz - interval '1 minute' - interval '1000 days' * (($3 - n)::float8 / $3) AS created_at,
    n * 2654435761 % ($5::bigint - 1) + 1 AS place
  FROM generate_series($1::bigint, $2::bigint) AS n
) AS t
JOIN people p ON p.id = $4 + CASE WHEN t.place % $7 = $6 THEN least(t.place + 1, $5::bigint - 1) ELSE t.place END
JOIN people m ON m.id = p.manager_id
JOIN unnest($10::bigint[], $11::text[], $12::bigint[], $13::text[], $14::text[], $15::bigint[], $16::boolean[]) WITH ORDINALITY
  AS k (role, role_name, policy, policy_name, steps, pool, allow_delegation, place)
  ON k.place = CASE WHEN t.number % 100 = 0 THEN 1 ELSE 2 + t.number % $8 END
LEFT JOIN delegation_rules r
  ON r.owner_id = m.id
  AND r.starts_at <= t.created_at
  AND (r.ends_at IS NULL OR t.created_at < r.ends_at)
  AND k.pool IS NULL
