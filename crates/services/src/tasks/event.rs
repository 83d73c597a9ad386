//! What happens to a task, as its log keeps it: with ids, so that the names are today's when it is read.

use std::collections::HashMap;

use domain::audit::Action;
use domain::ids::PersonId;
use domain::resolution::Trail;
use domain::task::Decision;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "event")]
pub enum TaskEvent {
    /// It was created.
    Created {
        /// The policy's name.
        policy: String,
    },
    /// A step of T5.
    Resolution {
        /// Hop, candidate passed over, or rule blocked.
        trail: Trail,
    },
    /// The step names the subject's manager, and there is none.
    NoManager {
        /// The subject.
        subject: PersonId,
    },
    /// The step is assigned anew, and its subject's manager at this moment is asked (T7).
    ManagerNow {
        /// The subject.
        subject: PersonId,
        /// Their manager.
        manager: PersonId,
    },
    /// The step names the holders of a role, and none of them may decide.
    NoHolder {
        /// The role's name.
        role: String,
    },
    /// Nobody was eligible: the step's fallback approver is asked (T12).
    Fallback {
        /// The fallback approver.
        person: PersonId,
    },
    /// A person is asked.
    Assigned {
        /// Who.
        person: PersonId,
        /// Whom the step named.
        original: PersonId,
    },
    /// The holders of a role are asked (T11), or the super administrators for want of anybody else (T12).
    AssignedToPool {
        /// The role's name.
        role: String,
    },
    /// An assignee may no longer decide: the step is assigned anew (T7).
    AssignedAnew {
        /// Who is no longer eligible; none: the pool has run empty.
        person: Option<PersonId>,
    },
    /// The step was decided.
    Decided {
        /// Approve or deny.
        decision: Decision,
        /// As typed.
        reason: Option<String>,
    },
    /// The step was reassigned by hand: by its assignee, or by a super administrator (T14).
    Reassigned {
        /// Who was chosen.
        to: PersonId,
        /// As typed.
        reason: String,
        /// Whom a super administrator took it from; none: the assignee acted, or it was taken from a pool.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<PersonId>,
        /// Name of the role from whose holders a super administrator took it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from_pool: Option<String>,
    },
    /// Somebody who sees the task said something (T14).
    Commented {
        /// As typed.
        comment: String,
    },
    /// The next step began.
    StepBegan,
    /// The subject was given the role.
    RoleGranted {
        /// The role's name.
        role: String,
        /// False: a request had given it before.
        new: bool,
    },
    /// The role got the definition that was proposed (R22 (6)).
    RoleChanged {
        /// The role's name.
        role: String,
    },
    /// The grant was taken away.
    GrantRevoked {
        /// The role's name.
        role: String,
    },
    /// What the subject had lent of the role ended with it (R12).
    DelegationsEnded {
        /// The role's name.
        role: String,
        /// Who had lent it.
        delegator: PersonId,
        /// To whom.
        proxies: Vec<PersonId>,
    },
    /// The task was cancelled.
    Cancelled {
        /// Why.
        reason: String,
    },
}

/// A kept event in one sentence. One that only a newer version can read says so, and the log says what is wrong.
pub(crate) fn sentence_of(kept: &Value, names: &HashMap<PersonId, String>) -> String {
    match TaskEvent::deserialize(kept) {
        Ok(event) => event.sentence(names),
        Err(error) => {
            tracing::error!(%error, "an event of a task cannot be read");
            "Something that only a newer version of Locum can read".to_owned()
        }
    }
}

impl TaskEvent {
    /// Everyone the event names.
    pub fn people(&self) -> Vec<PersonId> {
        match self {
            Self::Resolution { trail } => match *trail {
                Trail::Hop { from, to } | Trail::Loop { from, to } | Trail::TooFar { from, to } => {
                    vec![from, to]
                }
                Trail::BlockedByPolicy { owner, delegate } => vec![owner, delegate],
                Trail::PassedOver { person, .. } => vec![person],
            },
            Self::NoManager { subject: person } | Self::Fallback { person } => vec![*person],
            Self::Reassigned { to, from, .. } => from.iter().copied().chain([*to]).collect(),
            Self::Assigned { person, original } => vec![*person, *original],
            Self::ManagerNow { subject, manager } => vec![*subject, *manager],
            Self::AssignedAnew { person } => person.iter().copied().collect(),
            Self::DelegationsEnded {
                delegator, proxies, ..
            } => std::iter::once(*delegator)
                .chain(proxies.iter().copied())
                .collect(),
            _ => Vec::new(),
        }
    }

    /// What the audit log says of it (G8). None: the act, or what it did, has an entry of its own there.
    pub(super) fn audited(&self) -> Option<Audited> {
        let entry = |action, named: &[(&'static str, PersonId)], facts| {
            Some(Audited {
                action,
                named: named.to_vec(),
                facts,
            })
        };
        match self {
            Self::Created { .. }
            | Self::AssignedAnew { .. }
            | Self::Decided { .. }
            | Self::Reassigned { .. }
            | Self::Commented { .. }
            | Self::RoleChanged { .. }
            | Self::GrantRevoked { .. }
            | Self::DelegationsEnded { .. }
            | Self::Cancelled { .. } => None,
            Self::Resolution { trail } => {
                let (action, named, facts) = of_trail(trail);
                entry(action, &named, facts)
            }
            Self::NoManager { subject } => entry(
                Action::TaskNoApprover,
                &[("subject", *subject)],
                json!({ "approver": "manager" }),
            ),
            Self::ManagerNow { subject, manager } => entry(
                Action::TaskManagerAsked,
                &[("subject", *subject), ("manager", *manager)],
                json!({}),
            ),
            Self::NoHolder { role } => entry(Action::TaskNoApprover, &[], json!({ "role": role })),
            Self::Fallback { person } => {
                entry(Action::TaskFallbackAsked, &[("fallback", *person)], json!({}))
            }
            Self::Assigned { person, original } => entry(
                Action::TaskAssigned,
                &[("assignee", *person), ("original", *original)],
                json!({}),
            ),
            Self::AssignedToPool { role } => entry(Action::TaskAssigned, &[], json!({ "role": role })),
            Self::StepBegan => entry(Action::TaskStepBegan, &[], json!({})),
            Self::RoleGranted { role, new } => {
                entry(Action::TaskRoleGranted, &[], json!({ "role": role, "new": new }))
            }
        }
    }

    /// The event in one sentence.
    pub fn sentence(&self, names: &HashMap<PersonId, String>) -> String {
        let name = |person: &PersonId| {
            names
                .get(person)
                .cloned()
                .unwrap_or_else(|| "Somebody".to_owned())
        };
        match self {
            Self::Created { policy } => format!("Created by the policy “{policy}”"),
            Self::Resolution { trail } => trail.sentence(|person| name(&person)),
            Self::NoManager { subject } => format!("{} has no manager to ask", name(subject)),
            Self::ManagerNow { subject, manager } => {
                format!("{} is the manager of {} now", name(manager), name(subject))
            }
            Self::NoHolder { role } => format!("Nobody who holds {role} may decide this step"),
            Self::Fallback { person } => format!(
                "Nobody was eligible: the fallback approver {} is asked",
                name(person)
            ),
            Self::Assigned { person, original } if person == original => {
                format!("Assigned to {}", name(person))
            }
            Self::Assigned { person, original } => {
                format!("Assigned to {} for {}", name(person), name(original))
            }
            Self::AssignedToPool { role } => format!("Assigned to everyone who holds {role}"),
            Self::AssignedAnew { person: Some(person) } => {
                format!("{} may no longer decide: the step is assigned anew", name(person))
            }
            Self::AssignedAnew { person: None } => {
                "Nobody of those asked may still decide: the step is assigned anew".to_owned()
            }
            Self::Decided { decision, reason } => {
                let done = match decision {
                    Decision::Approve => "Approved",
                    Decision::Deny => "Denied",
                };
                reason
                    .as_ref()
                    .map_or_else(|| done.to_owned(), |reason| format!("{done}: {reason}"))
            }
            Self::Reassigned {
                to,
                reason,
                from,
                from_pool,
            } => {
                let pool = from_pool
                    .as_ref()
                    .map(|role| format!(" from everyone who holds {role}"));
                let from = from.as_ref().map(|from| format!(" from {}", name(from)));
                let from = from.or(pool).unwrap_or_default();
                format!("Reassigned{from} to {}: {reason}", name(to))
            }
            Self::Commented { comment } => format!("Commented: {comment}"),
            Self::StepBegan => "The next step began".to_owned(),
            Self::RoleGranted { role, new: true } => format!("{role} was granted"),
            Self::RoleGranted { role, new: false } => format!("{role} had been granted by a request before"),
            Self::RoleChanged { role } => format!("{role} was changed as proposed"),
            Self::GrantRevoked { role } => format!("{role} was taken away"),
            Self::DelegationsEnded {
                role,
                delegator,
                proxies,
            } => {
                let proxies: Vec<_> = proxies.iter().map(name).collect();
                format!(
                    "{} had delegated {role} to {}: that ended with it",
                    name(delegator),
                    proxies.join(", ")
                )
            }
            Self::Cancelled { reason } => format!("Cancelled: {reason}"),
        }
    }
}

/// What the audit log says of an event.
pub(super) struct Audited {
    pub(super) action: Action,
    /// Facts that name people.
    pub(super) named: Vec<(&'static str, PersonId)>,
    /// Facts that do not: a JSON object.
    pub(super) facts: Value,
}

fn of_trail(trail: &Trail) -> (Action, Vec<(&'static str, PersonId)>, Value) {
    let rule = |owner: &PersonId, delegate: &PersonId| vec![("owner", *owner), ("delegate", *delegate)];
    match trail {
        Trail::Hop { from, to } => (Action::TaskPassedToDelegate, rule(from, to), json!({})),
        Trail::BlockedByPolicy { owner, delegate } => {
            (Action::TaskDelegationBlocked, rule(owner, delegate), json!({}))
        }
        Trail::Loop { from, to } => (
            Action::TaskDelegationStopped,
            rule(from, to),
            json!({ "reason": "loop" }),
        ),
        Trail::TooFar { from, to } => (
            Action::TaskDelegationStopped,
            rule(from, to),
            json!({ "reason": "too_far" }),
        ),
        Trail::PassedOver { person, reason } => (
            Action::TaskPassedOver,
            vec![("person", *person)],
            json!({ "reason": reason }),
        ),
    }
}

/// Where a log entry keeps the second and later people for whom somebody acted.
pub(super) const ALSO_FOR: &str = "also_for";

/// For whom else the act of a log entry was done, beside whom its row names.
pub(crate) fn also_for(event: &serde_json::Value) -> Vec<PersonId> {
    let also = event.get(ALSO_FOR).and_then(serde_json::Value::as_array);
    let ids = also.into_iter().flatten().filter_map(serde_json::Value::as_i64);
    ids.map(PersonId).collect()
}
