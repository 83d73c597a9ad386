//! Policies (T10): who is asked, in which order, and what each step allows. The snapshot that a task keeps
//! is made of the same types; reading and saving them is the database crate's.

mod check;
mod draft;
mod words;

pub use check::{
    APPROVER_FIELDS, Known, MAX_APPROVERS, MAX_NAME, MAX_STEPS, Problem, StepForm, check_kind, check_name,
    check_step,
};
pub use draft::{Draft, DraftStep, Flag, Names, changes, move_to, moved};

use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

use crate::code::codes;
use crate::ids::{PersonId, RoleId};

/// What a policy's tasks are about; a task has the kind of its policy (T10).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum PolicyKind {
    /// Somebody asks for a role: approval grants it.
    Request,
    /// A grant is certified: denial takes it away.
    Review,
    /// A grant is to be removed: approval removes it.
    Revoke,
}

codes!(PolicyKind);

impl PolicyKind {
    /// Whether at most one task of this kind may be open for a person and role (T15). Reviews of a grant may overlap: each
    /// access review asks for itself.
    pub fn is_one_at_a_time(self) -> bool {
        match self {
            Self::Request | Self::Revoke => true,
            Self::Review => false,
        }
    }

    /// What a task of this kind is called within a sentence: "The review is cancelled".
    pub fn noun(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Review => "review",
            Self::Revoke => "revocation",
        }
    }

    /// The word on pages.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Request => "Request",
            Self::Review => "Review",
            Self::Revoke => "Revocation",
        }
    }
}

/// Whom a step asks (T10).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "approver")]
#[derive(IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Approver {
    /// The subject's manager.
    Manager,
    /// Named people, 1 to 32: any one of them decides (T11).
    People {
        /// In the order they were named.
        people: Vec<PersonId>,
    },
    /// Whoever holds a role when it is read (T11): a pool, whose members' delegation rules are not followed.
    Role {
        /// The role.
        role: RoleId,
    },
    /// The subject, which implies self-approval for the step.
    Subject,
    /// Every other active person who could add the role that the task is about (R22 (2)): of the built-in policy, and of
    /// no other.
    Administrators,
}

/// One step of a policy, and of the snapshot a task keeps (T10).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Whom it asks.
    #[serde(flatten)]
    pub approver: Approver,
    /// Delegation rules are followed (T5).
    pub allow_delegation: bool,
    /// Subject and requester may decide.
    pub allow_self_approval: bool,
    /// Nobody who decided an earlier step, or for whom it was decided, may decide this one.
    pub distinct_approvers: bool,
    /// An assignee may pass it on by hand (T14).
    pub allow_reassignment: bool,
    /// Approving needs a reason.
    pub reason_to_approve: bool,
    /// Denying needs a reason.
    pub reason_to_deny: bool,
    /// Asked when nobody else is eligible (T12).
    pub fallback: Option<PersonId>,
}

impl Step {
    /// A step as a new one is offered: delegation and reassignment allowed, the rest off (T10).
    pub fn new(approver: Approver) -> Self {
        Self {
            approver,
            allow_delegation: true,
            allow_self_approval: false,
            distinct_approvers: false,
            allow_reassignment: true,
            reason_to_approve: false,
            reason_to_deny: false,
            fallback: None,
        }
    }

    /// The step that asks a second person whether somebody gets an administrative role (R22 (2)). Nobody stands in for
    /// that person.
    pub fn second_person() -> Self {
        Self {
            allow_delegation: false,
            allow_reassignment: false,
            ..Self::new(Approver::Administrators)
        }
    }

    /// Whether subject and requester may decide it: ticked, or implied by asking the subject (T10).
    pub fn permits_self_approval(&self) -> bool {
        self.allow_self_approval || self.approver == Approver::Subject
    }
}
