//! What the generated tasks are about, and the words of their logs: the events are the use cases' own, with places
//! for the people and names that the database puts in.

use chrono::{DateTime, Utc};
use db::Connection;
use db::demo::{Kind, Plan};
use domain::ids::PersonId;
use domain::policy::{Approver, PolicyKind};
use domain::privilege::BuiltinRole;
use domain::resolution::Trail;
use domain::task::Decision;

use super::people::{LEAVER_DIVISOR, LEAVER_REMAINDER, Organisation};
use crate::defect;
use services::notifications::Message;
use services::tasks::event::TaskEvent;
use services::{Error, Result};

/// Roles with one step to decide; the first, asked of a pool, is rare.
const ROLES: [&str; 4] = ["vpn_administrator", "payroll_viewer", "ledger_editor", "crm_user"];

const ASSIGNEE: PersonId = PersonId(-1);
const MANAGER: PersonId = PersonId(-2);
const NAME: &str = "-3";

/// Everything that the tasks depend on.
pub(super) async fn plan(
    conn: &mut Connection,
    organisation: Organisation,
    first: PersonId,
    tasks: usize,
    now: DateTime<Utc>,
) -> Result<Plan> {
    let mut kinds = Vec::new();
    for code in ROLES {
        kinds.push(kind(conn, code).await?);
    }
    let name = NAME.to_owned();
    let trail = |trail: Trail| json(&TaskEvent::Resolution { trail });
    let decided = |decision: Decision| {
        json(&TaskEvent::Decided {
            decision,
            reason: None,
        })
    };
    Ok(Plan {
        kinds,
        tasks: number(tasks)?,
        first_person: first.0,
        people: number(organisation.people)?,
        pool_member: first.0 + number(organisation.security_manager())?,
        leaver_remainder: number(LEAVER_REMAINDER)?,
        leaver_divisor: number(LEAVER_DIVISOR)?,
        now,
        created_event: json(&TaskEvent::Created { policy: name.clone() })?,
        assigned_event: json(&TaskEvent::Assigned {
            person: ASSIGNEE,
            original: MANAGER,
        })?,
        // The only pool that a kind asks.
        pool_event: json(&TaskEvent::AssignedToPool {
            role: BuiltinRole::ItSecurityManager.name().to_owned(),
        })?,
        hop_event: trail(Trail::Hop {
            from: MANAGER,
            to: ASSIGNEE,
        })?,
        blocked_event: trail(Trail::BlockedByPolicy {
            owner: MANAGER,
            delegate: ASSIGNEE,
        })?,
        approved_event: decided(Decision::Approve)?,
        denied_event: decided(Decision::Deny)?,
        granted_event: json(&TaskEvent::RoleGranted {
            role: name.clone(),
            new: true,
        })?,
        message: json(&Message::TaskAssigned {
            title: name,
            standing_in_for: None,
            via: Vec::new(),
            pool: None,
        })?,
    })
}

fn number(count: usize) -> Result<i64> {
    i64::try_from(count).map_err(defect)
}

fn json(value: &impl serde::Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(Error::internal)
}

async fn kind(conn: &mut Connection, code: &str) -> Result<Kind> {
    let role = db::roles::by_code(conn, code)
        .await?
        .ok_or_else(|| defect(code))?;
    let policy = db::policies::for_role(conn, Some(role.id()), PolicyKind::Request)
        .await?
        .ok_or_else(|| defect(code))?;
    let step = policy.steps.first().ok_or_else(|| defect(code))?;
    let pool = match step.approver {
        Approver::Role { role } => Some(role.0),
        _ => None,
    };
    Ok(Kind {
        role: role.id().0,
        role_name: role.name.clone(),
        policy: policy.id.0,
        policy_name: policy.name.clone(),
        steps: json(&policy.steps)?,
        pool,
        allow_delegation: step.allow_delegation,
    })
}
