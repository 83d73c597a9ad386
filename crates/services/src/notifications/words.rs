//! What a message says: its headline, the line in the list, the further facts of a mail, and why the reader gets it (T9).

use super::{Message, Why};

/// The region of what was done in the reader's name.
const DONE_IN_MY_NAME: &str = "/me/roles-and-delegations#done-in-my-name";

impl Message {
    /// What happened, in one sentence, without why the reader gets it.
    pub fn headline(&self) -> String {
        match self {
            Self::TaskAssigned { title, .. } => format!("“{title}” waits for you"),
            Self::TaskCopy { title, assignee } => format!("“{title}” went to {assignee}"),
            Self::TaskClosed { title, state, .. } => format!("“{title}” was {state}"),
            Self::TaskReassigned { title, by, .. } => format!("{by} passed “{title}” on to you"),
            Self::TaskComment { title, by, .. } => format!("{by} commented on “{title}”"),
            Self::BecameDelegate {
                owner,
                is_to_come: true,
                ..
            } => format!("You will be {owner}’s delegate"),
            Self::BecameDelegate { owner, .. } => format!("You are now {owner}’s delegate"),
            Self::NoLongerDelegate {
                owner,
                never_began: true,
            } => format!("You will not be {owner}’s delegate"),
            Self::NoLongerDelegate { owner, .. } => format!("You are no longer {owner}’s delegate"),
            Self::DelegateInactive { delegate } => format!("Your delegate {delegate} is no longer active"),
            Self::DelegateSetForYou { by, .. } => format!("{by} changed your delegate"),
            Self::RoleDelegated { delegator, .. } => format!("A role of {delegator}’s was delegated"),
            Self::RoleDelegationDeleted {
                delegator,
                proxy,
                role,
                ..
            } => {
                format!("The delegation of {role} from {delegator} to {proxy} was deleted")
            }
            Self::RoleDelegationTurned {
                delegator,
                role,
                has_begun,
            } => {
                let what = if *has_begun { "begun" } else { "ended" };
                format!("The delegation of {role} from {delegator} to you has {what}")
            }
            Self::RoleDelegationOver {
                delegator,
                proxy,
                role,
                had_begun,
                ..
            } => {
                let what = if *had_begun { "has ended" } else { "was cancelled" };
                format!("The delegation of {role} from {delegator} to {proxy} {what}")
            }
            Self::RoleDelegationEnds {
                delegator,
                proxy,
                role,
                ..
            } => {
                format!("The delegation of {role} from {delegator} to {proxy} ends soon")
            }
            Self::DoneInYourName {
                by, done, more: 0, ..
            } => format!("{by} {done} for you"),
            Self::DoneInYourName { by, done, more, .. } => {
                format!("{by} {done}, and {more} more like it, for you")
            }
            Self::Absence { by, done, .. } => format!("{by} {done} an absence of yours"),
            Self::AbsenceRequested { person, .. } => format!("{person} requests an absence"),
        }
    }

    /// The message in a line, as the list of notifications shows it.
    pub fn in_words(&self) -> String {
        let headline = self.headline();
        match self {
            Self::TaskAssigned {
                standing_in_for: Some(name),
                via,
                ..
            } => match via.is_empty() {
                true => format!("{headline}: you stand in for {name}."),
                false => format!(
                    "{headline}: you stand in for {name}, through {}.",
                    via.join(" and ")
                ),
            },
            Self::TaskAssigned { pool: Some(role), .. } => {
                format!("{headline} as one of those who hold {role}.")
            }
            Self::TaskCopy { .. } => format!("{headline}, who stands in for you."),
            Self::TaskClosed { reason, why, .. } => match reason {
                Some(reason) => format!("{headline}: {}{}", ended(reason), why.aside()),
                None => format!("{headline}.{}", why.aside()),
            },
            Self::TaskReassigned {
                standing_in_for: Some(name),
                reason,
                ..
            } => format!("{headline}: you stand in for {name}. {reason}"),
            Self::TaskReassigned { reason, .. } => format!("{headline}. {reason}"),
            Self::TaskComment { comment, why, .. } => {
                format!("{headline}: {}{}", ended(comment), why.aside())
            }
            Self::BecameDelegate { meaning, .. } | Self::DelegateSetForYou { meaning, .. } => {
                format!("{headline}. {meaning}")
            }
            Self::DelegateInactive { .. } => {
                format!("{headline}: new tasks stay with you. Choose another.")
            }
            Self::RoleDelegated { by, meaning, .. } => format!("{headline} by {by}. {meaning}"),
            Self::RoleDelegationDeleted { by, .. } => format!("{headline} by {by}."),
            Self::RoleDelegationOver { reason, .. } => format!("{headline}: {}", ended(reason)),
            Self::RoleDelegationEnds { when, .. } => format!("{headline}: on {}", ended(when)),
            Self::RoleDelegationTurned { .. } => format!("{headline}."),
            Self::DoneInYourName { role, .. } => {
                format!("{headline}, through the role {role} that you delegated.")
            }
            Self::Absence { absence, .. } => format!("{headline}: {absence}."),
            Self::AbsenceRequested {
                absence,
                standing_in_for: Some(manager),
                ..
            } => format!("{headline}: {absence}. You stand in for {manager}."),
            Self::AbsenceRequested { absence, .. } => format!("{headline}: {absence}."),
            Self::TaskAssigned { .. } | Self::NoLongerDelegate { .. } => format!("{headline}."),
        }
    }

    /// Further facts, each with its name, for a mail: who did it, and what was typed.
    pub fn facts(&self) -> Vec<(&'static str, String)> {
        let typed = |name, text: &Option<String>| text.clone().map(|text| (name, text));
        match self {
            Self::TaskClosed { by, reason, .. } => typed("By", by)
                .into_iter()
                .chain(typed("Reason", reason))
                .collect(),
            Self::TaskReassigned { reason, .. } => vec![("Reason", reason.clone())],
            Self::TaskComment { comment, .. } => vec![("Comment", comment.clone())],
            Self::BecameDelegate { meaning, .. } | Self::DelegateSetForYou { meaning, .. } => {
                vec![("What it means", meaning.clone())]
            }
            Self::RoleDelegated { by, meaning, .. } => {
                vec![("By", by.clone()), ("What it means", meaning.clone())]
            }
            Self::RoleDelegationDeleted { by, .. } => vec![("By", by.clone())],
            Self::RoleDelegationOver { reason, .. } => vec![("Reason", reason.clone())],
            Self::RoleDelegationEnds { when, .. } => vec![("Ends", when.clone())],
            Self::DoneInYourName { role, .. } => {
                vec![("Through", format!("the role {role} that you delegated"))]
            }
            Self::Absence { absence, .. } | Self::AbsenceRequested { absence, .. } => {
                vec![("Absence", absence.clone())]
            }
            Self::DelegateInactive { .. } => {
                vec![(
                    "What it means",
                    "New tasks stay with you. Choose another delegate.".to_owned(),
                )]
            }
            _ => Vec::new(),
        }
    }

    /// For whom and why the reader gets it, as a sentence (T9).
    pub fn why(&self) -> Option<String> {
        match self {
            Self::TaskAssigned {
                standing_in_for,
                via,
                pool,
                ..
            } => match (standing_in_for, pool) {
                (Some(named), _) => Why::StandsIn {
                    named: named.clone(),
                    via: via.clone(),
                },
                (None, Some(role)) => Why::Holder { role: role.clone() },
                (None, None) => Why::Asked,
            }
            .sentence(),
            Self::TaskCopy { assignee, .. } => Why::Copy {
                assignee: assignee.clone(),
            }
            .sentence(),
            Self::TaskReassigned {
                standing_in_for: Some(named),
                ..
            } => Why::StandsIn {
                named: named.clone(),
                via: Vec::new(),
            }
            .sentence(),
            Self::TaskReassigned { .. } => Why::Asked.sentence(),
            Self::TaskClosed { why, .. } | Self::TaskComment { why, .. } => why.sentence(),
            Self::BecameDelegate { owner, .. } => Some(format!(
                "You get this because {owner}’s new approval tasks come to you."
            )),
            Self::NoLongerDelegate {
                owner,
                never_began: true,
            } => Some(format!("You get this because you were to cover {owner}.")),
            Self::NoLongerDelegate { owner, .. } => {
                Some(format!("You get this because you covered {owner} until now."))
            }
            Self::DelegateInactive { .. } | Self::DelegateSetForYou { .. } => {
                Some("You get this because it is your delegation rule.".to_owned())
            }
            Self::RoleDelegated { .. }
            | Self::RoleDelegationDeleted { .. }
            | Self::RoleDelegationTurned { .. }
            | Self::RoleDelegationOver { .. }
            | Self::RoleDelegationEnds { .. } => {
                Some("You get this because you are its delegator or its proxy.".to_owned())
            }
            Self::DoneInYourName { by, role, .. } => Some(format!(
                "You get this because you delegated the role {role} to {by}. You can end the delegation under Done in my name."
            )),
            Self::Absence { .. } => Some("You get this because it is your absence.".to_owned()),
            Self::AbsenceRequested {
                person,
                standing_in_for,
                ..
            } => Some(match standing_in_for {
                None => format!("You get this because {person} reports to you."),
                Some(manager) => {
                    format!(
                        "You get this because {person} reports to {manager}, who has lent you their role."
                    )
                }
            }),
        }
    }
}

impl Message {
    /// Where the reader goes on from a message that is about no task: what the link is called, and its path. None: nowhere in
    /// particular.
    pub fn place(&self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::DoneInYourName { .. } => Some(("Open Done in my name", DONE_IN_MY_NAME)),
            _ => None,
        }
    }
}

/// What somebody typed, with an end, so that a sentence can follow.
fn ended(text: &str) -> String {
    match text.chars().last() {
        Some('.' | '!' | '?' | '…') | None => text.to_owned(),
        Some(_) => format!("{text}."),
    }
}
