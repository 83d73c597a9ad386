//! What a message says: its headline, the line in the list, the further facts of a mail, and why the reader gets it (T9).

use super::{About, Message, Why};

/// Where both delegator and proxy see their delegations.
const DELEGATIONS: &str = "/me/roles-and-delegations";

/// The region of what was done in the reader's name.
const DONE_IN_MY_NAME: &str = "/me/roles-and-delegations#done-in-my-name";

/// What the owner of an account can do.
const IF_NOT_YOU: &str =
    "If that was not you: tell your administrators, and use a long password that you use nowhere else.";

/// How many addresses failures came from.
fn from_addresses(count: usize) -> String {
    match count {
        1 => "1 address".to_owned(),
        64.. => "64 addresses or more".to_owned(),
        count => format!("{count} addresses"),
    }
}

/// A username as it stands in a path: of its letters only `@` and `+` could be taken for something else.
fn path_segment(username: &str) -> String {
    username.replace('+', "%2B").replace('@', "%40")
}

impl Message {
    /// What happened, in one sentence, without why the reader gets it.
    pub fn headline(&self) -> String {
        match self {
            Self::TaskAssigned { title, .. } => format!("“{title}” waits for you"),
            Self::TaskCopy { title, assignee } => format!("“{title}” went to {assignee}"),
            Self::TaskClosed { title, state, .. } => format!("“{title}” was {}", state.code()),
            Self::TaskReassigned { title, by, .. } => format!("{by} passed “{title}” on to you"),
            Self::TaskTakenFromYou {
                title, by, assignee, ..
            } => format!("{by} reassigned “{title}” to {assignee}"),
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
            Self::RoleDelegated { delegator, role, .. } if role.is_empty() => {
                format!("A role of {delegator}’s was delegated")
            }
            Self::RoleDelegated {
                delegator,
                proxy,
                role,
                ..
            } => format!("{role} of {delegator} was delegated to {proxy}"),
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
                proxy,
                role,
                has_begun,
                ..
            } => {
                let what = if *has_begun { "begun" } else { "ended" };
                let proxy = proxy.as_deref().unwrap_or("you");
                format!("The delegation of {role} from {delegator} to {proxy} has {what}")
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
            Self::DecidedAlone { by, done } => format!("{by} did this without a second person: {done}"),
            Self::DoneInYourName {
                by, done, more: 0, ..
            } => format!("{by} {done} for you"),
            Self::DoneInYourName { by, done, more, .. } => {
                format!("{by} {done}, and {more} more like it, for you")
            }
            Self::Absence { by, done, .. } => format!("{by} {} an absence of yours", done.code()),
            Self::AbsenceRequested { person, .. } => format!("{person} requests an absence"),
            Self::PasswordGuessed { person, failures, .. } => {
                format!("{failures} sign-ins to the account of {person} failed within an hour")
            }
            Self::PasswordsGuessed { more_than } => {
                format!("Passwords of more than {more_than} accounts are being guessed")
            }
            Self::YourPasswordGuessed { failures, .. } => {
                format!("{failures} sign-ins to your account failed within an hour")
            }
            Self::OperationEnded {
                summary,
                stopped: None,
                ..
            } => format!("Finished: {}", summary.outcome()),
            Self::OperationEnded {
                summary,
                stopped: Some(why),
                ..
            } => format!("Stopped before its end, as {why}: {}", summary.progress()),
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
            } => {
                if via.is_empty() {
                    format!("{headline}: you stand in for {name}.")
                } else {
                    format!(
                        "{headline}: you stand in for {name}, through {}.",
                        via.join(" and ")
                    )
                }
            }
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
            Self::TaskTakenFromYou { reason, .. } => {
                format!("{headline}: it no longer waits for you. {reason}")
            }
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
            Self::RoleDelegationDeleted { by, about, .. } => {
                format!("{headline} by {by}{}.", about.aside_over())
            }
            Self::RoleDelegationOver { reason, about, .. } => {
                format!(
                    "{headline}: {}{}.",
                    reason.trim_end_matches('.'),
                    about.aside_over()
                )
            }
            Self::RoleDelegationEnds { when, .. } => format!("{headline} ({when})."),
            Self::RoleDelegationTurned {
                about,
                has_begun: true,
                ..
            } => format!("{headline}{}.", about.aside()),
            Self::RoleDelegationTurned { about, .. } => format!("{headline}{}.", about.aside_over()),
            Self::DoneInYourName { role, .. } => {
                format!("{headline}, through the role {role} that you delegated.")
            }
            Self::OperationEnded { stopped: Some(_), .. } => {
                format!("{headline}. Its page says how it can go on.")
            }
            Self::Absence { absence, .. } => format!("{headline}: {absence}."),
            Self::AbsenceRequested {
                absence,
                standing_in_for: Some(manager),
                ..
            } => format!("{headline}: {absence}. You stand in for {manager}."),
            Self::AbsenceRequested { absence, .. } => format!("{headline}: {absence}."),
            Self::DecidedAlone { .. } => format!("{headline}. Nobody else could decide it."),
            Self::PasswordGuessed {
                account, addresses, ..
            } => format!(
                "{headline} ({account}), from {}. Somebody may be guessing the password.",
                from_addresses(*addresses)
            ),
            Self::PasswordsGuessed { .. } => {
                format!("{headline}: the audit log lists each of them as session.guessing.")
            }
            Self::YourPasswordGuessed { addresses, .. } => {
                format!("{headline}, from {}. {IF_NOT_YOU}", from_addresses(*addresses))
            }
            Self::TaskAssigned { .. } | Self::NoLongerDelegate { .. } | Self::OperationEnded { .. } => {
                format!("{headline}.")
            }
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
            Self::TaskReassigned { reason, .. } | Self::TaskTakenFromYou { reason, .. } => {
                vec![("Reason", reason.clone())]
            }
            Self::TaskComment { comment, .. } => vec![("Comment", comment.clone())],
            Self::BecameDelegate { meaning, .. } | Self::DelegateSetForYou { meaning, .. } => {
                vec![("What it means", meaning.clone())]
            }
            Self::RoleDelegated { by, meaning, .. } => {
                vec![("By", by.clone()), ("What it means", meaning.clone())]
            }
            Self::RoleDelegationDeleted { by, about, .. } => [("By", by.clone())]
                .into_iter()
                .chain(about.fact_over())
                .collect(),
            Self::RoleDelegationOver { reason, about, .. } => {
                let reason = [("Reason", reason.clone())];
                reason.into_iter().chain(about.fact_over()).collect()
            }
            Self::RoleDelegationTurned {
                about,
                has_begun: true,
                ..
            } => about.fact().into_iter().collect(),
            Self::RoleDelegationTurned { about, .. } => about.fact_over().into_iter().collect(),
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
            Self::PasswordGuessed {
                account, addresses, ..
            } => vec![
                ("Account", account.clone()),
                ("From", from_addresses(*addresses)),
                (
                    "What it means",
                    "Somebody may be guessing the password.".to_owned(),
                ),
            ],
            Self::YourPasswordGuessed { addresses, .. } => vec![
                ("From", from_addresses(*addresses)),
                ("What to do", IF_NOT_YOU.to_owned()),
            ],
            Self::TaskAssigned { .. }
            | Self::TaskCopy { .. }
            | Self::NoLongerDelegate { .. }
            | Self::DecidedAlone { .. }
            | Self::PasswordsGuessed { .. }
            | Self::OperationEnded { .. } => Vec::new(),
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
            Self::TaskTakenFromYou { .. } => {
                Some("You get this because the task waited for you until now.".to_owned())
            }
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
            Self::DecidedAlone { .. } => Why::Administrator.sentence(),
            Self::PasswordGuessed { .. } | Self::PasswordsGuessed { .. } => {
                Some("You get this because you manage security.".to_owned())
            }
            Self::YourPasswordGuessed { .. } => Some("You get this because it is your account.".to_owned()),
            Self::DoneInYourName { by, role, .. } => Some(format!(
                "You get this because you delegated the role {role} to {by}. You can end the delegation under Done in my name."
            )),
            Self::OperationEnded {
                is_resumed: false, ..
            } => Some("You get this because you started it.".to_owned()),
            Self::OperationEnded { is_resumed: true, .. } => {
                Some("You get this because you resumed it.".to_owned())
            }
            Self::Absence { .. } => Some("You get this because it is your absence.".to_owned()),
            Self::AbsenceRequested {
                person,
                standing_in_for,
                ..
            } => Some(match standing_in_for {
                None => format!("You get this because {person} reports to you."),
                Some(manager) => {
                    format!(
                        "You get this because {person} reports to {manager}, who has delegated their role to you."
                    )
                }
            }),
        }
    }
}

impl Message {
    /// Where the reader goes on from a message that is about no task: what the link is called, and its path. None: nowhere in
    /// particular.
    pub fn place(&self) -> Option<(&'static str, String)> {
        match self {
            Self::OperationEnded { operation, .. } => {
                Some(("Open the operation", format!("/operations/{operation}")))
            }
            Self::PasswordGuessed { account, .. } => Some((
                "Open the account",
                format!("/security-console/users/{}", path_segment(account)),
            )),
            Self::DoneInYourName { .. } => Some(("Open Done in my name", DONE_IN_MY_NAME.to_owned())),
            Self::RoleDelegated { about, .. }
            | Self::RoleDelegationDeleted { about, .. }
            | Self::RoleDelegationTurned { about, .. }
            | Self::RoleDelegationOver { about, .. }
            | Self::RoleDelegationEnds { about, .. } => about
                .delegation
                .map(|id| ("Open the delegation", format!("{DELEGATIONS}#delegation-{id}"))),
            Self::TaskAssigned { .. }
            | Self::TaskCopy { .. }
            | Self::TaskClosed { .. }
            | Self::TaskReassigned { .. }
            | Self::TaskTakenFromYou { .. }
            | Self::TaskComment { .. }
            | Self::BecameDelegate { .. }
            | Self::NoLongerDelegate { .. }
            | Self::DelegateInactive { .. }
            | Self::DelegateSetForYou { .. }
            | Self::DecidedAlone { .. }
            | Self::Absence { .. }
            | Self::AbsenceRequested { .. }
            | Self::PasswordsGuessed { .. }
            | Self::YourPasswordGuessed { .. } => None,
        }
    }
}

impl About {
    /// Of one that is to come or in force: its last day, to stand behind a sentence.
    fn aside(&self) -> String {
        match self.last_day.as_str() {
            "" => String::new(),
            last_day => format!(" ({last_day})"),
        }
    }

    /// Of one that is over: until when it was in force (R11), to stand behind a sentence.
    fn aside_over(&self) -> String {
        match self.ended.as_str() {
            "" => String::new(),
            ended if ended.starts_with("the end of") => format!(" (it ended at {ended})"),
            ended => format!(" (it ended on {ended})"),
        }
    }

    /// [`Self::aside`] as a fact of a mail.
    fn fact(&self) -> Option<(&'static str, String)> {
        (!self.last_day.is_empty()).then(|| ("Until", self.last_day.clone()))
    }

    /// [`Self::aside_over`] as a fact of a mail.
    fn fact_over(&self) -> Option<(&'static str, String)> {
        (!self.ended.is_empty()).then(|| ("Until", self.ended.clone()))
    }
}

/// What somebody typed, with an end, so that a sentence can follow.
fn ended(text: &str) -> String {
    match text.chars().last() {
        Some('.' | '!' | '?' | '…') | None => text.to_owned(),
        Some(_) => format!("{text}."),
    }
}
