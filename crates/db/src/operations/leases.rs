//! Who works on an operation: a lease, which others respect until it ends, or until its holder gives it back.

use chrono::{DateTime, TimeDelta, Utc};
use db_macros::{Columns, Statement};
use diesel::prelude::*;
use diesel::sql_types::{Nullable, Text, Uuid};
use diesel_async::RunQueryDsl;
use domain::ids::PersonId;
use domain::operation::OperationKind;

use crate::Result;
use crate::prepared::Prepare;
use crate::schema::operations;
use crate::sql_types::{OperationKindCode, PersonKey};
use crate::statement::Statement;
use crate::transaction::Transaction;

/// A lease that ends later than this from now was taken before the clock went back.
const SKEW: TimeDelta = TimeDelta::hours(1);

/// An operation that is to be continued: of a kind that this version knows.
#[derive(Debug, Clone, QueryableByName, Columns)]
pub struct Leased {
    /// Which.
    #[diesel(sql_type = Uuid)]
    pub id: uuid::Uuid,
    /// What is done.
    #[diesel(sql_type = OperationKindCode)]
    pub kind: OperationKind,
    #[diesel(sql_type = Nullable<PersonKey>)]
    person_id: Option<PersonId>,
    #[diesel(sql_type = Nullable<PersonKey>)]
    resumed_by: Option<PersonId>,
    /// The page or command that started it, or resumed it last.
    #[diesel(sql_type = Text)]
    pub through: String,
    /// What we call the request that did.
    #[diesel(sql_type = Nullable<Text>)]
    pub request_id: Option<String>,
    /// What the client calls it.
    #[diesel(sql_type = Nullable<Text>)]
    pub client_request_id: Option<String>,
    /// What is to be done, as JSON.
    #[diesel(sql_type = Text)]
    pub input: String,
}

impl Leased {
    /// Who started it; none: a command.
    pub fn starter(&self) -> Option<PersonId> {
        self.person_id
    }

    /// Somebody else than who started it, who resumed it last.
    pub fn other_resumer(&self) -> Option<PersonId> {
        self.resumed_by.filter(|_| self.resumed_by != self.person_id)
    }

    /// For whom it acts: who resumed it last, or else who started it; none: a command.
    pub fn acts_for(&self) -> Option<PersonId> {
        self.other_resumer().or(self.starter())
    }
}

#[derive(Statement)]
#[statement(file = "operations/lease.sql", row = Leased)]
struct Lease {
    wanted: Option<uuid::Uuid>,
    holder: uuid::Uuid,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
    latest_end: DateTime<Utc>,
    kinds: Vec<OperationKind>,
}

/// Takes a lease on an operation that nobody works on: on this one, or on the one that was continued longest ago, of the kinds
/// that this version knows.
///
/// # Errors
/// When the database fails.
pub async fn lease(
    tx: &mut Transaction,
    wanted: Option<uuid::Uuid>,
    holder: uuid::Uuid,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<Option<Leased>> {
    let kinds = vec![
        OperationKind::Decide,
        OperationKind::Reassign,
        OperationKind::Comment,
        OperationKind::ReassignAll,
        OperationKind::AccessReview,
    ];
    let lease = Lease {
        wanted,
        holder,
        now,
        until,
        latest_end: now + SKEW,
        kinds,
    };
    lease.optional_row(tx).await
}

/// Says that its holder still works on it, or will after a pause, and nobody else until then; false: somebody else has taken it over, or it is finished.
///
/// # Errors
/// When the database fails.
pub async fn renew(
    tx: &mut Transaction,
    id: uuid::Uuid,
    holder: uuid::Uuid,
    until: DateTime<Utc>,
) -> Result<bool> {
    let held = operations::table
        .find(id)
        .filter(operations::leased_by.eq(holder))
        .filter(operations::finished_at.is_null());
    let renewed = diesel::update(held)
        .set(operations::leased_until.eq(Some(until)))
        .prepared()
        .execute(tx)
        .await?;
    Ok(renewed > 0)
}

/// Lets somebody else continue it.
///
/// # Errors
/// When the database fails.
pub async fn release(tx: &mut Transaction, id: uuid::Uuid, holder: uuid::Uuid) -> Result<()> {
    diesel::update(
        operations::table
            .find(id)
            .filter(operations::leased_by.eq(holder)),
    )
    .set((
        operations::leased_by.eq(None::<uuid::Uuid>),
        operations::leased_until.eq(None::<DateTime<Utc>>),
    ))
    .prepared()
    .execute(tx)
    .await?;
    Ok(())
}
