//! A saved policy as its editor shows it.

use domain::ids::PersonId;
use domain::policy::{Approver, Draft, DraftStep, Names, Step, StepForm};

use super::PolicyPage;

/// The policy as it is saved, as somebody would have typed it.
pub fn draft_of(policy: &PolicyPage) -> Draft {
    let steps = policy.steps.iter().map(|saved| DraftStep {
        id: Some(saved.id),
        form: form_of(policy, &saved.step),
    });
    Draft {
        name: policy.name.clone(),
        steps: steps.collect(),
    }
}

/// A step as somebody would have typed it.
pub fn form_of(policy: &PolicyPage, step: &Step) -> StepForm {
    let username = |id: &PersonId| policy.person(*id).map(|person| person.username.clone());
    let (mut approvers, mut approver_role) = (Vec::new(), String::new());
    match &step.approver {
        Approver::People { people } => approvers = people.iter().filter_map(username).collect(),
        Approver::Role { role } => {
            approver_role = policy
                .role(*role)
                .map(|role| role.code.clone())
                .unwrap_or_default();
        }
        Approver::Manager | Approver::Subject | Approver::Administrators => {}
    }
    StepForm {
        approver: step.approver.code().to_owned(),
        approvers,
        approver_role,
        allow_delegation: step.allow_delegation,
        allow_self_approval: step.allow_self_approval,
        distinct_approvers: step.distinct_approvers,
        allow_reassignment: step.allow_reassignment,
        reason_to_approve: step.reason_to_approve,
        reason_to_deny: step.reason_to_deny,
        fallback: step.fallback.as_ref().and_then(username).unwrap_or_default(),
    }
}

/// What the audit log calls people and roles: their usernames and codes.
pub(super) struct Codes;

impl Names for Codes {
    fn person(&self, username: &str) -> String {
        username.to_owned()
    }

    fn role(&self, code: &str) -> String {
        code.to_owned()
    }
}
