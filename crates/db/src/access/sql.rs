//! The pieces of SQL that answer "may P do V to X at t, and through what?" (D), each written once: for the check, the
//! list of roles, the chain in words, and the lists of whoever reaches many. `$at` is the instant asked about and `$now`
//! the present one; where they are the same, the answer is what is in force.

/// Whether the person `$p` is active at `$at`: by the facts that held then, which for the present and the future are
/// today's.
macro_rules! active_at {
    ($p:literal, $at:literal) => {
        concat!(
            "coalesce((SELECT ",
            $crate::access::sql::facts_active!("ah", $at),
            " FROM activity_history ah WHERE ah.person_id = ",
            $p,
            ".id AND ",
            $at,
            " < ah.until_at ORDER BY ah.until_at LIMIT 1), ",
            $crate::access::sql::facts_active!($p, $at),
            ")"
        )
    };
}

/// Whether the facts in the row `$f` make somebody active at `$at`.
macro_rules! facts_active {
    ($f:literal, $at:literal) => {
        concat!(
            "((",
            $f,
            ".disabled_at IS NULL OR ",
            $at,
            " < ",
            $f,
            ".disabled_at) AND (",
            $f,
            ".active_from IS NULL OR ",
            $f,
            ".active_from <= ",
            $at,
            ") AND (",
            $f,
            ".active_until IS NULL OR ",
            $at,
            " < ",
            $f,
            ".active_until))"
        )
    };
}

/// A request of the delegation `d` that is still to be carried out, and due by `$at` (R9). What was carried out and waits for
/// the directory alone has left its mark on the delegation.
macro_rules! due {
    ($kind:literal, $than:literal, $at:literal) => {
        concat!(
            "EXISTS (SELECT FROM role_requests q WHERE q.delegation_id = d.id AND q.kind = '",
            $kind,
            "' AND q.applied_at IS NULL AND q.state IN ('pending', 'in_progress', 'failed') AND q.due_at ",
            $than,
            " ",
            $at,
            ")"
        )
    };
}

/// The delegation `d` has begun by `$at`: by the log, or in the future because the job runs on time. From the present on, what
/// has begun has begun, even if a node whose clock is ahead wrote the instant (G9).
macro_rules! begun {
    ($at:literal, $now:literal) => {
        concat!(
            "(d.begun_at <= ",
            $at,
            " OR (d.begun_at IS NOT NULL AND ",
            $now,
            " <= ",
            $at,
            ") OR (d.begun_at IS NULL AND d.cancelled_at IS NULL AND ",
            $now,
            " < ",
            $at,
            " AND ",
            $crate::access::sql::due!("begin", "<=", $at),
            "))"
        )
    };
}

/// The delegation `d` is over at `$at`: ended, past its last day (R11), or in the future because the job runs on time. The
/// end of a single day is written by what begins it, and due at once unless the Site ends days at their end (R8).
macro_rules! over {
    ($at:literal, $now:literal) => {
        concat!(
            "((d.ended_at IS NOT NULL AND (d.ended_at <= ", $at, " OR ", $now, " <= ", $at, ")) OR coalesce(d.not_after <= ", $at, ", false) OR (", $now, " < ", $at,
            " AND (", $crate::access::sql::due!("end", "<=", $at), " OR (d.begun_at IS NULL AND d.ends_on IS NOT NULL AND d.starts_on = d.ends_on",
            " AND NOT EXISTS (SELECT FROM profile_values WHERE code = 'DELEGATION_END_DUE' AND person_id IS NULL",
            " AND value = 'END_OF_DAY') AND ", $crate::access::sql::due!("begin", "<", $at), "))))"
        )
    };
}

/// At `$at` the delegator `o` of the delegation `d` had the role by grant, or may provision it to others (R2, R12, R20). Rules
/// keep no history: by them, the past is what the log says. Whoever loses a right by a change of a rule loses it in that change,
/// so what had not ended then, and had lost no grant, was kept.
macro_rules! kept_at {
    ($at:literal) => {
        concat!(
            "(EXISTS (SELECT FROM grants kg WHERE kg.person_id = o.id AND kg.role_id = d.role_id AND kg.granted_at <= ", $at,
            " AND (kg.revoked_at IS NULL OR ", $at, " < kg.revoked_at)) OR EXISTS (SELECT FROM role_provisioning_rule_roles kr",
            " JOIN role_provisioning_rules ku ON ku.id = kr.rule_id WHERE kr.role_id = d.role_id AND kr.provisionable",
            " AND ", $crate::sql::rule_matches!("ku", "o"), ") OR (d.ended_at IS NOT NULL AND ", $at, " < d.ended_at",
            " AND NOT EXISTS (SELECT FROM grants kl WHERE kl.person_id = o.id AND kl.role_id = d.role_id",
            " AND d.begun_at < kl.revoked_at AND kl.revoked_at <= ", $at, ")))"
        )
    };
}

/// What the person `$1` holds at `$at`, as (role_id, delegator_id, source, source_id): the id is a grant's or a
/// delegation's. From the present on, what has been taken is taken and what has been given is given, even if a node whose
/// clock is ahead wrote the instant (G9).
macro_rules! held {
    ($at:literal, $now:literal) => {
        concat!(
            "held AS MATERIALIZED (SELECT g.role_id, NULL::bigint AS delegator_id, g.source, g.id AS source_id FROM grants g ",
            "JOIN people p ON p.id = g.person_id AND ", $crate::access::sql::active_at!("p", $at),
            " WHERE g.person_id = $1 AND (g.granted_at <= ", $at, " OR ", $now, " <= ", $at, ") AND (g.revoked_at IS NULL OR (",
            $at, " < g.revoked_at AND ", $at, " < ", $now, ")) ",
            "UNION ALL SELECT d.role_id, d.delegator_id, 'delegated', d.id FROM role_delegations d ",
            "JOIN people p ON p.id = d.proxy_id AND ", $crate::access::sql::active_at!("p", $at),
            " JOIN people o ON o.id = d.delegator_id AND ", $crate::access::sql::active_at!("o", $at),
            " WHERE d.proxy_id = $1 AND ", $crate::access::sql::begun!($at, $now), " AND NOT ",
            $crate::access::sql::over!($at, $now), " AND ", $crate::access::sql::kept_at!($at), ")"
        )
    };
}

/// Everybody above the person `$x`, and they themselves: the depth of the hierarchy, never its size.
macro_rules! up {
    ($x:literal) => {
        concat!(
            "up (id, manager_id) AS (SELECT id, manager_id FROM people WHERE id = ",
            $x,
            " UNION SELECT p.id, p.manager_id FROM up JOIN people p ON p.id = up.manager_id)"
        )
    };
}

/// Whether the scope of the role `$r`, held by the person `$1` in the row `$h`, reaches the record of the person `$x` for
/// the privilege `$v`: the delegator's scope where there is one, and nothing of the proxy's (R14); delegating on behalf of
/// others never reaches whoever lent it (R16). Goes with [`up!`].
macro_rules! in_scope {
    ($r:literal, $h:literal, $v:literal, $x:literal) => {
        concat!(
            "(",
            $crate::sql::not_for_its_lender!($h, $v, $x),
            " AND CASE ",
            $r,
            ".data_scope WHEN 'everyone' THEN true WHEN 'own' THEN ",
            $x,
            " = coalesce(",
            $h,
            ".delegator_id, $1) WHEN 'reports' THEN EXISTS (SELECT FROM up WHERE up.manager_id = coalesce(",
            $h,
            ".delegator_id, $1)) ELSE coalesce((SELECT department FROM people WHERE id = ",
            $x,
            ") = (SELECT department FROM people WHERE id = coalesce(",
            $h,
            ".delegator_id, $1)), false) END)"
        )
    };
}

pub(crate) use {active_at, begun, due, facts_active, held, in_scope, kept_at, over, up};
