//! Pieces of SQL that more than one statement needs, named once. Each takes the name of a table or a parameter.

/// Whether the person `$p` (a table alias) is active at the instant `$now` (design.md, Words).
macro_rules! active {
    ($p:literal, $now:literal) => {
        concat!(
            "(",
            $p,
            ".disabled_at IS NULL AND (",
            $p,
            ".active_from IS NULL OR ",
            $p,
            ".active_from <= ",
            $now,
            ") AND (",
            $p,
            ".active_until IS NULL OR ",
            $now,
            " < ",
            $p,
            ".active_until))"
        )
    };
}

/// What the person `$p` is at `$now`, as `domain::activity::Activity::state` says it.
macro_rules! activity_state {
    ($p:literal, $now:literal) => {
        concat!(
            "(CASE WHEN ",
            $p,
            ".active_until <= ",
            $now,
            " THEN 'terminated' WHEN ",
            $p,
            ".disabled_at IS NOT NULL THEN 'disabled' WHEN ",
            $p,
            ".active_from > ",
            $now,
            " THEN 'not_yet_hired' ELSE 'active' END)"
        )
    };
}

/// Whether the delegation rule `$r` is in force or to come at `$now` (T16).
macro_rules! rule_live {
    ($r:literal, $now:literal) => {
        concat!(
            "(",
            $r,
            ".closed_at IS NULL AND (",
            $r,
            ".ends_at IS NULL OR ",
            $now,
            " < ",
            $r,
            ".ends_at))"
        )
    };
}

/// Whether the person `$person` has the privilege `$privilege` over everyone at `$now`.
macro_rules! reaches_everyone {
    ($person:literal, $privilege:literal, $now:literal) => {
        concat!(
            "EXISTS (SELECT FROM ",
            $crate::sql::holdings!($now),
            " h JOIN roles ro ON ro.id = h.role_id AND ro.data_scope = 'everyone' \
             JOIN role_privileges rp ON rp.role_id = h.role_id WHERE h.person_id = ",
            $person,
            " AND rp.privilege = '",
            $privilege,
            "')"
        )
    };
}

/// Whether the delegation rule `$r` is in force at `$now` (T2, T3).
macro_rules! rule_in_force {
    ($r:literal, $now:literal) => {
        concat!(
            "(",
            $r,
            ".closed_at IS NULL AND ",
            $r,
            ".starts_at <= ",
            $now,
            " AND (",
            $r,
            ".ends_at IS NULL OR ",
            $now,
            " < ",
            $r,
            ".ends_at))"
        )
    };
}

/// Whether the role delegation `$d` gives its role at `$now`, both people being active (R11).
macro_rules! delegation_in_force {
    ($d:literal, $now:literal) => {
        concat!(
            "(",
            $d,
            ".begun_at <= ",
            $now,
            " AND ",
            $d,
            ".ended_at IS NULL AND (",
            $d,
            ".not_after IS NULL OR ",
            $now,
            " < ",
            $d,
            ".not_after))"
        )
    };
}

/// Who holds roles at `$now`, as (role_id, person_id, delegator_id): by grant, or as the proxy of a delegator.
/// A subquery to be filtered by its columns; the planner pushes the filter into both halves.
macro_rules! holdings {
    ($now:literal) => {
        concat!(
            "(SELECT g.role_id, g.person_id, NULL::bigint AS delegator_id FROM grants g WHERE g.revoked_at IS NULL",
            " UNION ALL SELECT d.role_id, d.proxy_id, d.delegator_id FROM role_delegations d",
            " JOIN people o ON o.id = d.delegator_id WHERE d.begun_at IS NOT NULL AND d.ended_at IS NULL AND ",
            $crate::sql::delegation_in_force!("d", $now), " AND ", $crate::sql::active!("o", $now), ")"
        )
    };
}

/// Whether the holding `$h`, whose privilege is `$privilege`, works on the record of `$target`: who acts on behalf of others
/// by a delegation never does so for the person who lent it (R16).
macro_rules! not_for_its_lender {
    ($h:literal, $privilege:literal, $target:literal) => {
        concat!(
            "(",
            $privilege,
            " <> 'manage_user_accounts' OR ",
            $h,
            ".delegator_id IS DISTINCT FROM ",
            $target,
            ")"
        )
    };
}

pub(crate) use {
    active, activity_state, delegation_in_force, holdings, not_for_its_lender, reaches_everyone,
    rule_in_force, rule_live,
};
