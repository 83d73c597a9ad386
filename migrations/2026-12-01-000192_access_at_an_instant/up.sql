-- What decides who may do what at an instant, and through what (D), written once: for the check, the list of roles, the chain in
-- words, and whoever was asked. `at` is the instant asked about and `now` the present one; where they are the same, the answer is
-- what is in force. From the present on, what has been taken is taken and what has been given is given, even if a node whose clock
-- is ahead wrote the instant (G9).

-- Whether the facts that held at an instant make somebody active at it.
CREATE FUNCTION was_active(disabled_at timestamptz, active_from timestamptz, active_until timestamptz, at timestamptz)
RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT (disabled_at IS NULL OR at < disabled_at)
    AND (active_from IS NULL OR active_from <= at)
    AND (active_until IS NULL OR at < active_until)
$$;

-- People active at an instant: by the facts that held then, which for the present and the future are today's.
CREATE FUNCTION active_people(at timestamptz) RETURNS SETOF people LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT p.*
  FROM people p
  WHERE coalesce(
    (
      SELECT was_active(h.disabled_at, h.active_from, h.active_until, at)
      FROM activity_history h
      WHERE h.person_id = p.id
        AND at < h.until_at
      ORDER BY h.until_at
      LIMIT 1
    ),
    was_active(p.disabled_at, p.active_from, p.active_until, at))
$$;

-- Whether a grant gives its role at an instant at which its person is active.
CREATE FUNCTION is_given(g grants, at timestamptz, now timestamptz) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT (g.granted_at <= at OR now <= at)
    AND (g.revoked_at IS NULL OR (at < g.revoked_at AND at < now))
$$;

-- Whether a delegation has begun by an instant, by the log.
CREATE FUNCTION has_begun(d role_delegations, at timestamptz, now timestamptz) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT d.begun_at <= at OR (d.begun_at IS NOT NULL AND now <= at)
$$;

-- Whether a delegation is over at an instant, by the log or past its last day (R11).
CREATE FUNCTION has_ended(d role_delegations, at timestamptz, now timestamptz) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT (d.ended_at IS NOT NULL AND (d.ended_at <= at OR now <= at))
    OR coalesce(d.not_after <= at, false)
$$;

-- What is still to be done to delegations, and when it is due (R9). What was carried out and waits for the directory alone has left
-- its mark on the delegation.
CREATE VIEW changes_to_come AS
SELECT q.delegation_id, q.kind, q.due_at
FROM role_requests q
WHERE q.applied_at IS NULL AND q.state IN ('pending', 'in_progress', 'failed');

-- Delegations of a role that its delegator had by grant at an instant, or may provision to others (R2, R12, R20). Rules keep no
-- history: by them, the past is what the log says. Whoever loses a right by a change of a rule loses it in that change, so what had
-- not ended then, and had lost no grant, was kept.
CREATE FUNCTION kept_delegations(at timestamptz) RETURNS SETOF role_delegations LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT d.*
  FROM role_delegations d
  JOIN people o ON o.id = d.delegator_id
  WHERE EXISTS (
      SELECT FROM grants g
      WHERE g.person_id = o.id
        AND g.role_id = d.role_id
        AND g.granted_at <= at
        AND (g.revoked_at IS NULL OR at < g.revoked_at))
    OR EXISTS (
      SELECT FROM role_provisioning_rule_roles r
      JOIN role_provisioning_rules u ON u.id = r.rule_id
      WHERE r.role_id = d.role_id
        AND r.provisionable
        AND (u.department IS NULL OR u.department = o.department)
        AND (u.job IS NULL OR u.job = o.job)
        AND (u.location IS NULL OR u.location = o.location)
        AND (u.is_manager IS NULL OR u.is_manager = EXISTS (SELECT FROM people m WHERE m.manager_id = o.id)))
    OR (d.ended_at IS NOT NULL
      AND at < d.ended_at
      AND NOT EXISTS (
        SELECT FROM grants l
        WHERE l.person_id = o.id
          AND l.role_id = d.role_id
          AND d.begun_at < l.revoked_at
          AND l.revoked_at <= at))
$$;

-- Delegations that give their role at an instant (R11): begun and not over, by the log, or in the future because the job runs on
-- time; nobody in it is inactive, and the delegator has the right to lend it (R12). The end of a single day is written by what begins
-- it, and due at once unless it includes its end date (R8).
CREATE FUNCTION delegations_at(at timestamptz, now timestamptz) RETURNS SETOF role_delegations
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT d.*
  FROM kept_delegations(at) d
  JOIN active_people(at) p ON p.id = d.proxy_id
  JOIN active_people(at) o ON o.id = d.delegator_id
  WHERE NOT has_ended(d, at, now)
    AND (has_begun(d, at, now)
      OR (d.begun_at IS NULL
        AND d.cancelled_at IS NULL
        AND now < at
        AND EXISTS (SELECT FROM changes_to_come c WHERE c.delegation_id = d.id AND c.kind = 'begin' AND c.due_at <= at)))
    AND NOT (now < at
      AND (EXISTS (SELECT FROM changes_to_come c WHERE c.delegation_id = d.id AND c.kind = 'end' AND c.due_at <= at)
        OR (d.begun_at IS NULL
          AND d.ends_on IS NOT NULL
          AND d.starts_on = d.ends_on
          AND NOT d.through_end
          AND EXISTS (SELECT FROM changes_to_come c WHERE c.delegation_id = d.id AND c.kind = 'begin' AND c.due_at < at))))
$$;

-- Who holds roles at an instant, and by what: `source_id` is a grant's id, or a delegation's where there is a delegator. Of people
-- who are active at it.
CREATE FUNCTION holdings_at(at timestamptz, now timestamptz)
RETURNS TABLE (person_id bigint, role_id bigint, delegator_id bigint, source text, source_id bigint)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT g.person_id, g.role_id, NULL::bigint, g.source, g.id
  FROM grants g
  JOIN active_people(at) p ON p.id = g.person_id
  WHERE is_given(g, at, now)
  UNION ALL
  SELECT d.proxy_id, d.role_id, d.delegator_id, 'delegated', d.id
  FROM delegations_at(at, now) d
$$;

-- The same at the present instant, where the log need not be read.
CREATE FUNCTION holdings_now(now timestamptz)
RETURNS TABLE (person_id bigint, role_id bigint, delegator_id bigint, source text, source_id bigint)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT g.person_id, g.role_id, NULL::bigint, g.source, g.id
  FROM grants g
  JOIN people p ON p.id = g.person_id
  WHERE g.revoked_at IS NULL AND is_active(p, now)
  UNION ALL
  SELECT d.proxy_id, d.role_id, d.delegator_id, 'delegated', d.id
  FROM delegations_in_force(now) d
$$;

-- Everybody above a person: the depth of the hierarchy, never its size.
CREATE FUNCTION managers_above(person bigint) RETURNS TABLE (id bigint) LANGUAGE sql STABLE PARALLEL SAFE AS $$
  WITH RECURSIVE up (id, manager_id) AS (
    SELECT p.id, p.manager_id FROM people p WHERE p.id = person
    UNION
    SELECT p.id, p.manager_id FROM up JOIN people p ON p.id = up.manager_id
  )
  SELECT up.manager_id FROM up WHERE up.manager_id IS NOT NULL
$$;

-- Whether a role that a person holds, from a delegator or not, reaches the record of `target` for a privilege: by the delegator's scope
-- where there is one, and nothing of the proxy's (R14). Who acts on behalf of others by a delegation never does so for the person who
-- lent it (R16). One row.
CREATE FUNCTION reach_of(privilege text, data_scope text, person bigint, delegator bigint, target bigint)
RETURNS TABLE (is_reached boolean) LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT (privilege <> 'manage_user_accounts' OR delegator IS DISTINCT FROM target)
    AND CASE data_scope
      WHEN 'everyone' THEN true
      WHEN 'own' THEN target = coalesce(delegator, person)
      WHEN 'reports' THEN coalesce(delegator, person) = ANY (ARRAY(SELECT m.id FROM managers_above(target) m))
      ELSE coalesce(
        (SELECT p.department FROM people p WHERE p.id = target)
          = (SELECT p.department FROM people p WHERE p.id = coalesce(delegator, person)),
        false)
    END
$$;

-- Instants at which people may have become active again: an account was enabled, or a first day came.
CREATE VIEW may_become_active (person_id, at) AS
SELECT h.person_id, unnest(ARRAY[h.until_at, h.active_from]) FROM activity_history h
UNION ALL
SELECT p.id, p.active_from FROM people p;

-- Whether an assignment waited at an instant, as far as now: from when it was asked until it was released. What was released the
-- moment it was asked waited at that moment.
CREATE FUNCTION waited_at(assigned_at timestamptz, released_at timestamptz, at timestamptz, now timestamptz) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT assigned_at <= at
    AND (released_at IS NULL OR at < greatest(released_at, assigned_at + interval '1 microsecond'))
    AND at <= now
$$;

-- Assignments of pools whose role a person held at some instant while they waited, and who was not barred (T17): by grant, or as the
-- proxy of somebody who was not barred either. Whoever has not begun, was cancelled or suspended all the time, or was over before,
-- never held it. What is held is held from when its last condition came true, so it is enough to look at the instants at which one may
-- have done so.
CREATE FUNCTION held_while_asked(person bigint, now timestamptz) RETURNS SETOF task_assignments
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT a.*
  FROM task_assignments a
  WHERE a.pool_role_id IS NOT NULL
    AND person <> ALL (a.barred)
    AND (EXISTS (
        SELECT FROM grants g
        CROSS JOIN LATERAL (
          SELECT unnest(ARRAY[a.assigned_at, g.granted_at])
          UNION ALL
          SELECT b.at FROM may_become_active b WHERE b.person_id = person
        ) i (at)
        JOIN LATERAL active_people(i.at) p ON p.id = g.person_id
        WHERE g.person_id = person
          AND g.role_id = a.pool_role_id
          AND waited_at(a.assigned_at, a.released_at, i.at, now)
          AND is_given(g, i.at, now))
      OR EXISTS (
        SELECT FROM role_delegations d
        CROSS JOIN LATERAL (
          SELECT unnest(ARRAY[a.assigned_at, d.begun_at])
          UNION ALL
          SELECT b.at FROM may_become_active b WHERE b.person_id IN (person, d.delegator_id)
          UNION ALL
          SELECT g.granted_at FROM grants g WHERE g.person_id = d.delegator_id AND g.role_id = d.role_id
        ) i (at)
        JOIN LATERAL kept_delegations(i.at) k ON k.id = d.id
        JOIN LATERAL active_people(i.at) p ON p.id = d.proxy_id
        JOIN LATERAL active_people(i.at) o ON o.id = d.delegator_id
        WHERE has_begun(d, i.at, now)
          AND NOT has_ended(d, i.at, now)
          AND d.proxy_id = person
          AND d.delegator_id <> ALL (a.barred)
          AND d.role_id = a.pool_role_id
          AND d.begun_at IS NOT NULL
          AND waited_at(a.assigned_at, a.released_at, i.at, now)))
$$;

-- What the page *Done in my name* says of an entry of the audit log (R23): of what `actor` did in the name of `delegator`, through the
-- role delegation `delegated` (null: a task came from them). One row.
CREATE FUNCTION done_in_name_of(delegator bigint, entry bigint, actor bigint, delegated bigint, now timestamptz)
RETURNS TABLE (
  id bigint,
  at timestamptz,
  proxy text,
  proxy_username text,
  action text,
  object_kind text,
  object_id text,
  concerns text,
  concerns_username text,
  on_behalf_of text,
  on_behalf_of_username text,
  before jsonb,
  after jsonb,
  named_role text,
  policy text,
  role text,
  delegation bigint,
  version integer,
  is_in_force boolean
) LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT l.id,
    l.at,
    x.shown_name,
    x.username,
    l.action,
    l.object_kind,
    l.object_id,
    c.shown_name,
    c.username,
    b.shown_name,
    b.username,
    l.before,
    l.after,
    m.name,
    p.name,
    r.name,
    d.id,
    d.version,
    EXISTS (SELECT FROM delegations_in_force(now) f WHERE f.id = d.id)
  FROM audit_log l
  JOIN shown_people x ON x.id = actor
  LEFT JOIN shown_people c ON c.id = l.concerns_id
  LEFT JOIN shown_people b ON b.id = l.on_behalf_of AND b.id <> delegator
  LEFT JOIN role_delegations d ON d.id = delegated
  LEFT JOIN roles r ON r.id = d.role_id
  LEFT JOIN roles m ON m.code = coalesce(
    l.after ->> 'role_granted',
    l.after ->> 'role_revoked',
    l.after ->> 'role',
    l.before ->> 'role',
    CASE l.object_kind WHEN 'role' THEN l.object_id END)
  LEFT JOIN policies p ON p.id = CASE l.object_kind WHEN 'policy' THEN l.object_id::bigint END
  WHERE l.id = entry
$$;

-- Access reviews as they are shown (T15). `operation` still makes its tasks; null: it is whole, or was broken off.
CREATE VIEW shown_reviews AS
SELECT v.id,
  r.name AS role,
  v.department,
  i.shown_name AS initiator,
  v.started_at,
  v.due_on,
  v.due_at,
  o.id AS operation,
  v.broken_off
FROM access_reviews v
LEFT JOIN roles r ON r.id = v.role_id
JOIN shown_people i ON i.id = v.initiator_id
LEFT JOIN operations o ON o.id = v.operation_id AND o.finished_at IS NULL;

-- Tasks of a review, in one state or (null) in any: the next so many after a person and role, by both.
CREATE FUNCTION tasks_of_review(review bigint, wanted text, after_person bigint, after_role bigint, most bigint)
RETURNS TABLE (
  person bigint,
  role bigint,
  task uuid,
  subject text,
  username text,
  department text,
  role_name text,
  state text,
  asked text[],
  decided_by text,
  decided_for text,
  decided_at timestamptz,
  reason text
) LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT t.subject_id,
    t.role_id,
    t.id,
    s.shown_name,
    s.username,
    e.department,
    n.name,
    t.state,
    ARRAY(
      SELECT coalesce(p.shown_name, 'everyone who holds ' || q.name)
      FROM task_assignments a
      LEFT JOIN shown_people p ON p.id = a.person_id
      LEFT JOIN roles q ON q.id = a.pool_role_id
      WHERE a.task_id = t.id
        AND a.released_at IS NULL
      ORDER BY a.id
    ),
    b.shown_name,
    f.shown_name,
    d.decided_at,
    d.reason
  FROM (
    SELECT k.id, k.subject_id, k.role_id, k.state
    FROM tasks k
    WHERE k.access_review_id = review
      AND (wanted IS NULL OR k.state = wanted)
      AND (k.subject_id, k.role_id) > (after_person, after_role)
    ORDER BY k.subject_id, k.role_id
    LIMIT most
  ) t
  JOIN people e ON e.id = t.subject_id
  JOIN shown_people s ON s.id = t.subject_id
  JOIN roles n ON n.id = t.role_id
  LEFT JOIN LATERAL (
    SELECT c.decided_by, c.decided_for[1] AS decided_for, c.decided_at, c.reason
    FROM task_decisions c
    WHERE c.task_id = t.id
    ORDER BY c.position DESC
    LIMIT 1
  ) d ON true
  LEFT JOIN shown_people b ON b.id = d.decided_by
  LEFT JOIN shown_people f ON f.id = d.decided_for
$$;
