//! T5: who gets a step that names a person. Pure: the caller has read the rules in force and who is active;
//! what is decided here comes with the trail that goes into the task's log.

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};

use crate::ids::PersonId;

/// How many delegation rules are followed from the person a step names (T5).
pub const MAX_HOPS: usize = 5;

/// What has been read about the people around one assignment.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// owner → delegate, for the delegation rules in force at this instant (also of inactive owners).
    pub delegates: HashMap<PersonId, PersonId>,
    /// People who are inactive at this instant. Everyone not named here is active.
    pub inactive: HashSet<PersonId>,
}

/// Who may not decide this step, whoever asks.
#[derive(Debug, Clone, Default)]
pub struct Barred {
    /// Subject and requester, where the step forbids self-approval; else empty.
    pub selves: HashSet<PersonId>,
    /// Where distinct approvers are required: who decided an earlier step, and for whom; else empty.
    pub earlier_deciders: HashSet<PersonId>,
    /// Counted as already appeared: the person who reassigns by hand (T14).
    pub already_appeared: HashSet<PersonId>,
}

/// Why a candidate was passed over (T5). Where several hold, [`ineligible`] says which is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Disabled, terminated, or before the hire date.
    Inactive,
    /// Subject or requester, and the step forbids self-approval.
    SelfApproval,
    /// Reached only through the rule of a subject or requester.
    ThroughSelf,
    /// Decided an earlier step, or it was decided for them.
    EarlierDecider,
    /// Reached only through the rule of an earlier decider.
    ThroughEarlierDecider,
}

/// One entry of the trail, in the order things were considered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "what")]
pub enum Trail {
    /// A delegation rule in force was followed.
    Hop {
        /// Its owner.
        from: PersonId,
        /// Its delegate.
        to: PersonId,
    },
    /// A rule in force was not followed: the step does not allow delegation.
    BlockedByPolicy {
        /// Its owner, who stays the candidate.
        owner: PersonId,
        /// Its delegate.
        delegate: PersonId,
    },
    /// A rule in force was not followed: its delegate had already appeared.
    Loop {
        /// Its owner.
        from: PersonId,
        /// Its delegate, who had appeared.
        to: PersonId,
    },
    /// A rule in force was not followed: [`MAX_HOPS`] had been taken.
    TooFar {
        /// Its owner.
        from: PersonId,
        /// Its delegate.
        to: PersonId,
    },
    /// A candidate was not eligible.
    PassedOver {
        /// The candidate.
        person: PersonId,
        /// Why.
        reason: Reason,
    },
}

/// Who got it, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The last eligible candidate; none leads to T12.
    pub assignee: Option<PersonId>,
    /// Everyone on the way from the person named to the assignee, both included; empty without an assignee.
    pub path: Vec<PersonId>,
    /// For the task's log.
    pub trail: Vec<Trail>,
}

/// Who gets a step that names `named` (T5).
///
/// The chain starts with `named` and follows the rules in force, at most [`MAX_HOPS`] of them, stopping before
/// anyone who is in it already or whom `barred.already_appeared` holds. If the step does not allow delegation
/// the chain is `named` alone. The last person of the chain for whom [`ineligible`] finds no reason gets the
/// step.
///
/// Where `named` has already appeared, as when somebody reassigns a task to themselves (T14), nobody is a
/// candidate: the outcome is empty, without a trail. Reassigning to someone whose delegate is the person
/// reassigning leaves it with the one named, and the trail tells of the [`Trail::Loop`].
///
/// The trail has the hops in order, then the rule that was not followed, if any, then the candidates passed
/// over, from `named` on. A rule that is both a hop too many and leads to someone who had appeared counts as a
/// loop.
pub fn resolve(named: PersonId, allow_delegation: bool, facts: &Facts, barred: &Barred) -> Outcome {
    if barred.already_appeared.contains(&named) {
        return Outcome {
            assignee: None,
            path: Vec::new(),
            trail: Vec::new(),
        };
    }
    let (mut chain, mut trail) = follow(named, allow_delegation, facts, barred);
    let mut eligible = 0;
    for length in 1..=chain.len() {
        match chain
            .get(..length)
            .and_then(|path| Some((*path.last()?, ineligible(path, facts, barred))))
        {
            Some((person, Some(reason))) => trail.push(Trail::PassedOver { person, reason }),
            Some((_, None)) => eligible = length,
            None => {}
        }
    }
    chain.truncate(eligible);
    Outcome {
        assignee: chain.last().copied(),
        path: chain,
        trail,
    }
}

/// Why the last person of `path` may not decide, or `None` if they may (T5). `path` runs from the person named,
/// along the rules that were followed; the same check is made again at the decision, with the path that was
/// kept, and for a proxy in a pool with the path delegator, proxy (T11).
///
/// What a person is counts before how they were reached, and what also bars those behind them counts before
/// inactivity, so that the log explains itself: self-approval, earlier decider, inactive, through subject or
/// requester, through an earlier decider.
pub fn ineligible(path: &[PersonId], facts: &Facts, barred: &Barred) -> Option<Reason> {
    let (person, before) = path.split_last()?;
    let through = |people: &HashSet<PersonId>| before.iter().any(|earlier| people.contains(earlier));
    if barred.selves.contains(person) {
        Some(Reason::SelfApproval)
    } else if barred.earlier_deciders.contains(person) {
        Some(Reason::EarlierDecider)
    } else if facts.inactive.contains(person) {
        Some(Reason::Inactive)
    } else if through(&barred.selves) {
        Some(Reason::ThroughSelf)
    } else if through(&barred.earlier_deciders) {
        Some(Reason::ThroughEarlierDecider)
    } else {
        None
    }
}

/// The candidates in order, and what was followed or not to reach them.
fn follow(
    named: PersonId,
    allow_delegation: bool,
    facts: &Facts,
    barred: &Barred,
) -> (Vec<PersonId>, Vec<Trail>) {
    let mut chain = vec![named];
    let mut trail = Vec::new();
    let mut from = named;
    while let Some(&to) = facts.delegates.get(&from) {
        if !allow_delegation {
            trail.push(Trail::BlockedByPolicy {
                owner: from,
                delegate: to,
            });
            break;
        }
        if chain.contains(&to) || barred.already_appeared.contains(&to) {
            trail.push(Trail::Loop { from, to });
            break;
        }
        if chain.len() > MAX_HOPS {
            trail.push(Trail::TooFar { from, to });
            break;
        }
        trail.push(Trail::Hop { from, to });
        chain.push(to);
        from = to;
    }
    (chain, trail)
}

impl Reason {
    /// The reason as it follows a colon in the task's log.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Inactive => "inactive",
            Self::SelfApproval => "the task is about or from them, and the step forbids self-approval",
            Self::ThroughSelf => {
                "reached only through the delegation rule of the task's subject or requester"
            }
            Self::EarlierDecider => "they decided an earlier step, or it was decided for them",
            Self::ThroughEarlierDecider => {
                "reached only through the delegation rule of an earlier step's decider"
            }
        }
    }
}

impl Trail {
    /// The entry as the task's log shows it, without a full stop. `name` gives the name to show for a person.
    pub fn sentence(&self, name: impl Fn(PersonId) -> String) -> String {
        match *self {
            Self::Hop { from, to } => format!("{}’s tasks go to {}", name(from), name(to)),
            Self::BlockedByPolicy { owner, delegate } => format!(
                "{}’s tasks go to {}, but this step does not allow delegation",
                name(owner),
                name(delegate)
            ),
            Self::Loop { from, to } => {
                format!(
                    "{}’s tasks go to {}, who had already appeared",
                    name(from),
                    name(to)
                )
            }
            Self::TooFar { from, to } => format!(
                "{}’s tasks go to {}, but a task is passed on {MAX_HOPS} times at most",
                name(from),
                name(to)
            ),
            Self::PassedOver { person, reason } => {
                format!("{} was passed over: {}", name(person), reason.in_words())
            }
        }
    }
}
