//! A policy as it stands in its editor (T10), and what saving it would change, in words: the same for the page and for whoever edits
//! in the browser.

use serde::{Deserialize, Serialize};

use super::StepForm;
use crate::ids::StepId;

/// A policy as it is typed: its name and all of its steps.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// As typed.
    pub name: String,
    /// In order.
    pub steps: Vec<DraftStep>,
}

/// A step as it is typed, wherever it stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftStep {
    /// The saved step that it is; none: a new one.
    pub id: Option<StepId>,
    /// What it asks and allows.
    pub form: StepForm,
}

/// What a page calls those whom steps name.
pub trait Names {
    /// The person with that username.
    fn person(&self, username: &str) -> String;

    /// The role with that code.
    fn role(&self, code: &str) -> String;
}

/// What a step allows or demands, each a tick box.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flag {
    /// [`StepForm::allow_delegation`].
    AllowDelegation,
    /// [`StepForm::allow_self_approval`].
    AllowSelfApproval,
    /// [`StepForm::distinct_approvers`].
    DistinctApprovers,
    /// [`StepForm::allow_reassignment`].
    AllowReassignment,
    /// [`StepForm::reason_to_approve`].
    ReasonToApprove,
    /// [`StepForm::reason_to_deny`].
    ReasonToDeny,
}

impl Flag {
    /// All of them, in the order of the form.
    pub const ALL: [Self; 6] = [
        Self::AllowDelegation,
        Self::AllowSelfApproval,
        Self::DistinctApprovers,
        Self::AllowReassignment,
        Self::ReasonToApprove,
        Self::ReasonToDeny,
    ];

    /// The name that it is posted under.
    pub fn name(self) -> &'static str {
        match self {
            Self::AllowDelegation => "allow_delegation",
            Self::AllowSelfApproval => "allow_self_approval",
            Self::DistinctApprovers => "distinct_approvers",
            Self::AllowReassignment => "allow_reassignment",
            Self::ReasonToApprove => "reason_to_approve",
            Self::ReasonToDeny => "reason_to_deny",
        }
    }

    /// The words beside the box.
    pub fn label(self) -> &'static str {
        match self {
            Self::AllowDelegation => "Allow task delegation",
            Self::AllowSelfApproval => "Allow self-approval",
            Self::DistinctApprovers => "Require distinct approvers",
            Self::AllowReassignment => "Allow reassignment",
            Self::ReasonToApprove => "Reason required to approve",
            Self::ReasonToDeny => "Reason required to deny",
        }
    }

    /// Whether it is ticked.
    pub fn of(self, form: &StepForm) -> bool {
        match self {
            Self::AllowDelegation => form.allow_delegation,
            Self::AllowSelfApproval => form.allow_self_approval,
            Self::DistinctApprovers => form.distinct_approvers,
            Self::AllowReassignment => form.allow_reassignment,
            Self::ReasonToApprove => form.reason_to_approve,
            Self::ReasonToDeny => form.reason_to_deny,
        }
    }

    /// Ticks it, or not.
    pub fn set(self, form: &mut StepForm, is_ticked: bool) {
        let flag = match self {
            Self::AllowDelegation => &mut form.allow_delegation,
            Self::AllowSelfApproval => &mut form.allow_self_approval,
            Self::DistinctApprovers => &mut form.distinct_approvers,
            Self::AllowReassignment => &mut form.allow_reassignment,
            Self::ReasonToApprove => &mut form.reason_to_approve,
            Self::ReasonToDeny => &mut form.reason_to_deny,
        };
        *flag = is_ticked;
    }
}

impl Draft {
    /// The place of a saved step, from 1; none: it is not there.
    pub fn place_of(&self, id: Option<StepId>) -> Option<usize> {
        let id = Some(id?);
        let index = self.steps.iter().position(|step| step.id == id)?;
        Some(index + 1)
    }

    /// Brings what is typed up to a policy that somebody else has saved meanwhile, so that saving it loses nothing that its writer
    /// never saw (G5): a step that was added meanwhile stands after the others, and one that was removed meanwhile is a new one.
    /// `opened`: the steps that the policy had when the form was opened; one of them that is not typed any more was removed on
    /// purpose, and stays so.
    pub fn catch_up(&mut self, saved: &Self, opened: &[StepId]) {
        for step in &mut self.steps {
            step.id = step.id.filter(|id| saved.place_of(Some(*id)).is_some());
        }
        for step in &saved.steps {
            let was_there = step.id.is_some_and(|id| opened.contains(&id));
            if !was_there && self.place_of(step.id).is_none() {
                self.steps.push(step.clone());
            }
        }
    }
}

/// Moves what stands at a place to another, both from 1; what is between makes room. False: there is no such place, and nothing is
/// moved.
pub fn move_to<T>(steps: &mut Vec<T>, from: usize, to: usize) -> bool {
    let places = 1..=steps.len();
    if from == to || !places.contains(&from) || !places.contains(&to) {
        return false;
    }
    let step = steps.remove(from - 1);
    steps.insert(to - 1, step);
    true
}

/// What saving would change, a sentence each, without full stops. None: nothing.
pub fn changes(saved: &Draft, draft: &Draft, names: &dyn Names) -> Vec<String> {
    let mut all = Vec::new();
    let (before, after) = (saved.name.trim(), draft.name.trim());
    if before != after {
        all.push(["Name ", before, " → ", after].concat());
    }
    for (step, place) in saved.steps.iter().zip(1_usize..) {
        if draft.place_of(step.id).is_none() {
            let approver = step.form.approver_in_words(names);
            all.push(["Step ", &place.to_string(), " removed: ", &approver].concat());
        }
    }
    let moved = moved(saved, draft);
    for (step, place) in draft.steps.iter().zip(1_usize..) {
        let number = place.to_string();
        let found = saved
            .place_of(step.id)
            .and_then(|was| Some((was, saved.steps.get(was - 1)?)));
        let Some((was, old)) = found else {
            let approver = step.form.approver_in_words(names);
            all.push(["Step ", &number, " added: ", &approver].concat());
            continue;
        };
        if moved.contains(&was) {
            all.push(["Step ", &was.to_string(), " moved: it is step ", &number, " now"].concat());
        }
        for words in step_changes(&old.form, &step.form, names) {
            all.push(["Step ", &number, ": ", &words].concat());
        }
    }
    all
}

/// The places, as saved, of the fewest steps that have to be moved for the order to be the draft's: all but the longest row that is in
/// order still.
pub fn moved(saved: &Draft, draft: &Draft) -> Vec<usize> {
    let order: Vec<usize> = draft
        .steps
        .iter()
        .filter_map(|step| saved.place_of(step.id))
        .collect();
    // For each, the longest row in order that ends with it.
    let mut rows: Vec<Vec<usize>> = Vec::new();
    for (index, place) in order.iter().enumerate() {
        let before = rows.iter().take(index).filter(|row| row.last() < Some(place));
        // Of several that are as long, the first.
        let longest = before.rev().max_by_key(|row| row.len());
        let mut row = longest.cloned().unwrap_or_default();
        row.push(*place);
        rows.push(row);
    }
    let stays = rows.into_iter().rev().max_by_key(Vec::len).unwrap_or_default();
    order.into_iter().filter(|place| !stays.contains(place)).collect()
}

/// What is another between two forms of a step.
fn step_changes(old: &StepForm, new: &StepForm, names: &dyn Names) -> Vec<String> {
    let (old, new) = (old.settled(), new.settled());
    let mut all = Vec::new();
    let asks = |form: &StepForm| {
        (
            form.approver.clone(),
            form.approvers.clone(),
            form.approver_role.clone(),
        )
    };
    if asks(&old) != asks(&new) {
        let (before, after) = (old.approver_in_words(names), new.approver_in_words(names));
        all.push(["Approver ", &before, " → ", &after].concat());
    }
    for flag in Flag::ALL {
        let word = |form| if flag.of(form) { "on" } else { "off" };
        if flag.of(&old) != flag.of(&new) {
            all.push([flag.label(), " ", word(&old), " → ", word(&new)].concat());
        }
    }
    if old.fallback != new.fallback {
        let fallback = |form: &StepForm| match form.fallback.as_str() {
            "" => "none".to_owned(),
            username => names.person(username),
        };
        all.push(["Fallback approver ", &fallback(&old), " → ", &fallback(&new)].concat());
    }
    all
}

impl StepForm {
    /// A step as a new one is offered: delegation and reassignment allowed, the rest off (T10).
    pub fn of_new_step() -> Self {
        Self {
            approver: "manager".to_owned(),
            allow_delegation: true,
            allow_reassignment: true,
            ..Self::default()
        }
    }

    /// What of it counts: without spaces and empty fields, and without what belongs to another kind of approver than the one chosen.
    #[must_use]
    pub fn settled(&self) -> Self {
        let mut form = self.clone();
        form.fallback = form.fallback.trim().to_owned();
        form.approver_role = match form.approver.as_str() {
            "role" => form.approver_role.trim().to_owned(),
            _ => String::new(),
        };
        let names_people = form.approver == "people";
        form.approvers
            .retain(|typed| names_people && !typed.trim().is_empty());
        for typed in &mut form.approvers {
            *typed = typed.trim().to_owned();
        }
        form
    }

    /// Whom it asks, as far as that is chosen.
    pub fn approver_in_words(&self, names: &dyn Names) -> String {
        let form = self.settled();
        match form.approver.as_str() {
            "manager" => "The subject’s manager".to_owned(),
            "subject" => "The subject".to_owned(),
            "role" if !form.approver_role.is_empty() => {
                ["Holders of ", &names.role(&form.approver_role)].concat()
            }
            "role" => "Holders of a role".to_owned(),
            "people" if !form.approvers.is_empty() => {
                let people: Vec<String> = form.approvers.iter().map(|typed| names.person(typed)).collect();
                people.join(" or ")
            }
            "people" => "Named people".to_owned(),
            "administrators" => "Everybody else who could add the role".to_owned(),
            _ => "Nobody yet".to_owned(),
        }
    }
}
