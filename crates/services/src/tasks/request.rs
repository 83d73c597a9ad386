//! Asking for a role, for oneself or a report (T15, R20).

use chrono::{DateTime, Utc};
use db::Connection;
use db::people::Person;
use db::roles::{Offered, Role};
use db::tasks::write::NewTask;
use db::transaction::Transaction;
use domain::audit::{Action, ObjectKind};
use domain::ids::TaskId;
use domain::policy::{PolicyKind, Step};
use domain::task::MAX_REASON;
use domain::text::check_long_text;
use serde_json::json;

use super::{create, one_open};
use crate::access::{self, PagePermit, Permitted, RequestRoles};
use crate::actor::PersonActor;
use crate::audit::Record;
use crate::tasks::Tasks;
use crate::{Error, FieldProblem, Result};

/// What a request for a role is.
const KIND: PolicyKind = PolicyKind::Request;

/// A request as it comes from a form (G6).
#[derive(Debug, Clone, Default)]
pub struct RequestInput {
    /// Username of whom it is for.
    pub subject: String,
    /// The role's code.
    pub role: String,
    /// Why.
    pub reason: String,
}

/// What the form offers.
#[derive(Debug, Clone)]
pub struct Requestable {
    /// Roles by name, and for whom they may be asked.
    pub roles: Vec<Offered>,
}

impl Tasks<'_> {
    /// A new task's id: made from the clock's instant, random in its low bits.
    pub fn new_id(self) -> TaskId {
        let now = self.services.now();
        let seconds = u64::try_from(now.timestamp()).unwrap_or_default();
        let at = uuid::Timestamp::from_unix(uuid::NoContext, seconds, now.timestamp_subsec_nanos());
        TaskId(uuid::Uuid::new_v7(at))
    }

    /// The roles a person may ask for (R20).
    ///
    /// # Errors
    /// When the database fails.
    pub async fn requestable(self, permitted: &PagePermit<RequestRoles>) -> Result<Requestable> {
        let mut conn = self.services.pool.get().await?;
        Ok(Requestable {
            roles: db::roles::offered(&mut conn, permitted.actor()).await?,
        })
    }

    /// The task that the form has made before, if it has.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn requested_before(self, actor: &PersonActor) -> Result<Option<TaskId>> {
        self.services.submitted_before(actor).await
    }

    /// Asks for a role and returns the task. The same form posted again returns the same task.
    ///
    /// # Errors
    /// [`Error::Invalid`] by field, also while such a request is open (T15); [`Error::NobodyEligible`] when nobody may
    /// decide it (T12).
    pub async fn request_role(self, actor: &PersonActor, input: &RequestInput) -> Result<TaskId> {
        match self.try_request(actor, input).await {
            // Somebody was quicker: by now the task that they made can be seen, and is the answer.
            Err(Error::Conflict(_)) => self.try_request(actor, input).await,
            other => other,
        }
    }

    async fn try_request(self, actor: &PersonActor, input: &RequestInput) -> Result<TaskId> {
        let requester = actor.person();
        let now = self.services.now();
        let id = self.new_id();
        self.services
            .submit(actor, now, async |tx| {
                let permitted = access::require::<RequestRoles>(tx, actor, requester, now).await?;
                request(tx, permitted, input, id, now).await
            })
            .await
    }
}

async fn request(
    tx: &mut Transaction,
    permitted: Permitted<RequestRoles>,
    input: &RequestInput,
    id: TaskId,
    now: DateTime<Utc>,
) -> Result<TaskId> {
    let (subject, role, reason) = check(tx, &permitted, input, now).await?;
    let policy = db::policies::for_role(tx, Some(role.id()), KIND).await?;
    let policy = policy.filter(|policy| !policy.steps.is_empty()).ok_or_else(|| {
        Error::NobodyEligible(format!(
            "The policy for {} has no steps: an administrator has to mend it",
            role.name
        ))
    })?;
    let is_administrative = db::rights::is_administrative(tx, role.id()).await?;
    let mut steps = policy.steps;
    if is_administrative {
        steps.push(Step::second_person());
    }
    let task = NewTask {
        id,
        kind: KIND,
        policy: policy.id,
        policy_name: policy.name.clone(),
        title: format!("Grant {} to {}", role.name, subject.display_name),
        subject: subject.id(),
        requester: Some(permitted.actor()),
        initiator: None,
        role: Some(role.id()),
        grant: None,
        reason,
        external_ref: None,
        steps,
        role_change: None,
        is_administrative,
        created_at: now,
    };
    let prepared = create::prepare(tx, &task, None, now).await?;
    let after = json!({
        "title": task.title, "policy": task.policy_name, "subject": subject.username, "role": role.code, "reason": task.reason,
    });
    let on_behalf_of = (task.subject != permitted.actor()).then_some(task.subject);
    let record = Record::new(
        permitted.acting(),
        now,
        Action::TaskRequested,
        ObjectKind::Task,
        id,
    )
    .on_behalf_of(on_behalf_of)
    .concerns(task.subject)
    .after(Some(after));
    prepared
        .write(tx, permitted.acting(), &task, record, None, now)
        .await?;
    Ok(id)
}

async fn check(
    conn: &mut Connection,
    permitted: &Permitted<RequestRoles>,
    input: &RequestInput,
    now: DateTime<Utc>,
) -> Result<(Person, Role, Option<String>)> {
    let mut problems = Vec::new();
    let offered = db::roles::offered(conn, permitted.actor()).await?;
    let subject = check_subject(conn, permitted, input.subject.trim(), now).await?;
    let role = chosen(conn, &offered, input.role.trim()).await?;
    let reason = check_long_text("Reason", &input.reason, MAX_REASON);
    if let Err(message) = &subject {
        problems.push(FieldProblem::new("subject", message.clone()));
    }
    match (&subject, &role) {
        (_, Err(message)) => problems.push(FieldProblem::new("role", *message)),
        (Ok(subject), Ok(role)) => {
            let may = offered.iter().any(|offer| {
                let is_self = subject.id() == permitted.actor();
                offer.code == role.code
                    && if is_self {
                        offer.for_self
                    } else {
                        offer.for_reports
                    }
            });
            if !may {
                problems.push(FieldProblem::new("role", "Choose one of the roles offered"));
            } else if db::roles::is_granted(conn, subject.id(), role.id()).await? {
                let message = format!("{} holds {} already", subject.display_name, role.name);
                problems.push(FieldProblem::new("role", message));
            } else if let Some(open) = db::tasks::open::of_kind(conn, KIND, subject.id(), role.id()).await? {
                let names = (role.name.as_str(), subject.display_name.as_str());
                let reader = permitted.actor();
                problems.push(one_open::problem_for(conn, reader, KIND, names, open.task(), now).await?);
            }
        }
        _ => {}
    }
    if let Err(message) = &reason {
        problems.push(FieldProblem::new("reason", message.clone()));
    }
    match (subject, role, reason) {
        (Ok(subject), Ok(role), Ok(reason)) if problems.is_empty() => {
            Ok((subject, role, Some(reason).filter(|reason| !reason.is_empty())))
        }
        _ => Err(Error::Invalid(problems)),
    }
}

/// One of the roles offered, whomever it is for. Whether there is another of that code is told to nobody (S).
async fn chosen(
    conn: &mut Connection,
    offered: &[Offered],
    code: &str,
) -> Result<std::result::Result<Role, &'static str>> {
    if code.is_empty() {
        return Ok(Err("Choose a role"));
    }
    let found = if offered.iter().any(|offer| offer.code == code) {
        db::roles::by_code(conn, code).await?
    } else {
        None
    };
    Ok(found.ok_or("Choose one of the roles offered"))
}

/// Oneself, or somebody below oneself in the hierarchy (T15). Others are not told apart from nobody.
async fn check_subject(
    conn: &mut Connection,
    permitted: &Permitted<RequestRoles>,
    username: &str,
    now: DateTime<Utc>,
) -> Result<std::result::Result<Person, String>> {
    if username.is_empty() {
        return Ok(Err("Enter the username of the person the role is for".to_owned()));
    }
    let refused = || Err("The role can be for yourself or for somebody who reports to you".to_owned());
    let Some(person) = db::people::by_username(conn, username).await? else {
        return Ok(refused());
    };
    let own = person.id() == permitted.actor();
    let report = own || db::roles::reports_to(conn, person.id(), permitted.actor()).await?;
    Ok(if report && person.activity().is_active(now) {
        Ok(person)
    } else {
        refused()
    })
}
