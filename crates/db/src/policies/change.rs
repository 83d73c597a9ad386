//! Changing policies and their steps. Every change begins with [`claim`], which locks the policy's row and refuses a form
//! that was opened before somebody else's change (G5).

use chrono::{DateTime, Utc};
use diesel::dsl::{Add, auto_type};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::ids::{PersonId, PolicyId, RoleId, StepId};
use domain::policy::{PolicyKind, Step};

use super::{StepColumns, insert_step, write_step_people};
use crate::Result;
use crate::prepared::Prepare;
use crate::schema::{policies, policy_step_people, policy_steps, role_policies, roles};
use crate::sql_types::{Bind, IntoBind};
use crate::transaction::Transaction;

/// One more change to a policy.
#[auto_type]
fn touched(by: PersonId, now: DateTime<Utc>) -> _ {
    let next: Add<policies::version, i32> = policies::version + 1;
    let by: Bind<PersonId> = by.bind();
    (
        policies::version.eq(next),
        policies::changed_by.eq(by),
        policies::changed_at.eq(now),
    )
}

/// Counts a change to a policy, if its version is still the one that a form was opened with; false: it is not, or there
/// is no such policy.
///
/// # Errors
/// When the database fails.
pub async fn claim(
    tx: &mut Transaction,
    policy: PolicyId,
    version: i32,
    by: PersonId,
    now: DateTime<Utc>,
) -> Result<bool> {
    let claimed = diesel::update(policies::table.find(policy.bind()))
        .filter(policies::version.eq(version))
        .set(touched(by, now))
        .prepared()
        .execute(tx)
        .await?;
    Ok(claimed == 1)
}

/// Adds a policy without steps.
///
/// # Errors
/// `policies_name_key` when the name is taken, or when the database fails.
pub async fn create(
    tx: &mut Transaction,
    kind: PolicyKind,
    name: &str,
    by: PersonId,
    now: DateTime<Utc>,
) -> Result<PolicyId> {
    let made = diesel::insert_into(policies::table).values((
        policies::kind.eq(kind.bind()),
        policies::name.eq(name),
        policies::changed_by.eq(by.bind()),
        policies::changed_at.eq(now),
    ));
    Ok(made.returning(policies::id).get_result(tx).await?)
}

/// Renames a policy. Open tasks keep the name they were created with.
///
/// # Errors
/// `policies_name_key` when the name is taken, or when the database fails.
pub async fn rename(tx: &mut Transaction, policy: PolicyId, name: &str) -> Result<()> {
    diesel::update(policies::table.find(policy.bind()))
        .set(policies::name.eq(name))
        .prepared()
        .execute(tx)
        .await?;
    Ok(())
}

/// Deletes a policy with its steps. A default, one that a role names and one that an open task follows are refused by the
/// database, whatever was read before (T10).
///
/// # Errors
/// `role_policies_policy_id_kind_fkey` or `tasks_policy_id_fkey`, or when the database fails.
pub async fn delete(tx: &mut Transaction, policy: PolicyId) -> Result<()> {
    diesel::delete(policies::table.find(policy.bind()))
        .execute(tx)
        .await?;
    Ok(())
}

/// Makes a policy the default of its type. The one that was it is changed too, so that a form of it is stale.
///
/// # Errors
/// When the database fails.
pub async fn make_default(
    tx: &mut Transaction,
    policy: PolicyId,
    kind: PolicyKind,
    by: PersonId,
    now: DateTime<Utc>,
) -> Result<()> {
    let default = policies::table
        .filter(policies::kind.eq(kind.bind()))
        .filter(policies::is_default);
    // Whoever makes another one the default at the same moment is waited for; what they changed is read below.
    default.select(policies::id).for_update().execute(tx).await?;
    // Two statements: the unique index looks at each row as it is written.
    diesel::update(default)
        .set((policies::is_default.eq(false), touched(by, now)))
        .prepared()
        .execute(tx)
        .await?;
    diesel::update(policies::table.find(policy.bind()))
        .set(policies::is_default.eq(true))
        .prepared()
        .execute(tx)
        .await?;
    Ok(())
}

/// Adds a step after the last.
///
/// # Errors
/// When the database fails.
pub async fn append_step(tx: &mut Transaction, policy: PolicyId, position: i16, step: &Step) -> Result<()> {
    insert_step(tx, policy, position, step).await
}

/// Writes a step anew where it stands.
///
/// # Errors
/// When the database fails.
pub async fn replace_step(tx: &mut Transaction, id: StepId, step: &Step) -> Result<()> {
    diesel::update(policy_steps::table.find(id.bind()))
        .set(StepColumns::from(step))
        .prepared()
        .execute(tx)
        .await?;
    diesel::delete(policy_step_people::table.filter(policy_step_people::step_id.eq(id.bind())))
        .execute(tx)
        .await?;
    write_step_people(tx, id, step).await
}

/// Counts a change to a role, and to the policy of a type that it names, so that forms of either are stale.
///
/// # Errors
/// When the database fails.
pub async fn touch_role(
    tx: &mut Transaction,
    role: RoleId,
    kind: PolicyKind,
    but: PolicyId,
    by: PersonId,
    now: DateTime<Utc>,
) -> Result<()> {
    diesel::update(roles::table.find(role.bind()))
        .set((
            roles::version.eq(roles::version + 1),
            roles::changed_by.eq(by.bind()),
            roles::changed_at.eq(now),
        ))
        .prepared()
        .execute(tx)
        .await?;
    let named = role_policies::table
        .find((role.bind(), kind.bind()))
        .select(role_policies::policy_id);
    diesel::update(policies::table)
        .filter(policies::id.eq_any(named))
        .filter(policies::id.ne(but.bind()))
        .set(touched(by, now))
        .prepared()
        .execute(tx)
        .await?;
    Ok(())
}

/// Lets a role follow the type's default again; false when it named another policy by now.
///
/// # Errors
/// When the database fails.
pub async fn clear_for_role(tx: &mut Transaction, role: RoleId, policy: PolicyId) -> Result<bool> {
    let named = role_policies::table
        .filter(role_policies::role_id.eq(role.bind()))
        .filter(role_policies::policy_id.eq(policy.bind()));
    let cleared = diesel::delete(named).execute(tx).await?;
    Ok(cleared > 0)
}
