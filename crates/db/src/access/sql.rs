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
/// end of a single day is written by what begins it, and due at once unless it includes its end date (R8).
macro_rules! over {
    ($at:literal, $now:literal) => {
        concat!(
            "((d.ended_at IS NOT NULL AND (d.ended_at <= ",
            $at,
            " OR ",
            $now,
            " <= ",
            $at,
            ")) OR coalesce(d.not_after <= ",
            $at,
            ", false) OR (",
            $now,
            " < ",
            $at,
            " AND (",
            $crate::access::sql::due!("end", "<=", $at),
            " OR (d.begun_at IS NULL AND d.ends_on IS NOT NULL AND d.starts_on = d.ends_on",
            " AND NOT d.through_end AND ",
            $crate::access::sql::due!("begin", "<", $at),
            "))))"
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

/// The grant `g` gives its role to `p`, a row of people, at `$at`.
macro_rules! grant_gives {
    ($at:literal, $now:literal) => {
        concat!(
            "(",
            $crate::access::sql::active_at!("p", $at),
            " AND (g.granted_at <= ",
            $at,
            " OR ",
            $now,
            " <= ",
            $at,
            ") AND (g.revoked_at IS NULL OR (",
            $at,
            " < g.revoked_at AND ",
            $at,
            " < ",
            $now,
            ")))"
        )
    };
}

/// The delegation `d` of `o` to `p`, both rows of people, gives its role at `$at` (R11): it has begun and is not over, whether
/// or not the job ran, neither of them is inactive, and the delegator has the right to lend it (R12).
macro_rules! delegation_gives {
    ($at:literal, $now:literal) => {
        concat!(
            "(",
            $crate::access::sql::active_at!("p", $at),
            " AND ",
            $crate::access::sql::active_at!("o", $at),
            " AND ",
            $crate::access::sql::begun!($at, $now),
            " AND NOT ",
            $crate::access::sql::over!($at, $now),
            " AND ",
            $crate::access::sql::kept_at!($at),
            ")"
        )
    };
}

/// The same at the present instant `$now`, where the log need not be read: what the person `$1` holds, as [`held!`] has it.
macro_rules! held_now {
    ($now:literal) => {
        concat!(
            "held AS MATERIALIZED (SELECT g.role_id, NULL::bigint AS delegator_id, g.source, g.id AS source_id FROM grants g ",
            "JOIN people p ON p.id = g.person_id WHERE g.person_id = $1 AND g.revoked_at IS NULL AND ", $crate::sql::active!("p", $now),
            " UNION ALL SELECT d.role_id, d.delegator_id, 'delegated', d.id FROM role_delegations d ",
            "JOIN people p ON p.id = d.proxy_id JOIN people o ON o.id = d.delegator_id WHERE d.proxy_id = $1 AND ",
            $crate::sql::delegation_in_force!("d", "o", "p", $now), ")"
        )
    };
}

/// The instants at which the person `$p` may have become active again: an account was enabled, or a first day came.
macro_rules! may_become_active {
    ($p:literal) => {
        concat!(
            "SELECT unnest(ARRAY[ch.until_at, ch.active_from]) FROM activity_history ch WHERE ch.person_id = ", $p,
            ".id UNION ALL SELECT ", $p, ".active_from"
        )
    };
}

/// `at` is an instant at which the assignment `a` waited, as far as `$now`: from when it was asked until it was released. What
/// was released the moment it was asked waited at that moment.
macro_rules! waited_at {
    ($at:literal, $now:literal) => {
        concat!(
            "(a.assigned_at <= ",
            $at,
            " AND (a.released_at IS NULL OR ",
            $at,
            " < greatest(a.released_at, a.assigned_at + ",
            "interval '1 microsecond')) AND ",
            $at,
            " <= ",
            $now,
            ")"
        )
    };
}

/// Whether the person `$person` held the role of the pool assignment `a` at some instant while it waited, and was not barred
/// (T17): by grant, or as the proxy of somebody who was not barred either. Whoever has not begun, was cancelled or suspended
/// all the time, or was over before, never held it. What is held is held from when its last condition came true, so it is
/// enough to look at the instants at which one may have done so.
macro_rules! held_while_asked {
    ($person:literal, $now:literal) => {
        concat!(
            "EXISTS (SELECT FROM people p WHERE p.id = ", $person, " AND NOT p.id = ANY (a.barred) AND (EXISTS (SELECT FROM grants g ",
            "CROSS JOIN LATERAL (SELECT unnest(ARRAY[a.assigned_at, g.granted_at]) UNION ALL ",
            $crate::access::sql::may_become_active!("p"), ") i (at) WHERE g.person_id = p.id AND g.role_id = a.pool_role_id AND ",
            $crate::access::sql::waited_at!("i.at", $now), " AND ", $crate::access::sql::grant_gives!("i.at", $now),
            ") OR EXISTS (SELECT FROM role_delegations d JOIN people o ON o.id = d.delegator_id AND NOT o.id = ANY (a.barred) ",
            "CROSS JOIN LATERAL (SELECT unnest(ARRAY[a.assigned_at, d.begun_at]) UNION ALL ",
            $crate::access::sql::may_become_active!("p"), " UNION ALL ", $crate::access::sql::may_become_active!("o"),
            " UNION ALL SELECT cg.granted_at FROM grants cg WHERE cg.person_id = o.id AND cg.role_id = d.role_id) i (at) ",
            "WHERE d.proxy_id = p.id AND d.role_id = a.pool_role_id AND d.begun_at IS NOT NULL AND ",
            $crate::access::sql::waited_at!("i.at", $now), " AND ", $crate::access::sql::delegation_gives!("i.at", $now), ")))"
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

pub(crate) use {
    active_at, begun, delegation_gives, due, facts_active, grant_gives, held_now, held_while_asked, in_scope,
    kept_at, may_become_active, over, up, waited_at,
};
