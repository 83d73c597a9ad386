//! What the task forms post.

use std::collections::HashMap;

use domain::ids::TaskId;
use domain::task::Decision;
use islands::codes;
use islands::codes::optional;
use serde::Deserialize;
use services::tasks::Ticked;
use strum::{EnumString, IntoStaticStr, VariantArray};

use crate::ui::REASON_ID;

/// Approve, deny, reassign, comment or cancel, from the list or the task's page.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct TaskForm {
    /// The tasks, where the form stands in the list: one, or those that are ticked.
    pub(super) task: Vec<String>,
    /// Every task of the list with the step that stood open when it was shown (G5), as `id:step`.
    pub(super) seen: Vec<String>,
    /// What its button does; none: the button asks first.
    #[serde(deserialize_with = "optional")]
    pub(super) action: Option<Action>,
    /// Whether its button asks first.
    #[serde(deserialize_with = "optional")]
    pub(super) ask: Option<Ask>,
    /// Why.
    pub(super) reason: String,
    /// A username.
    pub(super) to: String,
    /// From whom a super administrator takes it: a username, or `role:` and a role's code.
    pub(super) from: String,
    /// Something to say.
    pub(super) comment: String,
    /// The step that stood open when the form was opened (G5).
    pub(super) step: String,
    /// The id of the form: sent twice from below the list, it is one operation.
    pub(super) form: String,
    /// Not empty: the form stands below the list.
    #[serde(rename = "ticked")]
    pub(super) below_list: String,
}

/// What the buttons do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub(super) enum Action {
    Approve,
    /// Once it was asked about.
    Deny,
    Reassign,
    Comment,
    /// Once it was asked about.
    Cancel,
}

codes!(Action);

/// What the buttons that ask say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub(super) enum Ask {
    /// Whether to deny.
    Deny,
    /// Whether to cancel.
    Cancel,
    /// It was asked, and nothing is to be done.
    Keep,
}

codes!(Ask);

/// What is asked about before it is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// Denying the step that is open.
    Denial,
    /// Cancelling the task.
    Cancellation,
}

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Act {
    /// Approve or deny.
    Decide(Decision),
    /// Pass on by hand.
    Reassign,
    /// Say something.
    Comment,
    /// Cancel.
    Cancel,
}

/// What a form is sent for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sent {
    /// To do something.
    Do(Act),
    /// To be asked about it first.
    Ask(Ending),
    /// To go back from the question about it.
    Keep(Act),
}

/// Where a form stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    /// On the task's page.
    Page,
    /// In its line of the list.
    Line,
    /// Below the list: it acts on what is ticked.
    Ticked,
}

impl TaskForm {
    /// Where it stands.
    pub(super) fn origin(&self) -> Origin {
        match (self.task.len(), self.below_list.is_empty()) {
            (0, true) => Origin::Page,
            (1, true) => Origin::Line,
            (_, true) | (_, false) => Origin::Ticked,
        }
    }

    /// What it is sent for; none: it does not say, as no form of Locum does.
    pub(super) fn sent(&self) -> Option<Sent> {
        match self.ask {
            None => self.action.map(|action| Sent::Do(action.act())),
            Some(Ask::Keep) => self.action.map(|action| Sent::Keep(action.act())),
            Some(Ask::Deny) => Some(Sent::Ask(Ending::Denial)),
            Some(Ask::Cancel) => Some(Sent::Ask(Ending::Cancellation)),
        }
    }

    /// The tasks that are ticked, each with the step that the list showed, and how many cannot be read.
    pub(super) fn ticked(&self) -> (Vec<Ticked>, usize) {
        ticked(&self.task, &self.seen)
    }

    /// From whom a super administrator takes it; none: the form does not say.
    pub(super) fn from(&self) -> Option<&str> {
        Some(self.from.as_str()).filter(|from| !from.is_empty())
    }

    /// The step that stood open when the form was opened.
    pub(super) fn step(&self) -> Option<i16> {
        self.step.parse().ok()
    }
}

impl Action {
    fn act(self) -> Act {
        match self {
            Self::Approve => Act::Decide(Decision::Approve),
            Self::Deny => Act::Decide(Decision::Deny),
            Self::Reassign => Act::Reassign,
            Self::Comment => Act::Comment,
            Self::Cancel => Act::Cancel,
        }
    }
}

impl Ending {
    /// What the button of the question does.
    pub(super) fn action(self) -> Action {
        match self {
            Self::Denial => Action::Deny,
            Self::Cancellation => Action::Cancel,
        }
    }

    /// What is done once it was asked about.
    pub(super) fn act(self) -> Act {
        self.action().act()
    }
}

impl Act {
    /// What is asked about before it is done; none: it is done at once.
    pub(super) fn ending(self) -> Option<Ending> {
        match self {
            Self::Decide(Decision::Deny) => Some(Ending::Denial),
            Self::Cancel => Some(Ending::Cancellation),
            Self::Decide(Decision::Approve) | Self::Reassign | Self::Comment => None,
        }
    }

    /// The id of the field on the task's page that a use case calls `field`: several forms there have a reason, and each
    /// error stands at its own.
    pub(super) fn id_of(self, field: &'static str) -> &'static str {
        match (self, field) {
            (Self::Cancel | Self::Decide(Decision::Deny), "reason") => REASON_ID,
            (Self::Reassign, "reason") => "reassign-reason",
            _ => field,
        }
    }
}

/// The tasks that are ticked, each with the step of `seen` (`id:step`) that the page showed, and how many cannot be read.
pub(crate) fn ticked(tasks: &[String], seen: &[String]) -> (Vec<Ticked>, usize) {
    let seen: HashMap<&str, i16> = seen
        .iter()
        .filter_map(|seen| seen.split_once(':'))
        .filter_map(|(id, step)| Some((id, step.parse().ok()?)))
        .collect();
    let ticked: Vec<Ticked> = tasks
        .iter()
        .filter_map(|id| {
            let step = seen.get(id.as_str()).copied();
            task_id(id).map(|task| Ticked { task, step })
        })
        .collect();
    let unreadable = tasks.len() - ticked.len();
    (ticked, unreadable)
}

/// Reads a task's id from a path or a form.
pub(super) fn task_id(text: &str) -> Option<TaskId> {
    uuid::Uuid::try_parse(text).ok().map(TaskId)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::KEEP;
    use islands::codes::testing::hold_optional;

    #[test]
    fn t13_the_buttons_are_these() {
        hold_optional(&[
            (Action::Approve, "approve"),
            (Action::Deny, "deny"),
            (Action::Reassign, "reassign"),
            (Action::Comment, "comment"),
            (Action::Cancel, "cancel"),
        ]);
        hold_optional(&[(Ask::Deny, "deny"), (Ask::Cancel, "cancel"), (Ask::Keep, KEEP)]);
    }

    #[test]
    fn t13_what_ends_a_task_is_asked_about_first() {
        let sent = |ask, action| {
            let form = TaskForm {
                ask,
                action,
                ..TaskForm::default()
            };
            form.sent()
        };
        let (deny, cancel) = (Act::Decide(Decision::Deny), Act::Cancel);
        assert_eq!(sent(None, None), None);
        assert_eq!(sent(Some(Ask::Keep), None), None);
        assert_eq!(sent(Some(Ask::Deny), None), Some(Sent::Ask(Ending::Denial)));
        assert_eq!(
            sent(Some(Ask::Cancel), None),
            Some(Sent::Ask(Ending::Cancellation))
        );
        assert_eq!(sent(Some(Ask::Keep), Some(Action::Deny)), Some(Sent::Keep(deny)));
        assert_eq!(sent(None, Some(Action::Cancel)), Some(Sent::Do(cancel)));
        for action in Action::VARIANTS {
            let act = action.act();
            assert!(act.ending().is_none_or(|ending| ending.act() == act), "{act:?}");
        }
        assert_eq!(
            [deny, cancel].map(Act::ending),
            [Some(Ending::Denial), Some(Ending::Cancellation)]
        );
    }
}
