//! Changing policies and their steps. Every change begins with [`claim`], which locks the policy's row and refuses a form
//! that was opened before somebody else's change (G5).

use chrono::{DateTime, Utc};
use diesel::sql_types::{BigInt, Integer, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use domain::ids::{PersonId, PolicyId, RoleId, StepId};
use domain::policy::{PolicyKind, Step};

use super::{NewId, insert_step, write_step_people};
use crate::Result;
use crate::glued::statement;
use crate::transaction::Transaction;

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
    const SQL: &str = "UPDATE policies SET version = version + 1, changed_by = $3, changed_at = $4 WHERE id = $1 AND version = $2";
    let claimed = statement(SQL)
        .bind::<BigInt, _>(policy.0)
        .bind::<Integer, _>(version)
        .bind::<BigInt, _>(by.0)
        .bind::<Timestamptz, _>(now)
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
    const SQL: &str =
        "INSERT INTO policies (kind, name, changed_by, changed_at) VALUES ($1, $2, $3, $4) RETURNING id";
    let row: NewId = statement(SQL)
        .bind::<Text, _>(kind.code())
        .bind::<Text, _>(name.to_owned())
        .bind::<BigInt, _>(by.0)
        .bind::<Timestamptz, _>(now)
        .get_result(tx)
        .await?;
    Ok(PolicyId(row.id))
}

/// Renames a policy. Open tasks keep the name they were created with.
///
/// # Errors
/// `policies_name_key` when the name is taken, or when the database fails.
pub async fn rename(tx: &mut Transaction, policy: PolicyId, name: &str) -> Result<()> {
    statement("UPDATE policies SET name = $2 WHERE id = $1")
        .bind::<BigInt, _>(policy.0)
        .bind::<Text, _>(name.to_owned())
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
    statement("DELETE FROM policies WHERE id = $1")
        .bind::<BigInt, _>(policy.0)
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
    // Whoever makes another one the default at the same moment is waited for; what they changed is read below.
    statement("SELECT FROM policies WHERE kind = $1 AND is_default FOR UPDATE")
        .bind::<Text, _>(kind.code())
        .execute(tx)
        .await?;
    // Two statements: the unique index looks at each row as it is written.
    const OLD: &str = "UPDATE policies SET is_default = false, version = version + 1, changed_by = $2, changed_at = $3 \
        WHERE kind = $1 AND is_default";
    statement(OLD)
        .bind::<Text, _>(kind.code())
        .bind::<BigInt, _>(by.0)
        .bind::<Timestamptz, _>(now)
        .execute(tx)
        .await?;
    statement("UPDATE policies SET is_default = true WHERE id = $1")
        .bind::<BigInt, _>(policy.0)
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
    const SQL: &str = "UPDATE policy_steps SET approver = $2, approver_role_id = $3, allow_delegation = $4, \
        allow_self_approval = $5, distinct_approvers = $6, allow_reassignment = $7, reason_to_approve = $8, \
        reason_to_deny = $9, fallback_id = $10 WHERE id = $1";
    statement(SQL)
        .bind::<BigInt, _>(id.0)
        .step(step)
        .execute(tx)
        .await?;
    statement("DELETE FROM policy_step_people WHERE step_id = $1")
        .bind::<BigInt, _>(id.0)
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
    const ROLE: &str =
        "UPDATE roles SET version = version + 1, changed_by = $2, changed_at = $3 WHERE id = $1";
    const POLICY: &str = "UPDATE policies p SET version = version + 1, changed_by = $2, changed_at = $3 FROM role_policies rp \
        WHERE rp.role_id = $1 AND rp.kind = $4 AND p.id = rp.policy_id AND p.id <> $5";
    statement(ROLE)
        .bind::<BigInt, _>(role.0)
        .bind::<BigInt, _>(by.0)
        .bind::<Timestamptz, _>(now)
        .execute(tx)
        .await?;
    statement(POLICY)
        .bind::<BigInt, _>(role.0)
        .bind::<BigInt, _>(by.0)
        .bind::<Timestamptz, _>(now)
        .bind::<Text, _>(kind.code())
        .bind::<BigInt, _>(but.0)
        .execute(tx)
        .await?;
    Ok(())
}

/// Lets a role follow the type's default again; false when it named another policy by now.
///
/// # Errors
/// When the database fails.
pub async fn clear_for_role(tx: &mut Transaction, role: RoleId, policy: PolicyId) -> Result<bool> {
    let cleared = statement("DELETE FROM role_policies WHERE role_id = $1 AND policy_id = $2")
        .bind::<BigInt, _>(role.0)
        .bind::<BigInt, _>(policy.0)
        .execute(tx)
        .await?;
    Ok(cleared > 0)
}
