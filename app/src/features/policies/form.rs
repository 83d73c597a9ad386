//! What the policy forms post, and where they lead.

use domain::ids::{PolicyId, StepId};
use domain::policy::{Draft, DraftStep, StepForm};
use islands::codes;
use islands::codes::optional;
use islands::policies::{Imagining, StepEdit, people_fields};
use serde::Deserialize;
use services::policies::{NewPolicy, PolicyPage, SavedStep, StepInput, form_of};
use services::tasks::Imagined;
use strum::{EnumString, IntoStaticStr, VariantArray};

use crate::local_path::LocalPath;

/// The list's path.
pub(super) const LIST: &str = "/admin/settings/policies";

/// Reads a policy's id from a path.
pub(super) fn policy_id(text: &str) -> Option<PolicyId> {
    text.parse().ok().map(PolicyId)
}

/// A policy's page.
pub(super) fn policy_path(id: PolicyId) -> LocalPath {
    LocalPath::parse(&format!("{LIST}/{id}")).unwrap_or_else(LocalPath::root)
}

/// A step's page.
pub(super) fn step_path(id: PolicyId, place: usize) -> String {
    format!("{LIST}/{id}/steps/{place}")
}

/// A new policy, as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct NewForm {
    /// Its name.
    pub(super) name: String,
    /// Its type's code.
    #[serde(rename = "type")]
    pub(super) kind: String,
}

impl NewForm {
    /// For the use case.
    pub(super) fn input(&self) -> NewPolicy {
        NewPolicy {
            name: self.name.clone(),
            kind: self.kind.clone(),
        }
    }
}

/// One of the forms of a policy's page: its editor, which holds the whole policy, or one of the small ones.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct PolicyForm {
    /// What its button does; none: the button asks first, or edits.
    #[serde(deserialize_with = "optional")]
    pub(super) action: Option<Action>,
    /// What is asked about first.
    #[serde(deserialize_with = "optional")]
    pub(super) ask: Option<Ask>,
    /// What is done to what is typed.
    #[serde(deserialize_with = "optional")]
    pub(super) edit: Option<StepEdit>,
    /// The version the page was opened with (G5).
    pub(super) version: String,
    /// The ids of the steps that the policy had then, with spaces between them.
    pub(super) opened: String,
    /// The name.
    pub(super) name: String,
    /// A role's code.
    pub(super) role: String,
    /// The steps in order, each as JSON.
    pub(super) steps: Vec<String>,
    /// The place of the step that is open: the fields below are its.
    pub(super) open: String,
    pub(super) approver: String,
    pub(super) approvers: Vec<String>,
    pub(super) approver_role: String,
    pub(super) allow_delegation: String,
    pub(super) allow_self_approval: String,
    pub(super) distinct_approvers: String,
    pub(super) allow_reassignment: String,
    pub(super) reason_to_approve: String,
    pub(super) reason_to_deny: String,
    pub(super) fallback: String,
    /// Username of who asks, of the task to imagine.
    pub(super) requester: String,
    /// Username of whom it is about.
    pub(super) subject: String,
}

/// What the buttons do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub(super) enum Action {
    /// Saves the whole policy.
    Save,
    /// Deletes the policy, once it was asked about.
    Delete,
    /// Makes it the default of its type.
    #[strum(serialize = "default")]
    MakeDefault,
    /// A role follows it from now on.
    Use,
    /// A role follows it no more, once it was asked about.
    Stop,
}

codes!(Action);

/// What is asked about before it is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub(super) enum Ask {
    /// Deleting the policy.
    Delete,
    /// That a role follows it no more.
    Stop,
}

codes!(Ask);

impl PolicyForm {
    /// The version the page was opened with; none that can be: never the present one.
    pub(super) fn version(&self) -> i32 {
        self.version.parse().unwrap_or(0)
    }

    /// The steps that the policy had when the page was opened. A form of the version before says none: then no step that is saved
    /// counts as removed, until its writer has seen it (O3).
    pub(super) fn opened(&self) -> Vec<StepId> {
        let ids = self.opened.split(' ');
        ids.filter_map(|id| id.parse().ok().map(StepId)).collect()
    }

    /// The policy as it is typed, and the place of the step that is open; none: no page sends this.
    pub(super) fn draft(&self) -> Option<(Draft, Option<usize>)> {
        let steps: Result<Vec<DraftStep>, _> =
            self.steps.iter().map(|step| serde_json::from_str(step)).collect();
        let mut steps = steps.ok()?;
        let mut open = None;
        if !self.open.is_empty() {
            let place: usize = self.open.parse().ok()?;
            let step = steps.get_mut(place.checked_sub(1)?)?;
            step.form = self.step();
            open = Some(place);
        }
        let name = self.name.clone();
        Some((Draft { name, steps }, open))
    }

    /// The step that is open.
    fn step(&self) -> StepForm {
        StepForm {
            approver: self.approver.clone(),
            approvers: self.approvers.clone(),
            approver_role: self.approver_role.clone(),
            allow_delegation: !self.allow_delegation.is_empty(),
            allow_self_approval: !self.allow_self_approval.is_empty(),
            distinct_approvers: !self.distinct_approvers.is_empty(),
            allow_reassignment: !self.allow_reassignment.is_empty(),
            reason_to_approve: !self.reason_to_approve.is_empty(),
            reason_to_deny: !self.reason_to_deny.is_empty(),
            fallback: self.fallback.clone(),
        }
    }

    /// The task to imagine.
    pub(super) fn imagining(&self) -> Imagining {
        Imagining {
            requester: self.requester.clone(),
            subject: self.subject.clone(),
            role: self.role.clone(),
        }
    }
}

/// A task to imagine, in the address of a policy's page.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct PreviewQuery {
    /// Username of who asks.
    pub(super) requester: String,
    /// Username of whom it is about.
    pub(super) subject: String,
    /// A role's code.
    pub(super) role: String,
    /// Set by the form's button: the form was sent, be it empty.
    pub(super) preview: String,
}

impl PreviewQuery {
    /// Whether the form was sent.
    pub(super) fn is_asked(&self) -> bool {
        !self.preview.is_empty() || !self.subject.is_empty() || !self.requester.is_empty()
    }

    /// The task to imagine.
    pub(super) fn imagining(self) -> Imagining {
        Imagining {
            requester: self.requester,
            subject: self.subject,
            role: self.role,
        }
    }
}

/// For the use case.
pub(crate) fn imagined(imagining: &Imagining) -> Imagined {
    Imagined {
        subject: imagining.subject.clone(),
        requester: imagining.requester.clone(),
        role: imagining.role.clone(),
    }
}

/// A step, as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct StepFields {
    /// The policy's version the form was opened with (G5).
    pub(super) version: String,
    /// The step's id; empty: a new one.
    pub(super) step: String,
    /// What its button does.
    pub(super) action: StepAction,
    pub(super) approver: String,
    pub(super) approvers: Vec<String>,
    pub(super) approver_role: String,
    pub(super) allow_delegation: String,
    pub(super) allow_self_approval: String,
    pub(super) distinct_approvers: String,
    pub(super) allow_reassignment: String,
    pub(super) reason_to_approve: String,
    pub(super) reason_to_deny: String,
    pub(super) fallback: String,
}

/// What the buttons of a step's form do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub(super) enum StepAction {
    /// "Save".
    #[default]
    #[strum(to_string = "save", serialize = "")]
    Save,
    /// "Add people": room for more of them.
    More,
}

codes!(StepAction);

fn ticked(yes: bool) -> String {
    if yes { "true".to_owned() } else { String::new() }
}

impl StepFields {
    /// The form of a new step: delegation and reassignment allowed (T10).
    pub(super) fn new_step(policy: &PolicyPage) -> Self {
        Self::with(policy, StepForm::of_new_step())
    }

    /// The form of a step that is there.
    pub(super) fn of(policy: &PolicyPage, saved: &SavedStep) -> Self {
        Self {
            step: saved.id.to_string(),
            ..Self::with(policy, form_of(policy, &saved.step))
        }
    }

    fn with(policy: &PolicyPage, form: StepForm) -> Self {
        Self {
            version: policy.version.to_string(),
            step: String::new(),
            action: StepAction::default(),
            approver: form.approver,
            approvers: form.approvers,
            approver_role: form.approver_role,
            allow_delegation: ticked(form.allow_delegation),
            allow_self_approval: ticked(form.allow_self_approval),
            distinct_approvers: ticked(form.distinct_approvers),
            allow_reassignment: ticked(form.allow_reassignment),
            reason_to_approve: ticked(form.reason_to_approve),
            reason_to_deny: ticked(form.reason_to_deny),
            fallback: form.fallback,
        }
    }

    /// For the use case.
    pub(super) fn input(&self) -> StepInput {
        StepInput {
            version: self.version.parse().unwrap_or(0),
            step: self.step_id(),
            form: StepForm {
                approver: self.approver.clone(),
                approvers: self.approvers.clone(),
                approver_role: self.approver_role.clone(),
                allow_delegation: !self.allow_delegation.is_empty(),
                allow_self_approval: !self.allow_self_approval.is_empty(),
                distinct_approvers: !self.distinct_approvers.is_empty(),
                allow_reassignment: !self.allow_reassignment.is_empty(),
                reason_to_approve: !self.reason_to_approve.is_empty(),
                reason_to_deny: !self.reason_to_deny.is_empty(),
                fallback: self.fallback.clone(),
            },
        }
    }

    /// The step it is about; none: a new one.
    pub(super) fn step_id(&self) -> Option<StepId> {
        self.step.parse().ok().map(StepId)
    }

    /// What stands in the fields for people: what was typed, and room for more, up to what a step can name.
    pub(super) fn people_fields(&self) -> Vec<String> {
        let room = match self.action {
            StepAction::More => 6,
            StepAction::Save => 2,
        };
        people_fields(&self.input().form, room)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use islands::codes::testing::{hold, hold_optional};

    #[test]
    fn the_buttons_of_the_forms_are_these() {
        hold_optional(&[
            (Action::Save, "save"),
            (Action::Delete, "delete"),
            (Action::MakeDefault, "default"),
            (Action::Use, "use"),
            (Action::Stop, "stop"),
        ]);
        hold_optional(&[(Ask::Delete, "delete"), (Ask::Stop, "stop")]);
        hold(&[(StepAction::Save, "save"), (StepAction::More, "more")]);
    }
}
