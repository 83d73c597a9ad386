//! Revocations: an administrator starts one (T15), and what taking a role away does (T13, R12).

use chrono::{DateTime, Utc};
use db::Connection;
use db::people::Person;
use db::role_delegations::terminations::Whose;
use db::tasks::write::NewTask;
use db::transaction::Transaction;
use domain::activity::ActivityState;
use domain::audit::{Action, ObjectKind};
use domain::ids::{PersonId, RoleId, TaskId};
use domain::policy::PolicyKind;
use domain::task::MAX_REASON;
use domain::text::check_long_text;
use serde_json::json;

use super::event::TaskEvent;
use super::journal::Journal;
use super::removal::{Removal, dry_run};
use super::{create, one_open};
use crate::access::{self, PagePermit, Permitted, RunAccessReviews, Viewer};
use crate::actor::{Actor, PersonActor};
use crate::audit::Record;
use crate::role_delegations::over::end_all;
use crate::tasks::Tasks;
use crate::{Error, FieldProblem, Result};

pub use db::grants::Revocable;

/// What a revocation is.
const KIND: PolicyKind = PolicyKind::Revoke;

/// A revocation as it comes from a form (G6).
#[derive(Debug, Clone, Default)]
pub struct RevocationInput {
    /// Username of whom a role is taken from.
    pub subject: String,
    /// The role's code.
    pub role: String,
    /// Why.
    pub reason: String,
}

/// What a revocation takes away once it is approved.
#[derive(Debug, Clone)]
pub struct RevocationEffects {
    /// Name of whom it is about.
    pub subject: String,
    /// The role's name.
    pub role: String,
    /// What becomes of the role, and what follows (R12, T12), if it were approved now.
    pub removal: Removal,
}

impl Tasks<'_> {
    /// A person's roles that a revocation may take away: by hand and by request.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is nobody of that username whom the reader may take roles from.
    pub async fn revocation_form(self, viewer: &Viewer, subject: &str) -> Result<Revocable> {
        let now = self.services.now();
        let mut conn = self.services.pool.get().await?;
        // Who reaches everyone reaches them.
        if viewer.require_everywhere::<RunAccessReviews>().is_err() {
            let person = db::people::by_username(&mut conn, subject).await?;
            let person = person.ok_or(Error::NotFound)?.id();
            let permit = access::page_permit::<RunAccessReviews>(&mut conn, viewer.person, person, now).await;
            permit.map_err(hidden)?;
        }
        db::grants::revocable(&mut conn, subject)
            .await?
            .ok_or(Error::NotFound)
    }

    /// What the revocation of a role from a person would take away once it is approved; none where there is no such role to take.
    ///
    /// # Errors
    /// As [`Self::revocation_form`].
    pub async fn revocation_effects(
        self,
        viewer: &Viewer,
        subject: &str,
        role: &str,
    ) -> Result<Option<RevocationEffects>> {
        let offered = self.revocation_form(viewer, subject).await?;
        let Some((code, name)) = offered.roles.into_iter().find(|(code, _)| code == role) else {
            return Ok(None);
        };
        let now = self.services.now();
        let mut conn = self.services.pool.get().await?;
        let person = db::people::by_username(&mut conn, subject).await?;
        let person = person.ok_or(Error::NotFound)?;
        let held = db::roles::by_code(&mut conn, &code).await?;
        let held = held.ok_or(Error::NotFound)?;
        drop(conn);
        let pair = (person.id(), held.id());
        let removal = dry_run(self.services, viewer.person, (&[pair], &[]), now).await?;
        Ok(Some(RevocationEffects {
            subject: offered.display_name,
            role: name,
            removal,
        }))
    }

    /// Starts the revocation of a role from a person, and returns its task. A second click finds the first one's task.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such person, or none in the initiator's scope; [`Error::Invalid`] by field,
    /// also while such a revocation is open (T15); [`Error::NobodyEligible`] when nobody may decide it (T12).
    pub async fn start_revocation(self, actor: &PersonActor, input: &RevocationInput) -> Result<TaskId> {
        match self.try_revocation(actor, input).await {
            // Somebody was quicker: by now the task that they made can be seen, and is the answer.
            Err(Error::Conflict(_)) => self.try_revocation(actor, input).await,
            other => other,
        }
    }

    async fn try_revocation(self, actor: &PersonActor, input: &RevocationInput) -> Result<TaskId> {
        let now = self.services.now();
        let id = self.new_id();
        self.services
            .submit(actor, now, async |tx| {
                let (permitted, subject) = reach(tx, actor, &input.subject, now).await?;
                start(tx, permitted, &subject, input, id, now).await
            })
            .await
    }
}

/// Somebody in the initiator's data scope; whoever is out of it does not exist for them (S).
async fn reach(
    tx: &mut Transaction,
    actor: &PersonActor,
    username: &str,
    now: DateTime<Utc>,
) -> Result<(Permitted<RunAccessReviews>, Person)> {
    let found = db::people::by_username(tx, username).await?;
    let subject = found.ok_or(Error::NotFound)?;
    let permitted = access::require::<RunAccessReviews>(tx, actor, subject.id(), now).await;
    Ok((permitted.map_err(hidden)?, subject))
}

fn hidden(error: Error) -> Error {
    match error {
        Error::Forbidden => Error::NotFound,
        other => other,
    }
}

/// A role that is not there, or not this person's to take away.
const NOT_OFFERED: &str = "Choose one of the roles offered";

/// Whether the initiator may know of every role: else one that the subject does not hold is answered like one that is not
/// there (S).
async fn sees_every_role(
    conn: &mut Connection,
    permitted: &PagePermit<RunAccessReviews>,
    now: DateTime<Utc>,
) -> Result<bool> {
    access::is_permitted_everywhere::<RunAccessReviews>(conn, permitted.actor(), now).await
}

async fn start(
    tx: &mut Transaction,
    permitted: Permitted<RunAccessReviews>,
    subject: &Person,
    input: &RevocationInput,
    id: TaskId,
    now: DateTime<Utc>,
) -> Result<TaskId> {
    let initiator = permitted.actor();
    if subject.activity().state(now) == ActivityState::Terminated {
        // Whoever has left keeps no power, and a task about them would be cancelled at once (T13).
        return Err(Error::invalid(
            "role",
            format!(
                "{} no longer works here: there is nothing to revoke",
                subject.display_name
            ),
        ));
    }
    let mut problems = Vec::new();
    let reason = check_long_text("Reason", &input.reason, MAX_REASON)
        .map_err(|message| problems.push(FieldProblem::new("reason", message)));
    let role = match db::roles::by_code(tx, input.role.trim()).await? {
        _ if input.role.trim().is_empty() => Err("Choose a role"),
        Some(role) => Ok(role),
        None => Err(NOT_OFFERED),
    };
    let role = role.map_err(|message| problems.insert(0, FieldProblem::new("role", message)));
    let (Ok(role), Ok(reason)) = (role, reason) else {
        return Err(Error::Invalid(problems));
    };
    let grants = db::grants::of_role_for_update(tx, permitted.target(), role.id()).await?;
    if grants.is_empty() && !sees_every_role(tx, &permitted, now).await? {
        return Err(Error::invalid("role", NOT_OFFERED));
    }
    if let Some(open) = db::tasks::open::of_kind(tx, KIND, permitted.target(), role.id()).await? {
        let names = (role.name.as_str(), subject.display_name.as_str());
        let problem = one_open::problem_for(tx, initiator, KIND, names, open.task(), now).await?;
        return Err(Error::Invalid(vec![problem]));
    }
    let Some(grant) = grants.first() else {
        let message = format!(
            "{} holds {} neither by hand nor by request",
            subject.display_name, role.name
        );
        return Err(Error::invalid("role", message));
    };
    let policy = db::policies::for_role(tx, Some(role.id()), KIND).await?;
    let policy = policy.filter(|policy| !policy.steps.is_empty()).ok_or_else(|| {
        Error::NobodyEligible(format!(
            "The revocation policy for {} has no steps: mend it first",
            role.name
        ))
    })?;
    let task = NewTask {
        id,
        kind: KIND,
        policy: policy.id,
        policy_name: policy.name,
        title: format!("Revoke {} from {}", role.name, subject.display_name),
        subject: permitted.target(),
        requester: None,
        initiator: Some(initiator),
        role: Some(role.id()),
        grant: Some(*grant),
        reason: Some(reason).filter(|reason| !reason.is_empty()),
        external_ref: None,
        steps: policy.steps,
        role_change: None,
        is_administrative: false,
        created_at: now,
    };
    let prepared = create::prepare(tx, &task, None, now).await?;
    let after = json!({
        "title": task.title, "policy": task.policy_name, "subject": subject.username, "role": role.code, "reason": task.reason,
    });
    let record = Record::new(
        permitted.acting(),
        now,
        Action::TaskRevocationStarted,
        ObjectKind::Task,
        id,
    )
    .concerns(task.subject)
    .after(Some(after));
    prepared
        .write(tx, permitted.acting(), &task, record, None, now)
        .await?;
    Ok(id)
}

/// Takes a role away from a person, with what they lent of it (T13, R12). `name` is the role's.
pub(super) async fn take_away(
    tx: &mut Transaction,
    actor: &Actor,
    by: PersonId,
    (subject, role, name): (PersonId, RoleId, &str),
    position: i16,
    journal: &mut Journal,
    now: DateTime<Utc>,
) -> Result<()> {
    let revoked = db::grants::revoke(tx, subject, role, by, now).await?;
    journal.note(
        position,
        TaskEvent::GrantRevoked {
            role: name.to_owned(),
        },
    );
    let ended = end_all(tx, actor, Whose::Delegators(&[(subject, role)]), now).await?;
    if !ended.is_empty() {
        journal.note(
            position,
            TaskEvent::DelegationsEnded {
                role: name.to_owned(),
                delegator: subject,
                proxies: ended
                    .iter()
                    .map(|(delegation, _)| delegation.parties.proxy)
                    .collect(),
            },
        );
    }
    let mut records = Vec::with_capacity(revoked.len());
    for grant in revoked {
        let facts = json!({ "role": name });
        records.push(
            Record::new(actor, now, Action::GrantRevoked, ObjectKind::Grant, grant)
                .concerns(subject)
                .before(Some(facts)),
        );
    }
    Record::write_all(records, tx).await
}
