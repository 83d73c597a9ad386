//! R3 and who opens what: the roles that come with the system.

use std::collections::HashSet;

use domain::privilege::{BuiltinRole, DataScope, Privilege};

#[test]
fn the_roles_that_come_with_the_system() {
    let table = [
        (BuiltinRole::Employee, "employee", "Employee", DataScope::Own),
        (
            BuiltinRole::LineManager,
            "line_manager",
            "Line manager",
            DataScope::Reports,
        ),
        (
            BuiltinRole::HrSpecialist,
            "hr_specialist",
            "HR specialist",
            DataScope::Everyone,
        ),
        (
            BuiltinRole::ItSecurityManager,
            "it_security_manager",
            "IT security manager",
            DataScope::Everyone,
        ),
        (
            BuiltinRole::SuperAdministrator,
            "super_administrator",
            "Super administrator",
            DataScope::Everyone,
        ),
    ];
    assert_eq!(table.map(|row| row.0), BuiltinRole::ALL);
    for (role, code, name, scope) in table {
        assert_eq!((role.code(), role.name(), role.data_scope()), (code, name, scope));
        assert_eq!(BuiltinRole::from_code(code), Some(role));
    }
    assert_eq!(BuiltinRole::from_code("payroll_viewer"), None);
}

#[test]
fn r3_only_line_manager_may_be_lent_at_first() {
    let lent: Vec<_> = BuiltinRole::ALL
        .into_iter()
        .filter(|role| role.delegation_allowed())
        .collect();
    assert_eq!(lent, [BuiltinRole::LineManager]);
}

#[test]
fn no_privilege_is_without_a_role_and_only_security_is_shared() {
    let mut given: Vec<_> = BuiltinRole::ALL
        .iter()
        .flat_map(|role| role.privileges().iter().copied())
        .collect();
    given.sort_unstable();
    let mut expected = Vec::from(Privilege::ALL);
    expected.push(Privilege::ManageSecurity);
    expected.sort_unstable();
    assert_eq!(given, expected);
}

#[test]
fn administrators_reach_neither_accounts_of_hr_nor_absences_of_others() {
    let administrator = BuiltinRole::SuperAdministrator.privileges();
    for kept in [Privilege::ManageUserAccounts, Privilege::ManageAbsences] {
        assert!(!administrator.contains(&kept));
    }
    assert_eq!(BuiltinRole::LineManager.privileges(), [Privilege::ManageAbsences]);
    assert_eq!(
        BuiltinRole::HrSpecialist.privileges(),
        [Privilege::ManageUserAccounts]
    );
    assert_eq!(
        BuiltinRole::ItSecurityManager.privileges(),
        [Privilege::ManageSecurity]
    );
}

#[test]
fn which_privileges_are_administrative() {
    let administrative = Privilege::ALL
        .into_iter()
        .filter(|privilege| privilege.is_administrative());
    let expected = [
        Privilege::ManageUserAccounts,
        Privilege::ManageSecurity,
        Privilege::ManageDirectory,
        Privilege::EditPolicies,
        Privilege::RunAccessReviews,
        Privilege::ReadAuditLog,
        Privilege::ManageSetup,
        Privilege::RunScheduledProcesses,
    ];
    assert_eq!(administrative.collect::<Vec<_>>(), expected);
}

#[test]
fn codes_are_read_back_and_words_differ() {
    for privilege in Privilege::ALL {
        assert_eq!(Privilege::from_code(privilege.code()), Some(privilege));
    }
    let words: HashSet<_> = Privilege::ALL.map(Privilege::in_words).into_iter().collect();
    assert_eq!(words.len(), Privilege::ALL.len());
    let scopes = [
        DataScope::Own,
        DataScope::Reports,
        DataScope::Department,
        DataScope::Everyone,
    ];
    for scope in scopes {
        assert_eq!(DataScope::from_code(scope.code()), Some(scope));
    }
    assert_eq!(
        scopes
            .map(DataScope::in_words)
            .into_iter()
            .collect::<HashSet<_>>()
            .len(),
        scopes.len()
    );
}
