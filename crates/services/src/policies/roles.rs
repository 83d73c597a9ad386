//! Which policy applies to a role (T10): its own for each type, else the type's default.

use chrono::{DateTime, Utc};
use db::transaction::Transaction;
use domain::audit::{Action, ObjectKind};
use domain::ids::PolicyId;
use serde_json::json;

use super::{Claimed, open};
use crate::actor::PersonActor;
use crate::audit::Record;
use crate::policies::Policies;
use crate::{Error, Result};

impl Policies<'_> {
    /// Lets a role's tasks of the policy's type follow this policy; returns the role's name.
    ///
    /// # Errors
    /// [`Error::Invalid`] for the role, [`Error::Stale`].
    pub async fn use_for_role(
        self,
        actor: &PersonActor,
        id: PolicyId,
        version: i32,
        role: &str,
    ) -> Result<String> {
        let now = self.services.now();
        self.services
            .submit(actor, now, async |tx| {
                add(tx, actor, id, version, role.trim(), now).await
            })
            .await
    }

    /// Lets a role follow the type's default again; returns the role's name.
    ///
    /// # Errors
    /// [`Error::Stale`], [`Error::NotFound`] for a role that does not use the policy.
    pub async fn stop_for_role(
        self,
        actor: &PersonActor,
        id: PolicyId,
        version: i32,
        role: &str,
    ) -> Result<String> {
        let now = self.services.now();
        self.services
            .submit(actor, now, async |tx| {
                remove(tx, actor, id, version, role.trim(), now).await
            })
            .await
    }
}

async fn add(
    tx: &mut Transaction,
    actor: &PersonActor,
    id: PolicyId,
    version: i32,
    code: &str,
    now: DateTime<Utc>,
) -> Result<String> {
    let Claimed { by, actor, policy } = open(tx, actor, id, version, now).await?;
    let role = policy.roles.iter().find(|role| role.code == code);
    let Some(role) = role else {
        return Err(Error::invalid(
            "role",
            if code.is_empty() {
                "Choose a role"
            } else {
                "Choose one of the roles offered"
            },
        ));
    };
    if role.policy == Some(id) {
        return Ok(role.name.clone());
    }
    db::policies::change::touch_role(tx, role.id, policy.kind, id, by, now).await?;
    db::policies::set_for_role(tx, role.id, policy.kind, id).await?;
    Record::new(&actor, now, Action::PolicyRoleAdded, ObjectKind::Policy, id)
        .before(Some(json!({ "role": role.code, "policy": role.policy_name })))
        .after(Some(json!({ "role": role.code, "policy": policy.name })))
        .write(tx)
        .await?;
    Ok(role.name.clone())
}

async fn remove(
    tx: &mut Transaction,
    actor: &PersonActor,
    id: PolicyId,
    version: i32,
    code: &str,
    now: DateTime<Utc>,
) -> Result<String> {
    let Claimed { by, actor, policy } = open(tx, actor, id, version, now).await?;
    let role = policy
        .roles
        .iter()
        .find(|role| role.code == code)
        .ok_or(Error::NotFound)?;
    db::policies::change::touch_role(tx, role.id, policy.kind, id, by, now).await?;
    if !db::policies::change::clear_for_role(tx, role.id, id).await? {
        return Err(Error::NotFound);
    }
    Record::new(&actor, now, Action::PolicyRoleRemoved, ObjectKind::Policy, id)
        .before(Some(json!({ "role": role.code, "policy": policy.name })))
        .write(tx)
        .await?;
    Ok(role.name.clone())
}
