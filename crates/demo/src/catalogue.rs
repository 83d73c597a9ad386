//! Roles, policies and what may be requested: `roles.csv`, `policies.csv`, `provisioning.csv`. They are the same in
//! the demo organisation and in a generated one.

use chrono::{DateTime, Utc};
use db::Connection;
use db::demo::{NewRole, Offer};
use db::transaction::Transaction;
use domain::audit::{Action, ObjectKind};
use domain::ids::{PersonId, PolicyId, RoleId};
use domain::policy::{Approver, PolicyKind, Step};
use domain::privilege::{DataScope, Privilege};
use serde::Deserialize;
use serde_json::json;

use super::defect;
use super::tables::{optional_yes, rows, yes};
use services::Result;
use services::actor::Actor;
use services::audit::Record;

#[derive(Deserialize)]
struct RoleRow {
    code: String,
    name: String,
    data_scope: String,
    #[serde(deserialize_with = "yes")]
    delegation_allowed: bool,
    privileges: String,
    request_policy: String,
    review_policy: String,
    revoke_policy: String,
}

fn roles() -> Result<Vec<RoleRow>> {
    rows(include_str!("data/roles.csv"))
}

/// Adds the organisation's own roles.
pub(super) async fn insert_roles(tx: &mut Transaction, actor: &Actor, now: DateTime<Utc>) -> Result<()> {
    for row in roles()? {
        let privileges = row
            .privileges
            .split_whitespace()
            .map(|code| Privilege::from_code(code).ok_or_else(|| defect(code)));
        let role = NewRole {
            code: row.code,
            name: row.name,
            data_scope: DataScope::from_code(&row.data_scope).ok_or_else(|| defect(&row.data_scope))?,
            delegation_allowed: row.delegation_allowed,
            privileges: privileges.collect::<Result<_>>()?,
        };
        let after = json!({
            "name": role.name, "data_scope": role.data_scope, "delegation_allowed": role.delegation_allowed,
            "privileges": role.privileges,
        });
        let record =
            Record::new(actor, now, Action::RoleCreated, ObjectKind::Role, &role.code).after(Some(after));
        db::demo::insert_role(tx, role).await?;
        record.write(tx).await?;
    }
    Ok(())
}

#[derive(Deserialize)]
struct StepRow {
    policy: String,
    kind: String,
    approver: String,
    approver_role: String,
    approvers: String,
    #[serde(deserialize_with = "yes")]
    allow_delegation: bool,
    #[serde(deserialize_with = "yes")]
    distinct_approvers: bool,
    #[serde(deserialize_with = "yes")]
    allow_reassignment: bool,
    #[serde(deserialize_with = "yes")]
    reason_to_approve: bool,
    #[serde(deserialize_with = "yes")]
    reason_to_deny: bool,
    fallback: String,
}

impl StepRow {
    async fn step(&self, conn: &mut Connection) -> Result<Step> {
        let approver = match self.approver.as_str() {
            "manager" => Approver::Manager,
            "subject" => Approver::Subject,
            "role" => Approver::Role {
                role: role(conn, &self.approver_role).await?,
            },
            "people" => {
                let mut people = Vec::new();
                for username in self.approvers.split_whitespace() {
                    people.push(person(conn, username).await?);
                }
                Approver::People { people }
            }
            other => return Err(defect(other)),
        };
        let fallback = match self.fallback.as_str() {
            "" => None,
            username => Some(person(conn, username).await?),
        };
        Ok(Step {
            approver,
            allow_delegation: self.allow_delegation,
            allow_self_approval: false,
            distinct_approvers: self.distinct_approvers,
            allow_reassignment: self.allow_reassignment,
            reason_to_approve: self.reason_to_approve,
            reason_to_deny: self.reason_to_deny,
            fallback,
        })
    }
}

pub(super) async fn role(conn: &mut Connection, code: &str) -> Result<RoleId> {
    Ok(db::roles::by_code(conn, code)
        .await?
        .ok_or_else(|| defect(code))?
        .id())
}

pub(super) async fn person(conn: &mut Connection, username: &str) -> Result<PersonId> {
    Ok(db::people::by_username(conn, username)
        .await?
        .ok_or_else(|| defect(username))?
        .id())
}

/// Adds the policies, which name people, and says which role follows which.
pub(super) async fn insert_policies(tx: &mut Transaction, actor: &Actor, now: DateTime<Utc>) -> Result<()> {
    let table: Vec<StepRow> = rows(include_str!("data/policies.csv"))?;
    let mut made: Vec<(String, PolicyId)> = Vec::new();
    for policy in table.chunk_by(|one, next| one.policy == next.policy) {
        let Some(first) = policy.first() else { continue };
        let kind = PolicyKind::from_code(&first.kind).ok_or_else(|| defect(&first.kind))?;
        let mut steps = Vec::new();
        for row in policy {
            steps.push(row.step(tx).await?);
        }
        let id = db::policies::insert(tx, kind, &first.policy, &steps).await?;
        let after = json!({ "name": first.policy, "type": kind, "steps": steps });
        Record::new(actor, now, Action::PolicyCreated, ObjectKind::Policy, id)
            .after(Some(after))
            .write(tx)
            .await?;
        made.push((first.policy.clone(), id));
    }
    for row in roles()? {
        let named = [
            (PolicyKind::Request, &row.request_policy),
            (PolicyKind::Review, &row.review_policy),
            (PolicyKind::Revoke, &row.revoke_policy),
        ];
        let id = role(tx, &row.code).await?;
        for (kind, name) in named.into_iter().filter(|(_, name)| !name.is_empty()) {
            let (_, policy) = made
                .iter()
                .find(|(made, _)| made == name)
                .ok_or_else(|| defect(name))?;
            db::policies::set_for_role(tx, id, kind, *policy).await?;
        }
        let after = json!({ "request": row.request_policy, "review": row.review_policy, "revoke": row.revoke_policy });
        Record::new(actor, now, Action::RolePoliciesSet, ObjectKind::Role, &row.code)
            .after(Some(after))
            .write(tx)
            .await?;
    }
    Ok(())
}

#[derive(Deserialize)]
struct OfferRow {
    rule: String,
    department: Option<String>,
    job: Option<String>,
    location: Option<String>,
    #[serde(deserialize_with = "optional_yes")]
    is_manager: Option<bool>,
    role: String,
    #[serde(deserialize_with = "yes")]
    provisionable: bool,
    #[serde(deserialize_with = "yes")]
    requestable: bool,
    #[serde(deserialize_with = "yes")]
    self_requestable: bool,
}

/// Adds the provisioning rules (R20).
pub(super) async fn insert_provisioning(
    tx: &mut Transaction,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<()> {
    let table: Vec<OfferRow> = rows(include_str!("data/provisioning.csv"))?;
    for row in table {
        let after = json!({
            "department": row.department, "job": row.job, "location": row.location, "is_manager": row.is_manager,
            "role": row.role, "provisionable": row.provisionable, "requestable": row.requestable,
            "self_requestable": row.self_requestable,
        });
        let record = Record::new(
            actor,
            now,
            Action::ProvisioningRuleCreated,
            ObjectKind::ProvisioningRule,
            &row.rule,
        );
        let offer = Offer {
            rule: row.rule,
            department: row.department,
            job: row.job,
            location: row.location,
            is_manager: row.is_manager,
            role: row.role,
            provisionable: row.provisionable,
            requestable: row.requestable,
            self_requestable: row.self_requestable,
        };
        db::demo::insert_provisioning_rule(tx, offer).await?;
        record.after(Some(after)).write(tx).await?;
    }
    Ok(())
}
