//! The life of a task (T13) and what its decisions need and do. Who may decide is `resolution`'s.

use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

use crate::code::codes;
use crate::policy::{PolicyKind, Step};
use crate::text::check_long_text;

/// The most characters a reason has.
pub const MAX_REASON: usize = 2000;

/// The most characters a comment has.
pub const MAX_COMMENT: usize = 2000;

/// Where a task stands. Only an open one changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum TaskState {
    /// Somebody is asked.
    Open,
    /// Every step was approved.
    Approved,
    /// A step was denied.
    Denied,
    /// Ended without a decision.
    Cancelled,
}

codes!(TaskState);

/// The task is approved, denied or cancelled: nothing changes it any more (API 409).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the task is already {}", .0.code())]
pub struct AlreadyClosed(
    /// How it was closed.
    pub TaskState,
);

impl TaskState {
    /// The word on pages.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Open => "Open",
            Self::Approved => "Approved",
            Self::Denied => "Denied",
            Self::Cancelled => "Cancelled",
        }
    }

    /// The state after a decision's [`Next`].
    ///
    /// # Errors
    /// [`AlreadyClosed`] unless the task is open.
    pub fn after(self, next: Next) -> Result<Self, AlreadyClosed> {
        self.require_open()?;
        Ok(match next {
            Next::Step(_) => Self::Open,
            Next::Closed { state, .. } => state,
        })
    }

    /// The state after a cancellation.
    ///
    /// # Errors
    /// [`AlreadyClosed`] unless the task is open.
    pub fn cancelled(self) -> Result<Self, AlreadyClosed> {
        self.require_open()?;
        Ok(Self::Cancelled)
    }

    /// Deciding, reassigning, commenting on a step and cancelling all need an open task.
    ///
    /// # Errors
    /// [`AlreadyClosed`] unless it is.
    pub fn require_open(self) -> Result<(), AlreadyClosed> {
        if self == Self::Open {
            Ok(())
        } else {
            Err(AlreadyClosed(self))
        }
    }
}

/// What an assignee decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Decision {
    /// Yes to what the task asks.
    Approve,
    /// No to it.
    Deny,
}

codes!(Decision);

/// What closing a task does to the grant it is about, in the same transaction (T13).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Effect {
    /// The subject gets the role.
    GrantRole,
    /// The reviewed grant stays, and counts as certified.
    KeepGrant,
    /// The grant is taken away; what the subject lent of it follows R12.
    RevokeGrant,
    /// Nothing changes.
    None,
}

codes!(Effect);

/// What comes after a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// The step at this position begins, counted from 0.
    Step(usize),
    /// The task closes.
    Closed {
        /// Approved or denied.
        state: TaskState,
        /// To be carried out in the same transaction.
        effect: Effect,
    },
}

/// What follows when the step at `position` (from 0) of a task with `steps` steps is decided (T13): a denial
/// closes the task at any step, an approval goes on to the next step and closes after the last.
pub fn after_decision(kind: PolicyKind, steps: usize, position: usize, decision: Decision) -> Next {
    match decision {
        Decision::Approve if position.saturating_add(1) < steps => Next::Step(position.saturating_add(1)),
        Decision::Approve => Next::Closed {
            state: TaskState::Approved,
            effect: match kind {
                PolicyKind::Request => Effect::GrantRole,
                PolicyKind::Review => Effect::KeepGrant,
                PolicyKind::Revoke => Effect::RevokeGrant,
            },
        },
        Decision::Deny => Next::Closed {
            state: TaskState::Denied,
            effect: match kind {
                PolicyKind::Review => Effect::RevokeGrant,
                PolicyKind::Request | PolicyKind::Revoke => Effect::None,
            },
        },
    }
}

/// Whether the step wants a reason for that decision (T10).
pub fn reason_needed(step: &Step, decision: Decision) -> bool {
    match decision {
        Decision::Approve => step.reason_to_approve,
        Decision::Deny => step.reason_to_deny,
    }
}

/// Judges the reason typed with a decision and gives it back trimmed; `None` if there is none and none is needed.
///
/// # Errors
/// The message for the field `reason`: missing, then impossible, then over [`MAX_REASON`] characters.
pub fn check_reason(step: &Step, decision: Decision, text: &str) -> Result<Option<String>, String> {
    let reason = check_long_text("Reason", text, MAX_REASON)?;
    if !reason.is_empty() {
        return Ok(Some(reason));
    }
    match (reason_needed(step, decision), decision) {
        (false, _) => Ok(None),
        (true, Decision::Approve) => Err("Enter a reason for approving".to_owned()),
        (true, Decision::Deny) => Err("Enter a reason for denying".to_owned()),
    }
}

/// Judges the reason typed with a reassignment, which always needs one (T14), and gives it back trimmed.
///
/// # Errors
/// The message for the field `reason`: impossible, missing, or over [`MAX_REASON`] characters.
pub fn check_reason_to_reassign(text: &str) -> Result<String, String> {
    let reason = check_long_text("Reason", text, MAX_REASON)?;
    if reason.is_empty() {
        return Err("Enter a reason for reassigning".to_owned());
    }
    Ok(reason)
}
