//! Another system posts a task (T15): two round trips, one that reads and one that writes.

use chrono::{DateTime, Utc};
use db::Connection;
use db::tasks::posting::{Found, Named, Policy, Role, Somebody};
use db::tasks::write::NewTask;
use db::transaction::Transaction;
use domain::audit::{Action, ObjectKind};
use domain::ids::{PolicyId, TaskId};
use domain::policy::{PolicyKind, Step};
use domain::text::{check_display_text, composed};
use serde_json::json;

use super::once::{Once, Outcome};
use super::standing::{self, Asked, Pools, Standing};
use crate::actor::SystemActor;
use crate::api::Api;
use crate::audit::Record;
use crate::tasks::create::{Prepared, prepare};
use crate::tasks::one_open;
use crate::{Error, FieldProblem, Result, changes};

/// The most characters a title has.
pub const MAX_TITLE: usize = 200;
/// The most characters the other system's own name for a task has.
pub const MAX_EXTERNAL_REF: usize = 200;

/// A task as another system posts it.
#[derive(Debug, Clone)]
pub struct PostTask {
    /// The policy it is to follow, whose type is the task's. With a role, the role says which: another one is refused.
    pub policy: Option<PolicyId>,
    /// The task's type, where no policy is named; none: a request.
    pub kind: Option<PolicyKind>,
    /// The token may post tasks about administrative roles (T15).
    pub may_be_administrative: bool,
    /// Username of whom it is about.
    pub subject: String,
    /// Username of who asks.
    pub requester: Option<String>,
    /// Code of the role it is about.
    pub role: Option<String>,
    /// As pages are to show it.
    pub title: Option<String>,
    /// The other system's own name for it.
    pub external_ref: Option<String>,
}

impl Api<'_> {
    /// Creates a task and asks for its first step. The actor is the token: the requester, if any, is on whose behalf.
    ///
    /// # Errors
    /// [`Error::Invalid`] by field, also while a request or revocation for that person and role is open (T15);
    /// [`Error::NobodyEligible`] when nobody may decide it (T12).
    pub async fn post_task(
        self,
        actor: &SystemActor,
        input: &PostTask,
        once: Option<&Once>,
    ) -> Result<Outcome> {
        let now = self.services.now();
        let id = self.services.tasks().new_id();
        let mut tx = Transaction::autocommit(&self.services.pool).await?;
        let mut posted = post(&mut tx, actor, input, id, once, now).await;
        if matches!(posted, Err(Error::Conflict(_))) {
            // Somebody was quicker: by now the task that they made can be seen, and is the answer.
            posted = post(&mut tx, actor, input, id, once, now).await;
        }
        drop(tx);
        Once::settle(once, &self.services.pool, posted, now).await
    }
}

async fn post(
    tx: &mut Transaction,
    actor: &SystemActor,
    input: &PostTask,
    id: TaskId,
    once: Option<&Once>,
    now: DateTime<Utc>,
) -> Result<Standing> {
    let named = Named {
        policy: input.policy,
        kind: input.kind.unwrap_or(PolicyKind::Request),
        subject: input.subject.clone(),
        requester: input.requester.clone(),
        role: input.role.clone(),
    };
    let found = db::tasks::posting::find(tx, &named, now).await?;
    let (policy, subject, words) = check(input, &found)?;
    let administrative = found.role.as_ref().is_some_and(|role| role.is_administrative);
    if administrative && !input.may_be_administrative {
        return Err(Error::Forbidden);
    }
    let is_administrative = administrative && policy.kind == PolicyKind::Request;
    let mut steps = policy.steps.clone();
    if is_administrative {
        steps.push(Step::second_person());
    }
    let requester = found.requester.as_ref().map(|requester| requester.id);
    let task = NewTask {
        id,
        kind: policy.kind,
        policy: policy.id,
        policy_name: policy.name.clone(),
        title: words
            .title
            .unwrap_or_else(|| title(policy, subject, found.role.as_ref())),
        subject: subject.id,
        requester,
        initiator: None,
        role: found.role.as_ref().map(|role| role.id),
        grant: found.grant.filter(|_| policy.kind != PolicyKind::Request),
        reason: None,
        external_ref: words.external_ref,
        steps,
        role_change: None,
        is_administrative,
        created_at: now,
    };
    let prepared = prepare(tx, &task, Some(&found.around), now).await?;
    let standing = standing_of(tx, &task, &prepared, &found, now).await?;
    let answer = once.map(|once| once.keep(&standing, now)).transpose()?;
    let after = json!({
        "title": task.title, "policy": task.policy_name, "kind": task.kind, "subject": subject.username,
        "requester": found.requester.as_ref().map(|requester| &requester.username),
        "role": found.role.as_ref().map(|role| &role.code), "external_ref": task.external_ref,
    });
    let record = Record::new(actor, now, Action::TaskPosted, ObjectKind::Task, id)
        .on_behalf_of(requester)
        .concerns(task.subject)
        .after(Some(after));
    // One statement, and so a change by itself.
    changes::sent();
    let written = prepared
        .write(tx, actor, &task, record, answer.as_ref(), now)
        .await;
    if !matches!(written, Ok(()) | Err(Error::Unavailable(_))) {
        changes::refused();
    }
    written.map(|()| standing)
}

/// What was typed, as it is kept.
struct Words {
    title: Option<String>,
    external_ref: Option<String>,
}

fn check<'f>(input: &PostTask, found: &'f Found) -> Result<(&'f Policy, &'f Somebody, Words)> {
    let (mut problems, mut one_open) = (Vec::new(), None);
    let mut note = |field, message: String| problems.push(FieldProblem::new(field, message));
    if let Some((field, message)) = check_policy(input, found) {
        note(field, message);
    }
    match &found.policy {
        None => {}
        Some(policy) if policy.steps.is_empty() => note(
            "policy",
            "This policy has no steps: nobody could decide".to_owned(),
        ),
        Some(_) => {}
    }
    match &found.subject {
        Some(subject) if !subject.left => {}
        _ => note("subject", NOBODY_HERE.to_owned()),
    }
    match (&input.requester, &found.requester) {
        (None, _) => {}
        (Some(_), Some(requester)) if requester.active => {}
        _ => note("requester", NOBODY_ACTIVE.to_owned()),
    }
    match check_role(input, found) {
        Some(message) => note("role", message),
        None => one_open = open_already(found),
    }
    let title = input
        .title
        .as_deref()
        .map(|title| check_display_text("Title", title, MAX_TITLE));
    let title = title
        .transpose()
        .map_err(|message| note("title", message))
        .unwrap_or_default();
    let external_ref = input.external_ref.as_deref().map(check_external_ref).transpose();
    let external_ref = external_ref
        .map_err(|message| note("external_ref", message))
        .unwrap_or_default();
    problems.extend(one_open);
    match (&found.policy, &found.subject) {
        (Some(policy), Some(subject)) if problems.is_empty() => {
            Ok((policy, subject, Words { title, external_ref }))
        }
        _ => Err(Error::Invalid(problems)),
    }
}

// The right to post a task is no right to read the directory: who has left, and who is not active, is told apart from nobody
// nowhere, and names are not told at all (S).
const NOBODY_HERE: &str = "There is nobody with this username who works here";
const NOBODY_ACTIVE: &str = "There is nobody active with this username";

/// With a role, its policy is the one that the role names for the type, else the type's default (T15): whoever posts a task
/// does not choose who decides it.
fn check_policy(input: &PostTask, found: &Found) -> Option<(&'static str, String)> {
    let id = input.policy?;
    let Some(named) = found.named else {
        return Some(("policy", format!("There is no policy {id}")));
    };
    if input.kind.is_some_and(|kind| kind != named.kind) {
        let is = named.kind.code();
        return Some((
            "type",
            format!("Policy {id} is of the type {is}: send that, or no type"),
        ));
    }
    if named.built_in && input.role.is_none() {
        return Some((
            "policy",
            format!("Policy {id} comes with the system: name another one"),
        ));
    }
    let follows = found.policy.as_ref().is_some_and(|policy| policy.id == named.id);
    // The role's name is not told: to post a task is not to read what there is (S).
    (found.role.is_some() && !follows).then(|| {
        let words = "The role follows another policy: send the one that it names, or none";
        ("policy", words.to_owned())
    })
}

/// A review or revocation is about a grant by hand or by request (T13).
fn check_role(input: &PostTask, found: &Found) -> Option<String> {
    let needs_grant = found
        .policy
        .as_ref()
        .is_some_and(|policy| policy.kind != PolicyKind::Request);
    match (&input.role, &found.role) {
        (Some(_), None) => Some("There is no role with this code".to_owned()),
        (None, _) if needs_grant => Some("A review or revocation needs the role that it is about".to_owned()),
        // Of somebody who is not here, what they hold is not told either.
        (_, Some(_)) if needs_grant && found.grant.is_none() && found.subject.as_ref().is_some_and(|subject| !subject.left) => Some(
            "The subject does not hold this role by hand or by request: there is nothing to review or revoke"
                .to_owned(),
        ),
        _ => None,
    }
}

/// Of requests and revocations one is open for a person and role (T15).
fn open_already(found: &Found) -> Option<FieldProblem> {
    let kind = found.policy.as_ref()?.kind;
    let open = found.open.filter(|_| kind.is_one_at_a_time())?;
    let (role, subject) = (found.role.as_ref()?, found.subject.as_ref()?);
    Some(one_open::problem(
        kind,
        &role.name,
        &subject.display_name,
        Some(open),
    ))
}

/// The other system finds its task by it again, so it is kept as it is or not at all.
fn check_external_ref(text: &str) -> std::result::Result<String, String> {
    let checked = check_display_text("External reference", text, MAX_EXTERNAL_REF)?;
    // It is compared letter by letter with what the other system sends, so it is not composed.
    if text.chars().count() > MAX_EXTERNAL_REF {
        Err(format!(
            "External reference must be {MAX_EXTERNAL_REF} characters or fewer"
        ))
    } else if checked == composed(text) {
        Ok(text.to_owned())
    } else {
        Err("External reference must have no blanks around it and no invisible characters".to_owned())
    }
}

fn title(policy: &Policy, subject: &Somebody, role: Option<&Role>) -> String {
    let subject = &subject.display_name;
    match (policy.kind, role) {
        (PolicyKind::Request, Some(role)) => format!("Grant {} to {subject}", role.name),
        (PolicyKind::Review, Some(role)) => format!("Review {} of {subject}", role.name),
        (PolicyKind::Revoke, Some(role)) => format!("Revoke {} from {subject}", role.name),
        (_, None) => format!("{} for {subject}", policy.name),
    }
}

async fn standing_of(
    conn: &mut Connection,
    task: &NewTask,
    prepared: &Prepared,
    found: &Found,
    now: DateTime<Utc>,
) -> Result<Standing> {
    let asked: Vec<Asked> = prepared.assignments.iter().map(Asked::from).collect();
    let mut names = standing::usernames(&found.around.names);
    // A fallback approver and their delegates have not been read.
    let people = asked.iter().flat_map(Asked::people);
    let missing: Vec<_> = people.filter(|person| !names.contains_key(person)).collect();
    names.extend(standing::usernames(&db::people::names(conn, &missing).await?));
    Ok(Standing {
        id: task.id,
        state: domain::task::TaskState::Open,
        step: 1,
        assignees: standing::assignees(
            conn,
            &asked,
            &names,
            &Default::default(),
            &mut Pools::default(),
            now,
        )
        .await?,
    })
}
