//! What a message says, and why its reader gets it (T9). Names are as they were when it was written.

use serde::{Deserialize, Serialize};

/// What a message says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "what")]
pub enum Message {
    /// A task waits for the reader.
    TaskAssigned {
        /// The task's title.
        title: String,
        /// Name of whom the reader stands in for.
        standing_in_for: Option<String>,
        /// Names of those between that person and the reader, in order.
        #[serde(default)]
        via: Vec<String>,
        /// Role whose holders are asked.
        pool: Option<String>,
    },
    /// A task that would have been the reader's went to somebody else; they get a copy (T9).
    TaskCopy {
        /// The task's title.
        title: String,
        /// Name of who got it.
        assignee: String,
    },
    /// A task was closed.
    TaskClosed {
        /// The task's title.
        title: String,
        /// `approved`, `denied` or `cancelled`.
        state: String,
        /// Why it was.
        reason: Option<String>,
        /// Name of who did it; none: the system.
        #[serde(default)]
        by: Option<String>,
        /// Why the reader gets it.
        #[serde(default)]
        why: Why,
    },
    /// Somebody passed a task on to the reader by hand (T14).
    TaskReassigned {
        /// The task's title.
        title: String,
        /// Name of who did.
        by: String,
        /// Name of whom the reader stands in for.
        standing_in_for: Option<String>,
        /// Why.
        reason: String,
    },
    /// Somebody commented on a task (T14).
    TaskComment {
        /// The task's title.
        title: String,
        /// Name of who did.
        by: String,
        /// What they said.
        comment: String,
        /// Why the reader gets it.
        #[serde(default)]
        why: Why,
    },
    /// The reader became somebody's delegate (T16).
    BecameDelegate {
        /// Name of the owner.
        owner: String,
        /// The period in words.
        meaning: String,
    },
    /// The reader is no longer somebody's delegate (T16).
    NoLongerDelegate {
        /// Name of the owner.
        owner: String,
    },
    /// The reader's delegate is no longer active (T16).
    DelegateInactive {
        /// Name of the delegate.
        delegate: String,
    },
    /// Somebody else set or removed the reader's delegate (T8).
    DelegateSetForYou {
        /// Name of who did.
        by: String,
        /// What it means now.
        meaning: String,
    },
    /// A role was lent: to its proxy, and to the delegator where somebody did it for them (R18).
    RoleDelegated {
        /// Name of who lends.
        delegator: String,
        /// Name of who did.
        by: String,
        /// What it means.
        meaning: String,
    },
    /// A delegation was deleted: to its proxy, and to the delegator where somebody did it for them (R18).
    RoleDelegationDeleted {
        /// Name of who lent.
        delegator: String,
        /// Name of who received.
        proxy: String,
        /// Name of the role.
        role: String,
        /// Name of who deleted it.
        by: String,
    },
    /// The job began or ended a delegation on its day: to its proxy (R18).
    RoleDelegationTurned {
        /// Name of who lends.
        delegator: String,
        /// Name of the role.
        role: String,
        /// It has begun; else it has ended.
        has_begun: bool,
    },
    /// A delegation came to an end, or will never begin, because of what became of its people or its role, or because its
    /// end was due first: to both (R9, R12).
    RoleDelegationOver {
        /// Name of who lent.
        delegator: String,
        /// Name of who received.
        proxy: String,
        /// Name of the role.
        role: String,
        /// Why, in words.
        reason: String,
        /// It had begun.
        had_begun: bool,
    },
    /// A delegation ends soon: to both.
    RoleDelegationEnds {
        /// Name of who lends.
        delegator: String,
        /// Name of who has it.
        proxy: String,
        /// Name of the role.
        role: String,
        /// When, with the zone.
        when: String,
    },
    /// Somebody else did something to the reader's absence (D).
    Absence {
        /// Name of who did, and for whom.
        by: String,
        /// What they did: `recorded`, `changed`, `approved`, `cancelled`.
        done: String,
        /// Kind and days.
        absence: String,
    },
}

/// Why somebody gets a task's message.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "as")]
pub enum Why {
    /// Written before reasons were kept.
    #[default]
    Unknown,
    /// The task waits for them.
    Asked,
    /// The task waits for them in somebody's place.
    StandsIn {
        /// Name of whom the step named.
        named: String,
        /// Names of those in between.
        via: Vec<String>,
    },
    /// They hold a role whose holders are asked.
    Holder {
        /// The role's name.
        role: String,
    },
    /// They were passed over, and keep getting a copy.
    Copy {
        /// Name of who stands in for them.
        assignee: String,
    },
    /// They decided an earlier step.
    Decided {
        /// Name of whom they stood in for.
        standing_in_for: Option<String>,
    },
    /// They asked for it.
    Requester,
    /// It is about them.
    Subject,
    /// They started it.
    Initiator,
    /// They look after Locum.
    Administrator,
}

impl Why {
    /// For whom and why, as a sentence; none where nothing is known.
    pub fn sentence(&self) -> Option<String> {
        Some(match self {
            Self::Unknown => return None,
            Self::Asked => "You get this because the task waits for you.".to_owned(),
            Self::StandsIn { named, via } if via.is_empty() => {
                format!("You get this because you stand in for {named}.")
            }
            Self::StandsIn { named, via } => {
                format!(
                    "You get this because you stand in for {named}, through {}.",
                    via.join(" and ")
                )
            }
            Self::Holder { role } => format!("You get this because you hold {role}."),
            Self::Copy { assignee } => {
                format!("You get this copy because {assignee} stands in for you.")
            }
            Self::Decided {
                standing_in_for: Some(name),
            } => {
                format!("You get this because you decided an earlier step for {name}.")
            }
            Self::Decided {
                standing_in_for: None,
            } => "You get this because you decided an earlier step.".to_owned(),
            Self::Requester => "You get this because you asked for it.".to_owned(),
            Self::Subject => "You get this because the task is about you.".to_owned(),
            Self::Initiator => "You get this because you started it.".to_owned(),
            Self::Administrator => "You get this because you are a super administrator.".to_owned(),
        })
    }

    /// The sentence where it tells the reader something that the message does not: they act for somebody, or somebody
    /// for them.
    fn aside(&self) -> String {
        match self {
            Self::StandsIn { .. } | Self::Copy { .. } | Self::Decided { .. } | Self::Administrator => self
                .sentence()
                .map(|words| format!(" {words}"))
                .unwrap_or_default(),
            _ => String::new(),
        }
    }
}

impl Message {
    /// What happened, in one sentence, without why the reader gets it.
    pub fn headline(&self) -> String {
        match self {
            Self::TaskAssigned { title, .. } => format!("“{title}” waits for you"),
            Self::TaskCopy { title, assignee } => format!("“{title}” went to {assignee}"),
            Self::TaskClosed { title, state, .. } => format!("“{title}” was {state}"),
            Self::TaskReassigned { title, by, .. } => format!("{by} passed “{title}” on to you"),
            Self::TaskComment { title, by, .. } => format!("{by} commented on “{title}”"),
            Self::BecameDelegate { owner, .. } => format!("You are now {owner}’s delegate"),
            Self::NoLongerDelegate { owner } => format!("You are no longer {owner}’s delegate"),
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
            Self::Absence { by, done, .. } => format!("{by} {done} an absence of yours"),
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
            Self::Absence { absence, .. } => format!("{headline}: {absence}."),
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
            Self::Absence { absence, .. } => vec![("Absence", absence.clone())],
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
            Self::NoLongerDelegate { owner } => {
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
            Self::Absence { .. } => Some("You get this because it is your absence.".to_owned()),
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
