//! R22: who may add a role, make it assignable, take it, delegate it for others, and define it.

use std::collections::BTreeSet;

use domain::privilege::{BuiltinRole, DataScope, Privilege};
use domain::rights::{Acting, Refusal, Takes, Through};
use domain::role::RoleDefinition;
use proptest::prelude::*;

type Judged = Result<Takes, Refusal>;

fn role(code: &str, data_scope: DataScope, privileges: &[Privilege]) -> RoleDefinition {
    RoleDefinition {
        code: code.to_owned(),
        name: code.to_owned(),
        data_scope,
        privileges: privileges.iter().copied().collect(),
        delegation_allowed: false,
    }
}

fn builtin(role_: BuiltinRole) -> RoleDefinition {
    role(role_.code(), role_.data_scope(), role_.privileges())
}

/// Somebody who acts through a role of their own, or as a proxy, and holds these roles by grant.
fn acting(through: &RoleDefinition, is_delegated: bool, own: &[&RoleDefinition]) -> Acting {
    Acting {
        through: Through {
            role: through.clone(),
            is_delegated,
        },
        own_everywhere: own
            .iter()
            .filter(|role| role.data_scope == DataScope::Everyone)
            .flat_map(|role| role.privileges.iter().copied())
            .collect(),
    }
}

#[test]
fn what_is_administrative_is_a_list_and_oversee_tasks_is_not_in_it() {
    let administrative: Vec<&str> = Privilege::ALL
        .into_iter()
        .filter(|privilege| privilege.is_administrative())
        .map(Privilege::code)
        .collect();
    assert_eq!(
        administrative,
        [
            "manage_user_accounts",
            "manage_security",
            "manage_directory",
            "edit_policies",
            "run_access_reviews",
            "read_audit_log",
            "manage_setup",
            "run_scheduled_processes"
        ]
    );
}

#[test]
fn a_scope_is_within_itself_and_everyone_and_own_is_within_all() {
    use DataScope::{Department, Everyone, Own, Reports};
    let within: Vec<(DataScope, DataScope)> = [Own, Reports, Department, Everyone]
        .into_iter()
        .flat_map(|one| [Own, Reports, Department, Everyone].map(|other| (one, other)))
        .filter(|(one, other)| one.is_within(*other))
        .collect();
    assert_eq!(
        within,
        [
            (Own, Own),
            (Own, Reports),
            (Own, Department),
            (Own, Everyone),
            (Reports, Reports),
            (Reports, Everyone),
            (Department, Department),
            (Department, Everyone),
            (Everyone, Everyone)
        ]
    );
}

#[test]
fn r22_adding_a_role_as_a_table() {
    let super_administrator = builtin(BuiltinRole::SuperAdministrator);
    let security = builtin(BuiltinRole::ItSecurityManager);
    let hr = builtin(BuiltinRole::HrSpecialist);
    let plain = role("payroll_viewer", DataScope::Own, &[]);
    let absences = role("absence_clerk", DataScope::Everyone, &[Privilege::ManageAbsences]);
    let overseer = role("overseer", DataScope::Everyone, &[Privilege::OverseeTasks]);
    let department = role("dept_sec", DataScope::Department, &[Privilege::ManageSecurity]);
    let team_lead = role("team_lead", DataScope::Reports, &[Privilege::ManageAbsences]);
    let ada = acting(&super_administrator, false, &[&super_administrator]);
    let ines = acting(&security, false, &[&security]);
    let noor = acting(&department, false, &[]);
    let proxy = acting(&super_administrator, true, &[]);
    let one = Ok(Takes::OnePerson);
    let second = Ok(Takes::SecondPerson);
    let through = |role: &RoleDefinition| {
        Err(Refusal::ThroughDelegation {
            role: role.name.clone(),
        })
    };
    let wide = Err(Refusal::TooWide {
        role: "dept_sec".to_owned(),
    });
    let lacks = |missing: &[Privilege]| {
        Err(Refusal::NotHeld {
            missing: missing.to_vec(),
        })
    };
    let all_but_security: Vec<Privilege> = super_administrator
        .administrative()
        .filter(|privilege| *privilege != Privilege::ManageSecurity)
        .collect();
    let table: Vec<(&Acting, &RoleDefinition, bool, Judged)> = vec![
        // (1) nobody to themselves, not even a role without privileges.
        (&ada, &plain, true, Err(Refusal::ToOneself)),
        (&ada, &super_administrator, true, Err(Refusal::ToOneself)),
        (&proxy, &super_administrator, true, Err(Refusal::ToOneself)),
        // (2) what one holds over everyone in one's own right, with a second person.
        (&ada, &super_administrator, false, second.clone()),
        (&ada, &security, false, second.clone()),
        (&ada, &hr, false, lacks(&[Privilege::ManageUserAccounts])),
        (&ines, &security, false, second),
        (&ines, &super_administrator, false, lacks(&all_but_security)),
        (&ines, &absences, false, one.clone()),
        (&ines, &plain, false, one.clone()),
        // (3) narrower than everyone: nothing administrative, nothing wider.
        (&noor, &super_administrator, false, wide.clone()),
        (&noor, &department, false, wide.clone()),
        (&noor, &absences, false, wide.clone()),
        (&noor, &team_lead, false, wide),
        (&noor, &plain, false, one.clone()),
        // (4) through a delegated role: not the role, and none of its privileges, administrative or not.
        (&proxy, &super_administrator, false, through(&super_administrator)),
        (&proxy, &security, false, through(&super_administrator)),
        (&proxy, &overseer, false, through(&super_administrator)),
        (&proxy, &hr, false, lacks(&[Privilege::ManageUserAccounts])),
        (&proxy, &absences, false, one),
    ];
    for (who, role, to_oneself, expected) in table {
        assert_eq!(
            who.may_add(role, to_oneself),
            expected,
            "{} adds {} {}",
            who.through.role.code,
            role.code,
            if to_oneself { "to themselves" } else { "" }
        );
    }
}

#[test]
fn r22_assignable_taking_and_delegating_for_others() {
    let super_administrator = builtin(BuiltinRole::SuperAdministrator);
    let hr = builtin(BuiltinRole::HrSpecialist);
    let plain = role("payroll_viewer", DataScope::Everyone, &[]);
    let department = role("dept_sec", DataScope::Department, &[Privilege::ManageSecurity]);
    let ada = acting(&super_administrator, false, &[&super_administrator]);
    let noor = acting(&department, false, &[]);
    let proxy = acting(&super_administrator, true, &[]);
    assert_eq!(
        ada.may_make_assignable(&plain, true),
        Err(Refusal::AssignableForOneself)
    );
    assert_eq!(ada.may_make_assignable(&super_administrator, false), Ok(()));
    assert!(matches!(
        proxy.may_make_assignable(&super_administrator, false),
        Err(Refusal::ThroughDelegation { .. })
    ));
    assert!(matches!(
        noor.may_make_assignable(&plain, false),
        Err(Refusal::TooWide { .. })
    ));
    // A department's manager neither takes an administrator's role nor shuts them out.
    assert!(matches!(
        noor.may_take(&super_administrator),
        Err(Refusal::TooWide { .. })
    ));
    assert_eq!(noor.may_take(&plain), Ok(()));
    assert_eq!(
        proxy.may_take(&super_administrator),
        Ok(()),
        "taking gives nobody anything"
    );
    // R16, L14: HR delegates an administrator's role only if they could add it.
    let hugo = acting(&hr, false, &[&hr]);
    let delegated = acting(&hr, true, &[]);
    assert!(matches!(
        hugo.may_delegate_for_others(&super_administrator),
        Err(Refusal::NotHeld { .. })
    ));
    assert_eq!(hugo.may_delegate_for_others(&hr), Ok(()));
    assert_eq!(hugo.may_delegate_for_others(&plain), Ok(()));
    assert!(matches!(
        delegated.may_delegate_for_others(&hr),
        Err(Refusal::ThroughDelegation { .. })
    ));
    assert_eq!(delegated.may_delegate_for_others(&plain), Ok(()));
}

#[test]
fn r22_defining_a_role() {
    let security = builtin(BuiltinRole::ItSecurityManager);
    let ines = acting(&security, false, &[&security]);
    let proxy = acting(&security, true, &[]);
    let before = role("clerk", DataScope::Reports, &[Privilege::ManageAbsences]);
    let administrative = role(
        "clerk",
        DataScope::Reports,
        &[Privilege::ManageAbsences, Privilege::ManageSecurity],
    );
    let more = role(
        "clerk",
        DataScope::Reports,
        &[Privilege::ManageAbsences, Privilege::EditPolicies],
    );
    let wider = role("clerk", DataScope::Everyone, &[Privilege::ManageAbsences]);
    let held_by_others = (false, true);
    let held_by_me = (true, true);
    let held_by_nobody = (false, false);
    let before_ = Some(&before);
    let table: Vec<(&str, Judged, Judged)> = vec![
        (
            "(6) what others hold becomes administrative",
            ines.may_define(before_, &administrative, held_by_others),
            Ok(Takes::SecondPerson),
        ),
        (
            "(6) nobody proposes it for a role that they hold",
            ines.may_define(before_, &administrative, held_by_me),
            Err(Refusal::HoldsRole),
        ),
        (
            "(6) an administrative role that gets wider",
            ines.may_define(
                Some(&administrative),
                &RoleDefinition {
                    data_scope: DataScope::Everyone,
                    ..administrative.clone()
                },
                held_by_others,
            ),
            Ok(Takes::SecondPerson),
        ),
        (
            "(2) a privilege that one does not hold",
            ines.may_define(before_, &more, held_by_others),
            Err(Refusal::NotHeld {
                missing: vec![Privilege::EditPolicies],
            }),
        ),
        (
            "a role that nobody holds is a plan, not a right",
            ines.may_define(before_, &more, held_by_nobody),
            Ok(Takes::OnePerson),
        ),
        (
            "a wider role without administrative privileges",
            ines.may_define(before_, &wider, held_by_others),
            Ok(Takes::OnePerson),
        ),
        (
            "the same for a role that one holds",
            ines.may_define(before_, &wider, held_by_me),
            Err(Refusal::HoldsRole),
        ),
        (
            "what gives less needs nobody",
            ines.may_define(Some(&administrative), &before, held_by_me),
            Ok(Takes::OnePerson),
        ),
        (
            "(4) a proxy passes no privilege of the role on",
            proxy.may_define(None, &administrative, held_by_nobody),
            Err(Refusal::ThroughDelegation {
                role: security.name.clone(),
            }),
        ),
        (
            "(4) nor changes the role's own definition",
            proxy.may_define(
                Some(&security),
                &RoleDefinition {
                    delegation_allowed: true,
                    ..security.clone()
                },
                held_by_me,
            ),
            Err(Refusal::ThroughDelegation {
                role: security.name.clone(),
            }),
        ),
        (
            "a proxy defines what has nothing to do with it",
            proxy.may_define(before_, &wider, held_by_others),
            Ok(Takes::OnePerson),
        ),
    ];
    for (what, judged, expected) in table {
        assert_eq!(judged, expected, "{what}");
    }
}

fn any_role() -> impl Strategy<Value = RoleDefinition> {
    let privileges = proptest::sample::subsequence(Privilege::ALL.to_vec(), 0..=5);
    let scope = prop_oneof![
        Just(DataScope::Own),
        Just(DataScope::Reports),
        Just(DataScope::Department),
        Just(DataScope::Everyone)
    ];
    ("[a-d]", scope, privileges).prop_map(|(code, scope, privileges)| role(&code, scope, &privileges))
}

proptest! {
    /// Whatever is held, through whatever one acts: no administrative privilege is given that the giver does not hold over
    /// everyone in their own right, none by one person alone, and none that they hold only as a proxy.
    #[test]
    fn r22_no_administrative_privilege_grows(
        given in any_role(), through in any_role(), own in proptest::collection::vec(any_role(), 0..3),
        is_delegated in any::<bool>(), to_oneself in any::<bool>()
    ) {
        let own: Vec<&RoleDefinition> = own.iter().collect();
        let who = acting(&through, is_delegated, &own);
        if let Ok(takes) = who.may_add(&given, to_oneself) {
            let administrative: BTreeSet<Privilege> = given.administrative().collect();
            prop_assert!(!to_oneself);
            prop_assert!(administrative.is_subset(&who.own_everywhere));
            prop_assert_eq!(administrative.is_empty(), takes == Takes::OnePerson);
            prop_assert!(!is_delegated || given.privileges.is_disjoint(&through.privileges));
            prop_assert!(given.data_scope.is_within(through.data_scope));
        }
    }
}
