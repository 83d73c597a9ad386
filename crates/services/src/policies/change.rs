//! A policy as a whole: create, delete, make it the default of its type.

use chrono::{DateTime, Utc};
use db::policies::page::Page;
use db::transaction::Transaction;
use domain::audit::{Action, ObjectKind};
use domain::ids::PolicyId;
use domain::policy::{check_kind, check_name};
use domain::text::counting::counted;
use serde_json::json;

use super::{Claimed, open};
use crate::access::{self, EditPolicies};
use crate::actor::PersonActor;
use crate::audit::Record;
use crate::policies::Policies;
use crate::{Error, FieldProblem, Result};

/// A new policy as it is typed.
#[derive(Debug, Clone, Default)]
pub struct NewPolicy {
    /// Its name.
    pub name: String,
    /// `request`, `review` or `revoke`.
    pub kind: String,
}

impl Policies<'_> {
    /// Creates a policy without steps.
    ///
    /// # Errors
    /// [`Error::Invalid`] by field.
    pub async fn create(self, actor: &PersonActor, input: &NewPolicy) -> Result<PolicyId> {
        let now = self.services.now();
        self.services
            .submit(actor, now, async |tx| create(tx, actor, input, now).await)
            .await
    }

    /// Deletes a policy that nothing uses; returns its name.
    ///
    /// # Errors
    /// [`Error::Conflict`] saying what uses it, [`Error::Stale`].
    pub async fn delete(self, actor: &PersonActor, id: PolicyId, version: i32) -> Result<String> {
        let now = self.services.now();
        self.services
            .submit(actor, now, async |tx| delete(tx, actor, id, version, now).await)
            .await
    }

    /// Makes a policy the default of its type.
    ///
    /// # Errors
    /// [`Error::Conflict`] for a policy without steps, [`Error::Stale`].
    pub async fn make_default(self, actor: &PersonActor, id: PolicyId, version: i32) -> Result<()> {
        let now = self.services.now();
        self.services
            .submit(actor, now, async |tx| {
                make_default(tx, actor, id, version, now).await
            })
            .await
    }
}

const TAKEN: &str = "Name must be one that no other policy has";

async fn create(
    tx: &mut Transaction,
    actor: &PersonActor,
    input: &NewPolicy,
    now: DateTime<Utc>,
) -> Result<PolicyId> {
    let by = actor.person();
    let permitted = access::require_everywhere::<EditPolicies>(tx, actor, now).await?;
    let actor = permitted.acting();
    let (name, kind) = match (check_name(&input.name), check_kind(&input.kind)) {
        (Ok(name), Ok(kind)) => (name, kind),
        (name, kind) => {
            let problems = [("name", name.err()), ("type", kind.err())];
            let problems = problems
                .into_iter()
                .filter_map(|(field, message)| Some(FieldProblem::new(field, message?)));
            return Err(Error::Invalid(problems.collect()));
        }
    };
    let id = db::policies::change::create(tx, kind, &name, by, now)
        .await
        .map_err(taken)?;
    Record::new(actor, now, Action::PolicyCreated, ObjectKind::Policy, id)
        .after(Some(json!({ "name": name, "type": kind })))
        .write(tx)
        .await?;
    Ok(id)
}

/// Two people take the same name at the same moment: the database decides.
pub(super) fn taken(error: db::Error) -> Error {
    if error.is_constraint("policies_name_key") {
        Error::invalid("name", TAKEN)
    } else {
        error.into()
    }
}

async fn delete(
    tx: &mut Transaction,
    actor: &PersonActor,
    id: PolicyId,
    version: i32,
    now: DateTime<Utc>,
) -> Result<String> {
    let Claimed { policy, actor, .. } = open(tx, actor, id, version, now).await?;
    if let Some(words) = in_use(&policy) {
        return Err(Error::Conflict(words));
    }
    db::policies::change::delete(tx, id).await.map_err(|error| {
        if error.is_constraint("role_policies_policy_id_kind_fkey") {
            Error::Conflict("A role has just begun to use this policy".to_owned())
        } else if error.is_constraint("tasks_policy_id_fkey") {
            Error::Conflict("A task has just begun to follow this policy".to_owned())
        } else {
            error.into()
        }
    })?;
    let steps: Vec<_> = policy
        .steps
        .iter()
        .zip(1..)
        .map(|(saved, position)| super::facts::of_step(position, &saved.step, &policy.people, &policy.roles))
        .collect();
    Record::new(&actor, now, Action::PolicyDeleted, ObjectKind::Policy, id)
        .before(Some(
            json!({ "name": policy.name, "type": policy.kind, "steps": steps }),
        ))
        .write(tx)
        .await?;
    Ok(policy.name)
}

/// What keeps a policy from deletion, in words (T10); none: it can be deleted.
pub fn in_use(policy: &Page) -> Option<String> {
    let name = &policy.name;
    if policy.is_default {
        let kind = policy.kind.in_words().to_lowercase();
        return Some(format!(
            "“{name}” is the default {kind} policy and cannot be deleted. Make another policy the default first"
        ));
    }
    let roles: Vec<&str> = policy.used_by().map(|role| role.name.as_str()).collect();
    let tasks = match policy.open_tasks {
        0 => None,
        1 => Some("1 open task follows it".to_owned()),
        100.. => Some("more than 99 open tasks follow it".to_owned()),
        count => Some(format!("{count} open tasks follow it")),
    };
    let roles = match roles.as_slice() {
        [] => None,
        [one] => Some(format!("the role {one} uses it")),
        [first, second] => Some(format!("the roles {first} and {second} use it")),
        [first, second, more @ ..] => Some(format!(
            "{first}, {second} and {} use it",
            counted(more.len(), "more role", "more roles")
        )),
    };
    let reasons: Vec<String> = roles.into_iter().chain(tasks).collect();
    (!reasons.is_empty()).then(|| format!("“{name}” cannot be deleted: {}", reasons.join(", and ")))
}

async fn make_default(
    tx: &mut Transaction,
    actor: &PersonActor,
    id: PolicyId,
    version: i32,
    now: DateTime<Utc>,
) -> Result<()> {
    let Claimed { by, actor, policy } = open(tx, actor, id, version, now).await?;
    if policy.is_default {
        return Ok(());
    }
    if policy.steps.is_empty() {
        return Err(Error::Conflict(
            "A policy without steps cannot be the default: every task of a role without a policy of its own would be \
             refused. Add a step first"
                .to_owned(),
        ));
    }
    match db::policies::change::make_default(tx, id, policy.kind, by, now).await {
        // Two others were quicker, one after the other.
        Err(error) if error.is_constraint("policies_one_default_key") => {
            let words =
                "Somebody else has just made another policy the default: look at the list, then try again";
            return Err(Error::Conflict(words.to_owned()));
        }
        other => other?,
    }
    Record::new(&actor, now, Action::PolicyMadeDefault, ObjectKind::Policy, id)
        .after(Some(json!({ "name": policy.name, "type": policy.kind })))
        .write(tx)
        .await
}
