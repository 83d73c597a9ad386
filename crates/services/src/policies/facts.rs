//! What the audit log keeps of a step: with usernames and role codes, which mean something without the database's ids.

use db::policies::page::{Named, RolePolicy};
use domain::ids::{PersonId, RoleId};
use domain::policy::{Approver, Step};
use serde_json::{Value, json};

/// A step as facts.
pub(super) fn of_step(position: usize, step: &Step, people: &[Named], roles: &[RolePolicy]) -> Value {
    let username = |id: PersonId| {
        let person = people.iter().find(|person| person.id == id);
        person.map_or_else(|| id.to_string(), |person| person.username.clone())
    };
    let code = |id: RoleId| {
        let role = roles.iter().find(|role| role.id == id);
        role.map_or_else(|| id.to_string(), |role| role.code.clone())
    };
    let mut facts = json!({
        "step": position, "approver": step.approver.code(), "allow_delegation": step.allow_delegation,
        "allow_self_approval": step.allow_self_approval, "distinct_approvers": step.distinct_approvers,
        "allow_reassignment": step.allow_reassignment, "reason_to_approve": step.reason_to_approve,
        "reason_to_deny": step.reason_to_deny, "fallback": step.fallback.map(username),
    });
    if let Some(facts) = facts.as_object_mut() {
        match &step.approver {
            Approver::People { people } => {
                let usernames: Vec<String> = people.iter().map(|id| username(*id)).collect();
                facts.insert("approvers".to_owned(), json!(usernames));
            }
            Approver::Role { role } => {
                facts.insert("approver_role".to_owned(), json!(code(*role)));
            }
            Approver::Manager | Approver::Subject | Approver::Administrators => {}
        }
    }
    facts
}
