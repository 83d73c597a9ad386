//! What the policy forms post, and where they lead.

use domain::ids::{PolicyId, StepId};
use domain::policy::{Approver, MAX_APPROVERS, StepForm};
use islands::codes;
use islands::codes::optional;
use serde::Deserialize;
use services::policies::{NewPolicy, PolicyPage, SavedStep, StepInput};
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

/// One of the forms of a policy's page.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct PolicyForm {
    /// What its button does; none: the button asks first.
    #[serde(deserialize_with = "optional")]
    pub(super) action: Option<Action>,
    /// What is asked about first.
    #[serde(deserialize_with = "optional")]
    pub(super) ask: Option<Ask>,
    /// The version the page was opened with (G5).
    pub(super) version: String,
    /// The new name.
    pub(super) name: String,
    /// A role's code.
    pub(super) role: String,
    /// A step's id.
    pub(super) step: String,
    /// The place a step is moved to.
    pub(super) to: String,
}

/// What the buttons do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub(super) enum Action {
    /// Gives the policy another name.
    Rename,
    /// Deletes the policy, once it was asked about.
    Delete,
    /// Makes it the default of its type.
    #[strum(serialize = "default")]
    MakeDefault,
    /// Moves a step.
    #[strum(serialize = "move")]
    MoveStep,
    /// Removes a step, once it was asked about.
    #[strum(serialize = "remove")]
    RemoveStep,
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
    /// Removing a step.
    #[strum(serialize = "remove")]
    RemoveStep,
    /// That a role follows it no more.
    Stop,
}

codes!(Ask);

impl PolicyForm {
    /// The version the page was opened with; none that can be: never the present one.
    pub(super) fn version(&self) -> i32 {
        self.version.parse().unwrap_or(0)
    }

    /// The step it is about.
    pub(super) fn step(&self) -> Option<StepId> {
        self.step.parse().ok().map(StepId)
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

    /// For the use case.
    pub(super) fn imagined(&self) -> Imagined {
        Imagined {
            subject: self.subject.clone(),
            requester: self.requester.clone(),
            role: self.role.clone(),
        }
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
        Self {
            version: policy.version.to_string(),
            approver: "manager".to_owned(),
            allow_delegation: ticked(true),
            allow_reassignment: ticked(true),
            ..Self::default()
        }
    }

    /// The form of a step that is there.
    pub(super) fn of(policy: &PolicyPage, saved: &SavedStep) -> Self {
        let step = &saved.step;
        let username = |id| policy.person(id).map(|person| person.username.clone());
        let (mut approvers, mut approver_role) = (Vec::new(), String::new());
        match &step.approver {
            Approver::People { people } => approvers = people.iter().filter_map(|id| username(*id)).collect(),
            Approver::Role { role } => {
                approver_role = policy
                    .role(*role)
                    .map(|role| role.code.clone())
                    .unwrap_or_default();
            }
            Approver::Manager | Approver::Subject | Approver::Administrators => {}
        }
        Self {
            version: policy.version.to_string(),
            step: saved.id.to_string(),
            action: StepAction::default(),
            approver: step.approver.code().to_owned(),
            approvers,
            approver_role,
            allow_delegation: ticked(step.allow_delegation),
            allow_self_approval: ticked(step.allow_self_approval),
            distinct_approvers: ticked(step.distinct_approvers),
            allow_reassignment: ticked(step.allow_reassignment),
            reason_to_approve: ticked(step.reason_to_approve),
            reason_to_deny: ticked(step.reason_to_deny),
            fallback: step.fallback.and_then(username).unwrap_or_default(),
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
        let last = self.approvers.iter().rposition(|typed| !typed.trim().is_empty());
        let filled = last.map_or(0, |last| last + 1);
        let room = match self.action {
            StepAction::More => 6,
            StepAction::Save => 2,
        };
        let wanted = (filled + room).max(3).min(MAX_APPROVERS.max(filled));
        let mut fields: Vec<String> = self.approvers.iter().take(filled).cloned().collect();
        fields.resize(wanted, String::new());
        fields
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use islands::codes::testing::{hold, hold_optional};

    #[test]
    fn the_buttons_of_the_forms_are_these() {
        hold_optional(&[
            (Action::Rename, "rename"),
            (Action::Delete, "delete"),
            (Action::MakeDefault, "default"),
            (Action::MoveStep, "move"),
            (Action::RemoveStep, "remove"),
            (Action::Use, "use"),
            (Action::Stop, "stop"),
        ]);
        hold_optional(&[
            (Ask::Delete, "delete"),
            (Ask::RemoveStep, "remove"),
            (Ask::Stop, "stop"),
        ]);
        hold(&[(StepAction::Save, "save"), (StepAction::More, "more")]);
    }

    #[test]
    fn there_is_room_for_more_people_up_to_what_a_step_can_name() {
        let with = |filled: usize, action| StepFields {
            approvers: vec!["ben".to_owned(); filled],
            action,
            ..StepFields::default()
        };
        assert_eq!(with(0, StepAction::Save).people_fields().len(), 3);
        assert_eq!(with(5, StepAction::Save).people_fields().len(), 7);
        assert_eq!(with(5, StepAction::More).people_fields().len(), 11);
        assert_eq!(with(32, StepAction::More).people_fields().len(), 32);
        assert_eq!(
            with(40, StepAction::Save).people_fields().len(),
            40,
            "nothing typed is lost (G6)"
        );
        let mut gap = with(4, StepAction::Save);
        gap.approvers = vec![String::new(), "bea".to_owned(), " ".to_owned()];
        assert_eq!(
            gap.people_fields(),
            ["", "bea", "", ""],
            "each stays in its place, where its error stands"
        );
    }
}
