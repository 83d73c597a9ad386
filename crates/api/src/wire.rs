//! What the API answers, as JSON: the names here are what other systems hold on to.

use chrono::{DateTime, SecondsFormat, Utc};
use domain::access::HoldingSource;
use domain::privilege;
use serde::Serialize;
use services::api::{self, Event, Holding};
use utoipa::ToSchema;

/// An instant in UTC (RFC 3339).
fn instant<S: serde::Serializer>(at: &DateTime<Utc>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&domain::zone::rfc3339(*at, SecondsFormat::AutoSi))
}

fn optional_instant<S: serde::Serializer>(
    at: &Option<DateTime<Utc>>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match at {
        Some(at) => instant(at, serializer),
        None => serializer.serialize_none(),
    }
}

/// Where a task stands.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum State {
    /// Somebody is asked.
    Open,
    /// Every step was approved.
    Approved,
    /// A step was denied.
    Denied,
    /// Ended without a decision.
    Cancelled,
}

impl From<domain::task::TaskState> for State {
    fn from(state: domain::task::TaskState) -> Self {
        use domain::task::TaskState as S;
        match state {
            S::Open => Self::Open,
            S::Approved => Self::Approved,
            S::Denied => Self::Denied,
            S::Cancelled => Self::Cancelled,
        }
    }
}

/// What a task is about: the type of its policy.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kind {
    /// Somebody asks for a role: approval grants it.
    Request,
    /// A grant is certified: denial takes it away.
    Review,
    /// A grant is to be removed: approval removes it.
    Revoke,
}

/// Somebody who is asked now.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Assignee {
    /// Who.
    #[schema(example = "bea")]
    username: String,
    /// The username that the step named: another one where the assignee is a delegate. Of a role's holders, who they hold
    /// it from as a proxy, or themselves.
    #[schema(example = "mara")]
    original: String,
    /// The usernames of the hops between the two, in order.
    #[schema(example = json!([]))]
    via: Vec<String>,
    /// Code of the role, where the step asks its holders; at most 200 of them are listed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "it_security_manager")]
    role: Option<String>,
}

/// Where a task stands.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TaskStanding)]
pub(crate) struct Standing {
    /// The task.
    #[schema(value_type = String, format = Uuid, example = "0199c2a5-7c00-7000-8000-000000000001")]
    id: String,
    state: State,
    /// The step now open, or the last one that was, from 1.
    #[schema(minimum = 1, example = 1)]
    step: i16,
    /// Who is asked now; nobody once it is closed.
    assignees: Vec<Assignee>,
}

impl From<&api::Standing> for Standing {
    fn from(standing: &api::Standing) -> Self {
        let assignee = |assignee: &api::Assignee| Assignee {
            username: assignee.username.clone(),
            original: assignee.original.clone(),
            via: assignee.via.clone(),
            role: assignee.role.clone(),
        };
        Self {
            id: standing.id.to_string(),
            state: standing.state.into(),
            step: standing.step,
            assignees: standing.assignees.iter().map(assignee).collect(),
        }
    }
}

/// A task.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Task)]
pub(crate) struct Task {
    #[serde(flatten)]
    standing: Standing,
    kind: Kind,
    /// How many steps it has.
    #[schema(minimum = 1)]
    steps: usize,
    /// As people see it.
    #[schema(example = "Grant Payroll viewer to Ben Ode")]
    title: String,
    /// The id of its policy, while it is open.
    policy: Option<i64>,
    /// The name its policy had when the task was created.
    #[schema(example = "Default request")]
    policy_name: String,
    /// Username of whom it is about.
    #[schema(example = "ben")]
    subject: String,
    /// Username of who asked.
    #[schema(example = "ben")]
    requester: Option<String>,
    /// Username of who started the review or revocation.
    initiator: Option<String>,
    /// Code of the role it is about.
    #[schema(example = "payroll_viewer")]
    role: Option<String>,
    /// Why it was asked.
    reason: Option<String>,
    /// Your own name for it.
    #[schema(example = "TICKET-4711")]
    external_ref: Option<String>,
    #[serde(serialize_with = "instant")]
    created_at: DateTime<Utc>,
    #[serde(serialize_with = "optional_instant")]
    closed_at: Option<DateTime<Utc>>,
}

impl From<api::Summary> for Task {
    fn from(task: api::Summary) -> Self {
        use domain::policy::PolicyKind as K;
        Self {
            standing: (&task.standing).into(),
            kind: match task.kind {
                K::Request => Kind::Request,
                K::Review => Kind::Review,
                K::Revoke => Kind::Revoke,
            },
            steps: task.steps,
            title: task.title,
            policy: task.policy.map(|policy| policy.0),
            policy_name: task.policy_name,
            subject: task.subject,
            requester: task.requester,
            initiator: task.initiator,
            role: task.role,
            reason: task.reason,
            external_ref: task.external_ref,
            created_at: task.created_at,
            closed_at: task.closed_at,
        }
    }
}

/// An entry of a task's log.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LogEntry {
    #[serde(serialize_with = "instant")]
    at: DateTime<Utc>,
    /// The step, from 1.
    step: i16,
    /// What happened, in one sentence.
    #[schema(example = "Assigned to Bea Lund for Mara Vogel")]
    event: String,
    /// Username of who did it; null where Locum worked it out or another system did it.
    actor: Option<String>,
    /// Username of for whom.
    on_behalf_of: Option<String>,
    /// The page, job, command or API token.
    #[schema(example = "api: payroll")]
    through: String,
}

/// A task with its log.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TaskWithLog {
    #[serde(flatten)]
    task: Task,
    /// Newest first.
    log: Vec<LogEntry>,
}

impl TaskWithLog {
    pub(crate) fn new(task: api::Summary, log: Vec<Event>) -> Self {
        let entry = |event: Event| LogEntry {
            at: event.at,
            step: event.step,
            event: event.words,
            actor: event.actor,
            on_behalf_of: event.on_behalf_of,
            through: event.through,
        };
        Self {
            task: task.into(),
            log: log.into_iter().map(entry).collect(),
        }
    }
}

/// A page of tasks.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TaskList {
    /// Newest first.
    pub(crate) items: Vec<Task>,
    /// Send it as `cursor` for the next page; null: this is the last.
    pub(crate) next_cursor: Option<String>,
}

/// Where a role comes from.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Source {
    /// An administrator or an import.
    ByHand,
    /// An approved request.
    Request,
    /// A provisioning rule.
    Autoprovisioned,
    /// Delegated by `delegator`.
    Delegated,
}

/// On whose records a role works: of `delegator`, where there is one.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum DataScope {
    /// Their own.
    Own,
    /// The whole management hierarchy below them.
    Reports,
    /// Everyone in their department.
    Department,
    /// Everyone.
    Everyone,
}

/// A role in force.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RoleInForce {
    /// Its code.
    #[schema(example = "line_manager")]
    role: String,
    source: Source,
    /// Username of who delegated it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "mara")]
    delegator: Option<String>,
    data_scope: DataScope,
}

impl From<Holding> for RoleInForce {
    fn from(holding: Holding) -> Self {
        Self {
            role: holding.role,
            source: match holding.source {
                HoldingSource::ByHand => Source::ByHand,
                HoldingSource::Request => Source::Request,
                HoldingSource::Autoprovisioned => Source::Autoprovisioned,
                HoldingSource::Delegated => Source::Delegated,
            },
            delegator: holding.delegator,
            data_scope: match holding.data_scope {
                privilege::DataScope::Own => DataScope::Own,
                privilege::DataScope::Reports => DataScope::Reports,
                privilege::DataScope::Department => DataScope::Department,
                privilege::DataScope::Everyone => DataScope::Everyone,
            },
        }
    }
}

/// Whether a person may do something, and why.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AccessAnswer {
    pub(crate) allowed: bool,
    /// Every role that allows it.
    pub(crate) through: Vec<RoleInForce>,
}
