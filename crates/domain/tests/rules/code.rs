//! The codes that are stored, sent and shown in addresses. A code that changes makes what is stored unreadable, so each one stands
//! here, in the order of lists and forms.

use domain::absence;
use domain::access::HoldingSource;
use domain::activity::ActivityState;
use domain::audit::ObjectKind;
use domain::delegation_rule::{KindCode, RuleKind};
use domain::delivery::Channel;
use domain::ids::{PersonId, RoleId};
use domain::operation::{ItemOutcome, ItemState, OperationKind};
use domain::policy::{Approver, PolicyKind};
use domain::privilege::{BuiltinRole, DataScope, Privilege};
use domain::profile_option::{Level, ProfileOption};
use domain::role_delegation::{EndDue, EndReason, PersonSecurityProfile};
use domain::role_request::{RequestKind, RequestState};
use domain::scope::Scope;
use domain::task::{Decision, Effect, TaskState};

/// The table of an enum is exactly this, and reads back; a word that is not in it is none of them.
macro_rules! assert_codes {
    ($($name:ty: $codes:expr;)+) => {$(
        assert_eq!(<$name>::ALL.map(<$name>::code).as_slice(), $codes.as_slice(), stringify!($name));
        for one in <$name>::ALL {
            assert_eq!(<$name>::from_code(one.code()), Some(one));
        }
        for wrong in ["", " ", "no_such_code", &format!("{} ", <$name>::ALL[0].code())] {
            assert_eq!(<$name>::from_code(wrong), None, "{wrong:?}");
        }
    )+};
}

/// The same words in a JSON document.
macro_rules! assert_same_in_json {
    ($($name:ty),+) => {$(
        for one in <$name>::ALL {
            assert_eq!(serde_json::to_value(one).unwrap(), one.code());
        }
    )+};
}

#[test]
fn codes_stay() {
    assert_codes! {
        absence::Kind: ["vacation", "sick_leave", "parental_leave", "other"];
        absence::State: ["requested", "approved", "cancelled"];
        absence::Change: ["requested", "recorded", "changed", "approved", "cancelled"];
        HoldingSource: ["by_hand", "request", "autoprovisioned", "delegated"];
        ObjectKind: [
            "absence",
            "access_review",
            "account",
            "api_token",
            "delegation_rule",
            "delivery",
            "grant",
            "job",
            "notification_settings",
            "page",
            "person",
            "policy",
            "profile_value",
            "provisioning_rule",
            "role",
            "role_delegation",
            "role_request",
            "task",
        ];
        ActivityState: ["active", "disabled", "terminated", "not_yet_hired"];
        Channel: ["email", "slack"];
        OperationKind: ["decide", "reassign", "comment", "reassign_all", "access_review", "people_import", "reconcile"];
        ItemState: ["pending", "done", "failed", "unknown"];
        ItemOutcome: ["next_step", "cancelled"];
        PolicyKind: ["request", "review", "revoke"];
        BuiltinRole: ["employee", "line_manager", "hr_specialist", "it_security_manager", "super_administrator"];
        DataScope: ["own", "reports", "department", "everyone"];
        Privilege: [
            "work_on_tasks",
            "request_roles",
            "manage_own_profile",
            "read_notifications",
            "delegate_own_roles",
            "manage_own_absences",
            "manage_absences",
            "manage_user_accounts",
            "manage_security",
            "manage_directory",
            "edit_policies",
            "oversee_tasks",
            "run_access_reviews",
            "read_audit_log",
            "manage_setup",
            "run_scheduled_processes",
        ];
        KindCode: ["permanent", "temporary"];
        Level: ["site", "user"];
        ProfileOption: [
            "SITE_TIME_ZONE",
            "PUBLIC_PERSON_SECURITY_PROFILE",
            "DELEGATION_END_DUE",
            "PER_USER_DELEGATION_MAX_DAYS",
            "PER_USER_DELEGATION_SEND_NOTIFICATIONS",
            "SEND_PENDING_LDAP_REQUESTS_SCHEDULE",
            "DELEGATION_END_REMINDERS",
            "RETENTION_DAYS",
        ];
        EndDue: ["START_OF_DAY", "END_OF_DAY"];
        EndReason: ["end_date", "deleted", "proxy_terminated", "delegator_terminated", "role_lost", "never_began"];
        PersonSecurityProfile: ["EVERYONE", "SAME_DEPARTMENT", "SAME_LOCATION", "CHAIN_AND_PEERS"];
        RequestKind: ["begin", "end", "suspend", "resume", "add", "remove"];
        RequestState: ["pending", "in_progress", "complete", "failed", "faulted", "suppressed", "superseded"];
        Scope: ["tasks:read", "tasks:write", "tasks:administrative", "tasks:decide", "people:read", "access:read"];
        TaskState: ["open", "approved", "denied", "cancelled"];
        Decision: ["approve", "deny"];
        Effect: ["grant_role", "keep_grant", "revoke_grant", "none"];
    }
}

#[test]
fn codes_are_the_same_in_json() {
    assert_same_in_json!(
        absence::Change,
        HoldingSource,
        ActivityState,
        PolicyKind,
        DataScope,
        Privilege,
        Scope,
        TaskState,
        Decision,
        Effect
    );
}

#[test]
fn codes_of_what_carries_more_stay() {
    let day = chrono::NaiveDate::from_ymd_opt(2028, 1, 11).unwrap();
    let kinds = [
        RuleKind::Permanent,
        RuleKind::Temporary {
            starts_on: day,
            ends_on: day,
        },
    ];
    assert_eq!(kinds.map(|kind| kind.code()), ["permanent", "temporary"]);
    let approvers = [
        Approver::Manager,
        Approver::People {
            people: vec![PersonId(1)],
        },
        Approver::Role { role: RoleId(1) },
        Approver::Subject,
        Approver::Administrators,
    ];
    assert_eq!(
        approvers.map(|approver| approver.code()),
        ["manager", "people", "role", "subject", "administrators"]
    );
}
