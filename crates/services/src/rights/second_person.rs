//! The second person of R22 (2) and (6): who may be asked, asking them, and what their approval does.

use chrono::{DateTime, Utc};
use db::security_console::roles as stored;
use db::tasks::write::NewTask;
use db::transaction::Transaction;
use domain::audit::{Action, ObjectKind};
use domain::ids::{PersonId, RoleId, TaskId};
use domain::policy::PolicyKind;
use domain::privilege::BuiltinRole;
use domain::role::{RoleChange, RoleDefinition};
use serde_json::json;

use super::guarded::{ASKED, Guarded};
use crate::actor::Actor;
use crate::audit::Record;
use crate::notifications::{Letters, Message};
use crate::provisioning::administrative::refuse_marked;
use crate::tasks::create::prepare;
use crate::{Error, Result};

/// Something that a second person has to decide.
pub(crate) struct Proposal<'a> {
    /// Who proposes it; they could do it themselves.
    pub(crate) actor: &'a Actor,
    /// Who that is.
    pub(crate) by: PersonId,
    /// The new task's id.
    pub(crate) id: TaskId,
    /// Who is to get the role; of a change of its definition, who proposes it.
    pub(crate) subject: PersonId,
    /// The role.
    pub(crate) role: (RoleId, &'a RoleDefinition),
    /// What the role is to become.
    pub(crate) change: Option<RoleChange>,
    /// The task's title.
    pub(crate) title: String,
    /// Facts for the audit log.
    pub(crate) facts: serde_json::Value,
}

/// What became of a proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Proposed {
    /// Somebody else has to decide.
    Waits(TaskId),
    /// Nobody else could: the caller carries it out, and every super administrator is told.
    AtOnce,
}

/// Asks everybody else who could do the same. What waits already is not proposed again.
///
/// # Errors
/// When the database fails.
pub(crate) async fn propose(
    tx: &mut Transaction,
    proposal: Proposal<'_>,
    now: DateTime<Utc>,
) -> Result<Proposed> {
    let (role, definition) = proposal.role;
    if let Some(open) = db::rights::open_request(tx, proposal.subject, role).await? {
        return Ok(Proposed::Waits(open));
    }
    let guarded = Guarded::of(tx, role, proposal.change.as_ref()).await?;
    let able = guarded.able(tx, &[proposal.by, proposal.subject], now).await?;
    if able.is_empty() {
        tell_administrators(tx, &proposal, now).await?;
        return Ok(Proposed::AtOnce);
    }
    let policy = db::policies::built_in(tx).await?.ok_or_else(|| {
        Error::internal("the policy for administrative roles is not there: run the migrations")
    })?;
    let task = NewTask {
        id: proposal.id,
        kind: PolicyKind::Request,
        policy: policy.id,
        policy_name: policy.name,
        title: proposal.title,
        subject: proposal.subject,
        requester: Some(proposal.by),
        initiator: None,
        role: Some(role),
        grant: None,
        reason: None,
        external_ref: None,
        steps: policy.steps,
        role_change: proposal.change,
        is_administrative: true,
        created_at: now,
    };
    let prepared = prepare(tx, &task, None, now).await?;
    let record = Record::new(proposal.actor, now, Action::TaskRequested, ObjectKind::Task, task.id)
        .concerns(task.subject)
        .after(Some(json!({ "title": task.title, "policy": task.policy_name, "role": definition.code, "facts": proposal.facts })));
    prepared
        .write(tx, proposal.actor, &task, record, None, now)
        .await?;
    Ok(Proposed::Waits(task.id))
}

/// One person alone changed who may do what: every super administrator gets to know.
async fn tell_administrators(
    tx: &mut Transaction,
    proposal: &Proposal<'_>,
    now: DateTime<Utc>,
) -> Result<()> {
    let Some(administrators) = db::roles::by_code(tx, BuiltinRole::SuperAdministrator.code()).await? else {
        return Ok(());
    };
    let names = db::people::names(tx, &[proposal.by]).await?;
    let message = Message::DecidedAlone {
        by: names
            .get(&proposal.by)
            .map(|name| name.display_name.clone())
            .unwrap_or_default(),
        done: proposal.title.clone(),
    };
    let mut letters = Letters::default();
    for holder in db::roles::eligible_holders(tx, administrators.id(), &[], now, ASKED).await? {
        letters.to(
            holder.person(),
            &format!("alone:{}", proposal.id),
            None,
            &message,
            now,
        );
    }
    letters.write(tx).await
}

/// Gives a role the definition that a second person has approved (R22 (6)).
///
/// # Errors
/// [`Error::Conflict`] when the role has been changed since it was proposed.
pub(crate) async fn apply_change(
    tx: &mut Transaction,
    (actor, by): (&Actor, PersonId),
    (role, change): (RoleId, &RoleChange),
    now: DateTime<Utc>,
) -> Result<()> {
    let present = stored::by_id(tx, role).await?.ok_or(Error::NotFound)?;
    let written = stored::update(tx, role, change.version, &change.definition, by, now).await?;
    if !written {
        return Err(Error::Conflict(format!(
            "{} has been changed since this was proposed: deny it, and propose it again",
            present.name
        )));
    }
    // The update has locked the role.
    refuse_marked(tx, &present, &change.definition)
        .await
        .map_err(|error| match error {
            Error::Invalid(problems) => {
                Error::Conflict(problems.into_iter().map(|problem| problem.message).collect())
            }
            other => other,
        })?;
    stored::write_policies(tx, role, &change.policies, by, now).await?;
    let facts = |role: &RoleDefinition| {
        json!({ "name": role.name, "data_scope": role.data_scope, "privileges": role.privileges,
            "delegation_allowed": role.delegation_allowed })
    };
    Record::new(actor, now, Action::RoleChanged, ObjectKind::Role, &present.code)
        .before(Some(facts(&present.definition())))
        .after(Some(facts(&change.definition)))
        .write(tx)
        .await
}
