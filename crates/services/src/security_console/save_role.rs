//! Creating and editing a role (R3, T10).

use chrono::{DateTime, Utc};
use db::Connection;
use db::security_console::roles::{self as stored, Defined, Lent};
use db::transaction::Transaction;
use domain::ids::{PersonId, PolicyId};
use domain::policy::PolicyKind;
use domain::role::{RoleDefinition, RoleForm, check_role};
use serde_json::{Value, json};

use super::SECOND_CLICK;
use crate::access::{self, ManageSecurity};
use crate::actor::Actor;
use crate::audit::Record;
use crate::{Error, FieldProblem, Result, Services};

/// A role as it is typed.
#[derive(Debug, Clone, Default)]
pub struct RoleInput {
    /// The version the form was opened with (G5).
    pub version: i32,
    /// Its own facts.
    pub form: RoleForm,
    /// The policy it names for each type, in the order of [`PolicyKind::ALL`]: an id, or empty for the default.
    pub policies: [String; 3],
}

/// What was saved.
#[derive(Debug, Clone)]
pub struct RoleSaved {
    /// As shown.
    pub name: String,
    /// *Delegation allowed* was switched off: what stays as it is (R3).
    pub switched_off: Option<Lent>,
}

impl Services {
    /// Saves a role; without a code, a new one.
    ///
    /// # Errors
    /// [`Error::Invalid`] by field, [`Error::Stale`], [`Error::NotFound`].
    pub async fn save_role(&self, actor: &Actor, code: Option<&str>, input: &RoleInput) -> Result<RoleSaved> {
        let now = self.now();
        let mut tx = Transaction::begin(&self.pool).await?;
        let outcome = save(&mut tx, actor, code, input, now).await;
        tx.finish(outcome).await
    }
}

async fn save(
    conn: &mut Connection,
    actor: &Actor,
    code: Option<&str>,
    input: &RoleInput,
    now: DateTime<Utc>,
) -> Result<RoleSaved> {
    let by = actor.person.ok_or(Error::Forbidden)?;
    access::require::<ManageSecurity>(conn, by, by, now).await?;
    let present = match code {
        Some(code) => Some(stored::by_code(conn, code).await?.ok_or(Error::NotFound)?),
        None => stored::by_code(conn, input.form.code.trim()).await?,
    };
    let definition = present.as_ref().map(Defined::definition);
    let checked = check_role(&input.form, definition.as_ref().filter(|_| code.is_some()));
    let policies = check_policies(conn, input).await?;
    let (checked, policies) = match (checked, policies) {
        (Ok(checked), Ok(policies)) => (checked, policies),
        (checked, policies) => {
            let own = checked.err().unwrap_or_default();
            let own = own
                .into_iter()
                .map(|(field, message)| FieldProblem::new(field, message));
            return Err(Error::Invalid(
                own.chain(policies.err().unwrap_or_default()).collect(),
            ));
        }
    };
    match (code, present) {
        (Some(_), Some(present)) => {
            change(conn, actor, by, &present, input.version, &checked, &policies, now).await
        }
        (_, Some(taken)) if is_second_click(&taken, by, 1, &checked, &policies, now) => Ok(RoleSaved {
            name: taken.name,
            switched_off: None,
        }),
        (_, Some(_)) => Err(Error::invalid("code", "Code must be one that no other role has")),
        (_, None) => create(conn, actor, by, &checked, &policies, now).await,
    }
}

type Named = Vec<(PolicyKind, PolicyId)>;

/// The policies that are named, each of its own type.
async fn check_policies(
    conn: &mut Connection,
    input: &RoleInput,
) -> Result<std::result::Result<Named, Vec<FieldProblem>>> {
    const FIELDS: [&str; 3] = ["request_policy", "review_policy", "revoke_policy"];
    let there = stored::policies(conn).await?;
    let (mut named, mut problems) = (Vec::new(), Vec::new());
    for ((kind, typed), field) in PolicyKind::ALL.into_iter().zip(&input.policies).zip(FIELDS) {
        let typed = typed.trim();
        if typed.is_empty() {
            continue;
        }
        let found = there
            .iter()
            .find(|policy| policy.kind() == Some(kind) && policy.id().to_string() == typed);
        match found {
            Some(policy) => named.push((kind, policy.id())),
            None => problems.push(FieldProblem::new(field, "Choose one of the policies offered")),
        }
    }
    Ok(if problems.is_empty() {
        Ok(named)
    } else {
        Err(problems)
    })
}

async fn create(
    conn: &mut Connection,
    actor: &Actor,
    by: PersonId,
    role: &RoleDefinition,
    policies: &Named,
    now: DateTime<Utc>,
) -> Result<RoleSaved> {
    let id = stored::insert(conn, role, by, now).await.map_err(|error| {
        match error.is_constraint("roles_code_key") {
            true => Error::invalid("code", "Code must be one that no other role has"),
            false => error.into(),
        }
    })?;
    stored::write_policies(conn, id, policies, by, now).await?;
    Record::new(actor, now, "role.created", "role", &role.code)
        .after(Some(facts(role, policies)))
        .write(conn)
        .await?;
    Ok(RoleSaved {
        name: role.name.clone(),
        switched_off: None,
    })
}

#[allow(
    clippy::too_many_arguments,
    reason = "each is a different fact of one change, used once"
)]
async fn change(
    conn: &mut Connection,
    actor: &Actor,
    by: PersonId,
    present: &Defined,
    version: i32,
    role: &RoleDefinition,
    policies: &Named,
    now: DateTime<Utc>,
) -> Result<RoleSaved> {
    let unchanged = RoleSaved {
        name: role.name.clone(),
        switched_off: None,
    };
    let was: Named = named(present);
    if present.version == version && present.definition() == *role && was == *policies {
        return Ok(unchanged);
    }
    if !stored::update(conn, present.id, version, role, by, now).await? {
        // Read again: the update may have waited for whoever was quicker.
        let newest = stored::by_code(conn, &present.code)
            .await?
            .ok_or(Error::NotFound)?;
        if is_second_click(&newest, by, version.saturating_add(1), role, policies, now) {
            return Ok(unchanged);
        }
        return Err(Error::Stale {
            by: newest.changed_by_name.unwrap_or_else(|| "Somebody".to_owned()),
            at: newest.changed_at.unwrap_or(now),
        });
    }
    stored::write_policies(conn, present.id, policies, by, now).await?;
    let switched_off = match present.delegation_allowed && !role.delegation_allowed {
        true => Some(stored::lent(conn, present.id, now).await?),
        false => None,
    };
    Record::new(actor, now, "role.changed", "role", &present.code)
        .before(Some(facts(&present.definition(), &was)))
        .after(Some(facts(role, policies)))
        .write(conn)
        .await?;
    Ok(RoleSaved {
        switched_off,
        ..unchanged
    })
}

/// The policies a role names, in the order of the types.
fn named(role: &Defined) -> Named {
    let of_kind = |kind| role.policy(kind).map(|policy| (kind, policy.id));
    PolicyKind::ALL.into_iter().filter_map(of_kind).collect()
}

/// The same form sent twice: the first one saved what the second one asks for, a moment ago.
fn is_second_click(
    role: &Defined,
    by: PersonId,
    version: i32,
    wanted: &RoleDefinition,
    policies: &Named,
    now: DateTime<Utc>,
) -> bool {
    role.changed_by == Some(by)
        && role.changed_at.is_some_and(|at| now - at <= SECOND_CLICK)
        && role.version == version
        && role.definition() == *wanted
        && named(role) == *policies
}

fn facts(role: &RoleDefinition, policies: &[(PolicyKind, PolicyId)]) -> Value {
    let policy = |kind| {
        policies
            .iter()
            .find(|(named, _)| *named == kind)
            .map(|(_, id)| *id)
    };
    json!({
        "name": role.name, "data_scope": role.data_scope, "privileges": role.privileges,
        "delegation_allowed": role.delegation_allowed, "request_policy": policy(PolicyKind::Request),
        "review_policy": policy(PolicyKind::Review), "revoke_policy": policy(PolicyKind::Revoke),
    })
}
