//! What a message says, and why its reader gets it (T9). Names are as they were when it was written.

use chrono::{DateTime, Utc};
use domain::absence::Change as AbsenceChange;
use domain::role_delegation::{Period, last_day_in_words};
use domain::task::TaskState;
use domain::zone::{Zone, end_in_words};
use serde::{Deserialize, Serialize};

/// Which delegation of a role a message is about, and until when: both unknown in messages that were written before they were
/// kept.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct About {
    /// Its id.
    pub delegation: Option<i64>,
    /// The last day that it is to have, in words; empty: it is over, or that is unknown.
    pub last_day: String,
    /// Of one that is over: until when it was in force, in words with the zone (R11); empty: it never was, or that is unknown.
    pub ended: String,
}

impl About {
    /// The delegation `id`, which covers `period`.
    pub(crate) fn new(id: i64, period: Option<Period>) -> Self {
        Self {
            delegation: Some(id),
            last_day: period.map(last_day_in_words).unwrap_or_default(),
            ended: String::new(),
        }
    }

    /// The delegation `id`, which is over: it was in force until `ended_at`, or never. `zone`: the delegator's.
    pub(crate) fn over(id: i64, ended_at: Option<DateTime<Utc>>, zone: Zone) -> Self {
        Self {
            delegation: Some(id),
            last_day: String::new(),
            ended: ended_at
                .map(|at| format!("{}, {zone}", end_in_words(at, zone)))
                .unwrap_or_default(),
        }
    }
}

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
        /// How.
        state: TaskState,
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
    /// A super administrator reassigned a task that waited for the reader (T14).
    TaskTakenFromYou {
        /// The task's title.
        title: String,
        /// Name of who did.
        by: String,
        /// Name of who is asked now.
        assignee: String,
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
        /// It begins later.
        #[serde(default)]
        is_to_come: bool,
    },
    /// The reader is no longer somebody's delegate (T16).
    NoLongerDelegate {
        /// Name of the owner.
        owner: String,
        /// It was still to come.
        #[serde(default)]
        never_began: bool,
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
        /// Name of who receives; empty in messages of before.
        #[serde(default)]
        proxy: String,
        /// Name of the role; empty in messages of before.
        #[serde(default)]
        role: String,
        /// Name of who did.
        by: String,
        /// What it means.
        meaning: String,
        /// Which delegation, and until when.
        #[serde(flatten)]
        about: About,
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
        /// Which delegation, and until when.
        #[serde(flatten)]
        about: About,
    },
    /// A delegation began or ended on its day: to its proxy, and of an administrative role to its delegator too (R18).
    RoleDelegationTurned {
        /// Name of who lends.
        delegator: String,
        /// Name of who receives, where that is not the reader.
        #[serde(default)]
        proxy: Option<String>,
        /// Name of the role.
        role: String,
        /// It has begun; else it has ended.
        has_begun: bool,
        /// Which delegation, and until when.
        #[serde(flatten)]
        about: About,
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
        /// Which delegation, and until when.
        #[serde(flatten)]
        about: About,
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
        /// Which delegation, and until when.
        #[serde(flatten)]
        about: About,
    },
    /// Somebody gave an administrative role, or changed one, and nobody else could decide it with them: to every super
    /// administrator (R22 (2)).
    DecidedAlone {
        /// Name of who did.
        by: String,
        /// What: "Grant Super administrator to Ben Ode".
        done: String,
    },
    /// Somebody changed people's rights through a role that the reader delegated to them (R23).
    DoneInYourName {
        /// Name of who did.
        by: String,
        /// What they did, in words that follow their name.
        done: String,
        /// Name of the role.
        role: String,
        /// How often they did the same in this change, beyond the first time.
        more: usize,
    },
    /// Somebody else did something to the reader's absence (D).
    Absence {
        /// Name of who did, and for whom.
        by: String,
        /// What they did.
        done: AbsenceChange,
        /// Kind and days.
        absence: String,
    },
    /// Somebody requests an absence that the reader may approve (D).
    AbsenceRequested {
        /// Name of who will be away.
        person: String,
        /// Kind and days.
        absence: String,
        /// Name of the manager whose proxy the reader is.
        standing_in_for: Option<String>,
    },
    /// There were many failed sign-ins to an account within an hour: to those who manage security (S).
    PasswordGuessed {
        /// Name of whose account it is.
        person: String,
        /// Its username.
        account: String,
        /// How many failures.
        failures: u32,
        /// From how many addresses; more than 63 are not told apart.
        addresses: usize,
    },
    /// The same of more accounts than are named one by one: to those who manage security (S).
    PasswordsGuessed {
        /// How many were named within this hour.
        more_than: u32,
    },
    /// There were many failed sign-ins to the reader's own account within an hour (S).
    YourPasswordGuessed {
        /// How many failures.
        failures: u32,
        /// From how many addresses; more than 63 are not told apart.
        addresses: usize,
    },
    /// What the reader started or resumed has ended without a page that waits for it.
    OperationEnded {
        /// Which operation.
        operation: uuid::Uuid,
        /// What it did.
        summary: domain::operation::Summary,
        /// Why it ended before its end; none: it did all of it.
        #[serde(default)]
        stopped: Option<String>,
        /// The reader resumed it, and somebody else had started it.
        #[serde(default)]
        is_resumed: bool,
    },
}

/// What a message is to its reader. Of several reasons for one event the first in this order decides the words (T9).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Importance {
    /// It waits for them.
    Acts,
    /// It waits for them in somebody's place.
    ActsForSomebody,
    /// It went to somebody in their place.
    Copy,
    /// They are to know of it.
    Information,
}

impl Message {
    /// Reads a message as it is kept. None: this version cannot, as a newer one wrote it; the log says what is wrong.
    pub(crate) fn read(kept: serde_json::Value) -> Option<Self> {
        let read = serde_json::from_value(kept);
        read.inspect_err(|error| tracing::error!(%error, "a message that is kept cannot be read"))
            .ok()
    }

    pub(super) fn importance(&self) -> Importance {
        let acts = |standing_in_for: &Option<String>| match standing_in_for {
            None => Importance::Acts,
            Some(_) => Importance::ActsForSomebody,
        };
        match self {
            Self::TaskAssigned { standing_in_for, .. }
            | Self::TaskReassigned { standing_in_for, .. }
            | Self::AbsenceRequested { standing_in_for, .. } => acts(standing_in_for),
            Self::TaskCopy { .. } => Importance::Copy,
            Self::TaskClosed { why, .. } | Self::TaskComment { why, .. } => why.importance(),
            Self::TaskTakenFromYou { .. }
            | Self::BecameDelegate { .. }
            | Self::NoLongerDelegate { .. }
            | Self::DelegateInactive { .. }
            | Self::DelegateSetForYou { .. }
            | Self::RoleDelegated { .. }
            | Self::RoleDelegationDeleted { .. }
            | Self::RoleDelegationTurned { .. }
            | Self::RoleDelegationOver { .. }
            | Self::RoleDelegationEnds { .. }
            | Self::DecidedAlone { .. }
            | Self::DoneInYourName { .. }
            | Self::OperationEnded { .. }
            | Self::PasswordGuessed { .. }
            | Self::PasswordsGuessed { .. }
            | Self::YourPasswordGuessed { .. }
            | Self::Absence { .. } => Importance::Information,
        }
    }
}

impl Why {
    fn importance(&self) -> Importance {
        match self {
            Self::Asked | Self::Holder { .. } => Importance::Acts,
            Self::StandsIn { .. } => Importance::ActsForSomebody,
            Self::Copy { .. } => Importance::Copy,
            Self::Unknown
            | Self::Decided { .. }
            | Self::Requester
            | Self::Subject
            | Self::Initiator
            | Self::Administrator => Importance::Information,
        }
    }
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
    pub(super) fn aside(&self) -> String {
        match self {
            Self::StandsIn { .. } | Self::Copy { .. } | Self::Decided { .. } | Self::Administrator => self
                .sentence()
                .map(|words| format!(" {words}"))
                .unwrap_or_default(),
            Self::Unknown
            | Self::Asked
            | Self::Holder { .. }
            | Self::Requester
            | Self::Subject
            | Self::Initiator => String::new(),
        }
    }
}
