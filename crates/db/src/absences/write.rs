//! Writing absences. Each write names who acts, and in whose place (G4).

use chrono::{DateTime, Utc};
use diesel::sql_types::{BigInt, Bool, Date, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use domain::absence::{Days, Kind, State};
use domain::ids::PersonId;

use crate::glued::{Statement, statement};
use crate::transaction::Transaction;
use crate::{Connection, Result};

/// The constraint that refuses two at once.
pub const OVERLAP: &str = "absences_no_overlap";

/// Who acts, in whose place, and when.
#[derive(Debug, Clone, Copy)]
pub struct By {
    /// Who.
    pub actor: PersonId,
    /// The delegator through whose role.
    pub behalf: Option<PersonId>,
    /// When.
    pub at: DateTime<Utc>,
}

impl Statement {
    /// Gives the next three parameters: who acts, in whose place, and when.
    fn by(self, by: By) -> Self {
        self.bind::<BigInt, _>(by.actor.0)
            .bind::<Nullable<BigInt>, _>(by.behalf.map(|person| person.0))
            .bind::<Timestamptz, _>(by.at)
    }

    /// Gives the next two: the first and the last day.
    fn days(self, days: Days) -> Self {
        self.bind::<Date, _>(days.starts_on())
            .bind::<Date, _>(days.ends_on())
    }
}

#[derive(diesel::QueryableByName)]
struct Id {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

/// Records an absence, approved at once or to be approved; answers its id.
///
/// # Errors
/// The constraint [`OVERLAP`] when the person is away on one of these days already, or when the database fails.
pub async fn insert(
    tx: &mut Transaction,
    person: PersonId,
    kind: Kind,
    days: Days,
    is_approved: bool,
    by: By,
) -> Result<i64> {
    const SQL: &str = "INSERT INTO absences (person_id, kind, starts_on, ends_on, state, recorded_by, recorded_for, recorded_at, \
        decided_by, decided_for, decided_at) SELECT $1, $2, $3, $4, CASE WHEN $5 THEN 'approved' ELSE 'requested' END, $6, $7, $8, \
        CASE WHEN $5 THEN $6 END, CASE WHEN $5 THEN $7 END, CASE WHEN $5 THEN $8 END RETURNING id";
    let row: Id = statement(SQL)
        .bind::<BigInt, _>(person.0)
        .bind::<Text, _>(kind.code())
        .days(days)
        .bind::<Bool, _>(is_approved)
        .by(by)
        .get_result(tx)
        .await?;
    Ok(row.id)
}

/// Changes kind and days of an absence that is locked, approved by the change or to be approved anew.
///
/// # Errors
/// The constraint [`OVERLAP`] when the person is away on one of these days already, or when the database fails.
pub async fn change(
    tx: &mut Transaction,
    id: i64,
    kind: Kind,
    days: Days,
    is_approved: bool,
    by: By,
) -> Result<()> {
    const SQL: &str = "UPDATE absences SET kind = $2, starts_on = $3, ends_on = $4, version = version + 1, \
        state = CASE WHEN $5 THEN 'approved' ELSE 'requested' END, decided_by = CASE WHEN $5 THEN $6 END, \
        decided_for = CASE WHEN $5 THEN $7 END, decided_at = CASE WHEN $5 THEN $8 END WHERE id = $1";
    statement(SQL)
        .bind::<BigInt, _>(id)
        .bind::<Text, _>(kind.code())
        .days(days)
        .bind::<Bool, _>(is_approved)
        .by(by)
        .execute(tx)
        .await?;
    Ok(())
}

/// Approves or cancels an absence that is locked.
///
/// # Errors
/// When the database fails.
pub async fn decide(tx: &mut Transaction, id: i64, state: State, by: By) -> Result<()> {
    const SQL: &str = "UPDATE absences SET state = $2, decided_by = $3, decided_for = $4, decided_at = $5, version = version + 1 \
        WHERE id = $1";
    statement(SQL)
        .bind::<BigInt, _>(id)
        .bind::<Text, _>(state.code())
        .by(by)
        .execute(tx)
        .await?;
    Ok(())
}

/// The days of another absence of the person that has one of these days, for the message: the database itself refuses it.
///
/// # Errors
/// When the database fails.
pub async fn overlapping(
    conn: &mut Connection,
    person: PersonId,
    days: Days,
    except: Option<i64>,
) -> Result<Option<Days>> {
    #[derive(diesel::QueryableByName)]
    struct Other {
        #[diesel(sql_type = Date)]
        starts_on: chrono::NaiveDate,
        #[diesel(sql_type = Date)]
        ends_on: chrono::NaiveDate,
    }
    const SQL: &str = "SELECT starts_on, ends_on FROM absences WHERE person_id = $1 AND state <> 'cancelled' AND starts_on <= $3 \
        AND ends_on >= $2 AND id IS DISTINCT FROM $4 ORDER BY starts_on LIMIT 1";
    let rows: Vec<Other> = statement(SQL)
        .bind::<BigInt, _>(person.0)
        .days(days)
        .bind::<Nullable<BigInt>, _>(except)
        .load(conn)
        .await?;
    let other = rows.into_iter().next();
    Ok(other.and_then(|other| Days::new(other.starts_on, other.ends_on)))
}
