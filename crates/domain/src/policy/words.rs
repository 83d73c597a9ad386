//! What a step asks and allows, in words for the policy's page, the task's page and the audit log (T10).

use super::{Approver, Step, StepForm};
use crate::ids::{PersonId, RoleId};

impl Approver {
    /// Whom it asks: `The subject’s manager`. The arguments give the names to show.
    pub fn in_words(&self, person: impl Fn(PersonId) -> String, role: impl Fn(RoleId) -> String) -> String {
        match self {
            Self::Manager => "The subject’s manager".to_owned(),
            Self::Subject => "The subject".to_owned(),
            Self::Administrators => "Everybody else who could add the role".to_owned(),
            Self::Role { role: id } => format!("Holders of {}", role(*id)),
            Self::People { people } => people
                .iter()
                .map(|id| person(*id))
                .collect::<Vec<_>>()
                .join(" or "),
        }
    }

    /// The word in the database and forms.
    pub fn code(&self) -> &'static str {
        self.into()
    }
}

impl Step {
    /// Everything else that it allows or demands, a sentence each, without full stops. `person` gives the name to show.
    pub fn conditions(&self, person: impl Fn(PersonId) -> String) -> Vec<String> {
        let form = StepForm {
            approver: self.approver.code().to_owned(),
            allow_self_approval: self.allow_self_approval,
            distinct_approvers: self.distinct_approvers,
            allow_reassignment: self.allow_reassignment,
            reason_to_approve: self.reason_to_approve,
            reason_to_deny: self.reason_to_deny,
            ..StepForm::default()
        };
        form.conditions(self.fallback.map(person))
    }
}

impl StepForm {
    /// The same of a step as it is typed. `fallback`: the name to show.
    pub fn conditions(&self, fallback: Option<String>) -> Vec<String> {
        let mut conditions: Vec<String> = Vec::new();
        conditions.push(
            match (self.approver.as_str(), self.allow_self_approval) {
                ("subject", _) => "Self-approval is implied",
                (_, true) => "Subject and requester may decide",
                (_, false) => "Subject and requester may not decide",
            }
            .to_owned(),
        );
        if self.distinct_approvers {
            conditions.push("Nobody who decided an earlier step, or for whom it was decided".to_owned());
        }
        if !self.allow_reassignment {
            conditions.push("Cannot be reassigned by hand".to_owned());
        }
        let reasons = match (self.reason_to_approve, self.reason_to_deny) {
            (true, true) => Some("A reason is needed to approve and to deny"),
            (true, false) => Some("A reason is needed to approve"),
            (false, true) => Some("A reason is needed to deny"),
            (false, false) => None,
        };
        conditions.extend(reasons.map(str::to_owned));
        if self.approver == Approver::Administrators.code() {
            return conditions;
        }
        conditions.push(match fallback {
            Some(name) => [
                "If nobody is eligible: ",
                &name,
                ", then the super administrators",
            ]
            .concat(),
            None => "If nobody is eligible: the super administrators".to_owned(),
        });
        conditions
    }
}
