//! Judging what is typed about a policy and its steps (T10): the same functions for the pages and whatever else edits
//! policies. Who is active and which roles there are has been read by the caller.

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};

use super::{Approver, PolicyKind, Step};
use crate::ids::{PersonId, RoleId};
use crate::text::check_display_text;

/// The most characters the name of a policy has.
pub const MAX_NAME: usize = 80;

/// The most people a step names (T10).
pub const MAX_APPROVERS: usize = 32;

/// The most steps a policy has.
pub const MAX_STEPS: usize = 32;

/// The ids of the fields for the people a step names. All of them are posted as `approvers`.
pub const APPROVER_FIELDS: [&str; MAX_APPROVERS] = [
    "approvers",
    "approvers-2",
    "approvers-3",
    "approvers-4",
    "approvers-5",
    "approvers-6",
    "approvers-7",
    "approvers-8",
    "approvers-9",
    "approvers-10",
    "approvers-11",
    "approvers-12",
    "approvers-13",
    "approvers-14",
    "approvers-15",
    "approvers-16",
    "approvers-17",
    "approvers-18",
    "approvers-19",
    "approvers-20",
    "approvers-21",
    "approvers-22",
    "approvers-23",
    "approvers-24",
    "approvers-25",
    "approvers-26",
    "approvers-27",
    "approvers-28",
    "approvers-29",
    "approvers-30",
    "approvers-31",
    "approvers-32",
];

/// A step as it is typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct StepForm {
    /// `manager`, `people`, `role` or `subject`.
    pub approver: String,
    /// Usernames; empty ones count as not there.
    pub approvers: Vec<String>,
    /// A role's code.
    pub approver_role: String,
    /// As [`Step::allow_delegation`].
    pub allow_delegation: bool,
    /// As [`Step::allow_self_approval`].
    pub allow_self_approval: bool,
    /// As [`Step::distinct_approvers`].
    pub distinct_approvers: bool,
    /// As [`Step::allow_reassignment`].
    pub allow_reassignment: bool,
    /// As [`Step::reason_to_approve`].
    pub reason_to_approve: bool,
    /// As [`Step::reason_to_deny`].
    pub reason_to_deny: bool,
    /// A username, or empty for none.
    pub fallback: String,
}

impl StepForm {
    /// Every username that [`check_step`] will ask [`Known`] for, without spaces around it.
    pub fn usernames(&self) -> impl Iterator<Item = &str> {
        let named = self.approvers.iter().filter(|_| self.approver == "people");
        named
            .chain([&self.fallback])
            .map(|typed| typed.trim())
            .filter(|typed| !typed.is_empty())
    }
}

/// What has been read about the names in a [`StepForm`].
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// Active people, by the username as it was typed.
    pub people: HashMap<String, PersonId>,
    /// The role of that code, if there is one.
    pub role: Option<RoleId>,
}

/// One wrong field, with the one message that it gets (G6).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The id of the field.
    pub field: &'static str,
    /// What is allowed, for the user.
    pub message: String,
    /// What was typed, where it is nobody's username: the caller may say who could have been meant.
    pub unknown: Option<String>,
}

impl Problem {
    fn new(field: &'static str, message: impl Into<String>) -> Self {
        Self {
            field,
            message: message.into(),
            unknown: None,
        }
    }
}

/// Judges a policy's name and gives it back trimmed. That no other has it is the database's to say.
///
/// # Errors
/// The message for the field `name`.
pub fn check_name(text: &str) -> Result<String, String> {
    check_display_text("Name", text, MAX_NAME)
}

/// Judges the type of a new policy; it never changes afterwards.
///
/// # Errors
/// The message for the field `type`.
pub fn check_kind(code: &str) -> Result<PolicyKind, String> {
    PolicyKind::from_code(code).ok_or_else(|| "Choose what the policy is for".to_owned())
}

/// Judges a step. What belongs to another kind of approver than the one chosen is left alone, whatever it is.
///
/// # Errors
/// One [`Problem`] a field, in the order of the form.
pub fn check_step(form: &StepForm, known: &Known) -> Result<Step, Vec<Problem>> {
    let mut problems = Vec::new();
    let approver = match form.approver.as_str() {
        "manager" => Some(Approver::Manager),
        "subject" => Some(Approver::Subject),
        "role" => check_role(form, known, &mut problems),
        "people" => check_people(form, known, &mut problems),
        _ => {
            problems.push(Problem::new("approver", "Choose who decides this step"));
            None
        }
    };
    let fallback = match form.fallback.trim() {
        "" => None,
        typed => {
            let found = known.people.get(typed).copied();
            if found.is_none() {
                problems.push(not_active("fallback", "Fallback approver", typed));
            }
            found
        }
    };
    match approver {
        Some(approver) if problems.is_empty() => Ok(Step {
            approver,
            allow_delegation: form.allow_delegation,
            allow_self_approval: form.allow_self_approval,
            distinct_approvers: form.distinct_approvers,
            allow_reassignment: form.allow_reassignment,
            reason_to_approve: form.reason_to_approve,
            reason_to_deny: form.reason_to_deny,
            fallback,
        }),
        _ => Err(problems),
    }
}

fn check_role(form: &StepForm, known: &Known, problems: &mut Vec<Problem>) -> Option<Approver> {
    match (form.approver_role.trim(), known.role) {
        ("", _) => problems.push(Problem::new(
            "approver_role",
            "Choose the role whose holders decide",
        )),
        (_, None) => problems.push(Problem::new("approver_role", "Choose one of the roles offered")),
        (_, Some(role)) => return Some(Approver::Role { role }),
    }
    None
}

fn check_people(form: &StepForm, known: &Known, problems: &mut Vec<Problem>) -> Option<Approver> {
    let before = problems.len();
    let typed: Vec<(usize, &str)> = form
        .approvers
        .iter()
        .map(|typed| typed.trim())
        .enumerate()
        .filter(|(_, typed)| !typed.is_empty())
        .collect();
    if typed.is_empty() {
        problems.push(Problem::new("approvers", "Name at least one person"));
    }
    if typed.len() > MAX_APPROVERS {
        let message = format!(
            "Name {MAX_APPROVERS} people at most: there are {}. To ask more, ask the holders of a role",
            typed.len()
        );
        problems.push(Problem::new("approvers", message));
        return None;
    }
    let mut people = Vec::new();
    let mut seen = HashSet::new();
    for (index, typed) in typed {
        let field = APPROVER_FIELDS.get(index).copied().unwrap_or("approvers");
        match known.people.get(typed) {
            None => problems.push(not_active(field, "Approver", typed)),
            Some(person) if !seen.insert(*person) => {
                let message = format!("“{}” is named already: name each person once", shown(typed));
                problems.push(Problem::new(field, message));
            }
            Some(person) => people.push(*person),
        }
    }
    (problems.len() == before).then_some(Approver::People { people })
}

/// An inactive person is told apart from an unknown one nowhere.
fn not_active(field: &'static str, label: &str, typed: &str) -> Problem {
    Problem {
        field,
        message: format!(
            "{label} must be an active person: nobody active has the username “{}”",
            shown(typed)
        ),
        unknown: Some(typed.to_owned()),
    }
}

fn shown(typed: &str) -> String {
    typed.chars().take(64).collect()
}
