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

/// Whether the provisioning rule `$r` is for the person `$p` (R20).
macro_rules! rule_matches {
    ($r:literal, $p:literal) => {
        concat!(
            "(",
            $r,
            ".department IS NULL OR ",
            $r,
            ".department = ",
            $p,
            ".department) AND (",
            $r,
            ".job IS NULL OR ",
            $r,
            ".job = ",
            $p,
            ".job) AND (",
            $r,
            ".location IS NULL OR ",
            $r,
            ".location = ",
            $p,
            ".location) AND (",
            $r,
            ".is_manager IS NULL OR ",
            $r,
            ".is_manager = EXISTS (SELECT FROM people m WHERE m.manager_id = ",
            $p,
            ".id))"
        )
    };
}

/// Whether the person `$o` still has what lending the role `$role` takes: a grant of it, or the right to provision it to
/// others (R2, R12, R20).
macro_rules! role_kept {
    ($o:literal, $role:expr) => {
        concat!(
            "(EXISTS (SELECT FROM grants kg WHERE kg.person_id = ",
            $o,
            ".id AND kg.role_id = ",
            $role,
            " AND kg.revoked_at IS NULL) OR EXISTS (SELECT FROM role_provisioning_rule_roles kr",
            " JOIN role_provisioning_rules ku ON ku.id = kr.rule_id WHERE kr.role_id = ",
            $role,
            " AND kr.provisionable AND ",
            $crate::sql::rule_matches!("ku", $o),
            "))"
        )
    };
}

/// Whether the role delegation `$d` of the delegator `$o` to the proxy `$x` (both rows of `people`) gives its role at
/// `$now`, whether or not the job ran (R11): it has begun, is not over, both are active, and the delegator still has the
/// right to lend it (R12). What has begun has begun, even if a node whose clock is ahead wrote the instant (G9).
macro_rules! delegation_in_force {
    ($d:literal, $o:literal, $x:literal, $now:literal) => {
        concat!(
            "(",
            $d,
            ".begun_at IS NOT NULL AND ",
            $d,
            ".ended_at IS NULL AND (",
            $d,
            ".not_after IS NULL OR ",
            $now,
            " < ",
            $d,
            ".not_after) AND ",
            $crate::sql::active!($o, $now),
            " AND ",
            $crate::sql::active!($x, $now),
            " AND ",
            $crate::sql::role_kept!($o, concat!($d, ".role_id")),
            ")"
        )
    };
}

/// Who holds roles at `$now`, as (role_id, person_id, delegator_id, delegation_id): by grant, or as the proxy of a delegator.
/// A subquery to be filtered by its columns; the planner pushes the filter into both halves.
macro_rules! holdings {
    ($now:literal) => {
        concat!(
            "(SELECT g.role_id, g.person_id, NULL::bigint AS delegator_id, NULL::bigint AS delegation_id FROM grants g",
            " WHERE g.revoked_at IS NULL UNION ALL SELECT d.role_id, d.proxy_id, d.delegator_id, d.id FROM role_delegations d",
            " JOIN people o ON o.id = d.delegator_id JOIN people x ON x.id = d.proxy_id",
            " WHERE d.begun_at IS NOT NULL AND d.ended_at IS NULL AND ",
            $crate::sql::delegation_in_force!("d", "o", "x", $now), ")"
        )
    };
}

/// The name of the person `$p` (a row of `people`, or none) as it is shown wherever somebody is named: their name alone, or with
/// their username where somebody else has the same name, so that the two can be told apart (T4): `Same Name (same2)`.
macro_rules! shown_name {
    ($p:literal) => {
        concat!(
            "(",
            $p,
            ".display_name || CASE WHEN EXISTS (SELECT FROM people ns WHERE ns.display_name = ",
            $p,
            ".display_name AND ns.id <> ",
            $p,
            ".id) THEN ' (' || ",
            $p,
            ".username || ')' ELSE '' END)"
        )
    };
}

pub(crate) use {
    active, activity_state, delegation_in_force, holdings, reaches_everyone, role_kept, rule_live,
    rule_matches, shown_name,
};
