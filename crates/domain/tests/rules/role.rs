//! R3: what may be typed about a role, and what built-in roles keep.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use domain::privilege::{BuiltinRole, DataScope, Privilege};
use domain::role::{RoleDefinition, RoleForm, check_role};
use proptest::prelude::*;

use crate::samples::ten_thousand_cases;

fn form() -> RoleForm<'static> {
    static PRIVILEGES: LazyLock<[String; 2]> =
        LazyLock::new(|| ["manage_absences", "read_audit_log"].map(str::to_owned));
    RoleForm {
        code: " ledger_editor ",
        name: " Ledger editor ",
        data_scope: "department",
        privileges: &*PRIVILEGES,
        delegation_allowed: true,
    }
}

fn of(role: BuiltinRole) -> RoleDefinition {
    RoleDefinition {
        code: role.code().to_owned(),
        name: role.name().to_owned(),
        data_scope: role.data_scope(),
        privileges: role.privileges().iter().copied().collect(),
        delegation_allowed: role.delegation_allowed(),
    }
}

#[test]
fn r3_a_role_is_what_was_typed() {
    let role = check_role(&form(), None).unwrap();
    assert_eq!(
        (role.code.as_str(), role.name.as_str()),
        ("ledger_editor", "Ledger editor")
    );
    assert_eq!(role.data_scope, DataScope::Department);
    assert_eq!(
        role.privileges,
        BTreeSet::from([Privilege::ManageAbsences, Privilege::ReadAuditLog])
    );
    assert!(role.delegation_allowed);
}

#[test]
fn r3_a_role_that_is_there_keeps_its_code() {
    let present = check_role(&form(), None).unwrap();
    let typed = RoleForm {
        code: "other",
        name: "Other",
        ..form()
    };
    let role = check_role(&typed, Some(&present)).unwrap();
    assert_eq!(
        (role.code.as_str(), role.name.as_str()),
        ("ledger_editor", "Other")
    );
}

#[test]
fn r3_built_in_roles_change_in_delegation_only_and_employee_not_even_there() {
    for builtin in BuiltinRole::ALL {
        let present = of(builtin);
        for allowed in [false, true] {
            let typed = RoleForm {
                delegation_allowed: allowed,
                ..form()
            };
            match check_role(&typed, Some(&present)) {
                Ok(role) => assert_eq!(
                    role,
                    RoleDefinition {
                        delegation_allowed: allowed,
                        ..present.clone()
                    }
                ),
                Err(problems) => {
                    assert_eq!((builtin, allowed), (BuiltinRole::Employee, true));
                    assert_eq!(
                        problems,
                        [("delegation_allowed", "Employee can never be delegated".to_owned())]
                    );
                }
            }
        }
    }
    let forbidden = check_role(
        &RoleForm {
            delegation_allowed: true,
            ..form()
        },
        Some(&of(BuiltinRole::Employee)),
    );
    assert!(forbidden.is_err());
}

#[test]
fn g6_every_wrong_field_is_named_in_the_order_of_the_form() {
    let typed = RoleForm {
        code: "Ledger",
        name: "",
        data_scope: "planet",
        privileges: &["rule_the_world".to_owned()],
        delegation_allowed: false,
    };
    let fields: Vec<_> = check_role(&typed, None)
        .unwrap_err()
        .into_iter()
        .map(|(field, _)| field)
        .collect();
    assert_eq!(fields, ["code", "name", "data_scope", "privileges"]);
}

proptest! {
    #![proptest_config(ten_thousand_cases())]

    #[test]
    fn r3_codes_are_those_the_database_takes(code in "[a-zA-Z0-9_é -]{0,70}") {
        let trimmed = code.trim();
        let mut bytes = trimmed.bytes();
        let allowed = bytes.next().is_some_and(|b| b.is_ascii_lowercase())
            && bytes.all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_') && trimmed.len() <= 64;
        let judged = check_role(&RoleForm { code: &code, ..form() }, None);
        prop_assert_eq!(judged.is_ok(), allowed);
        if let Ok(role) = judged {
            prop_assert_eq!(role.code, trimmed);
        }
    }
}
