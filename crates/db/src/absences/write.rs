//! Writing absences. Each write names who acts, and in whose place (G4).

use chrono::{DateTime, NaiveDate, Utc};
use diesel::dsl::auto_type;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::absence::{Days, Kind, State};
use domain::ids::PersonId;

use crate::prepared::Prepare;
use crate::schema::absences;
use crate::sql_types::{Bind, IntoBind, IntoLiteral};
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

/// How far an absence is, and who decided it; none: nobody has yet.
#[auto_type]
fn decided(state: State, by: Option<By>) -> _ {
    let state: Bind<State> = state.bind();
    let actor: Option<PersonId> = by.map(|by| by.actor);
    let behalf: Option<PersonId> = by.and_then(|by| by.behalf);
    let at: Option<DateTime<Utc>> = by.map(|by| by.at);
    (
        absences::state.eq(state),
        absences::decided_by.eq(actor),
        absences::decided_for.eq(behalf),
        absences::decided_at.eq(at),
    )
}

/// Approved by whoever writes it, or to be approved.
fn written(is_approved: bool, by: By) -> decided {
    if is_approved {
        decided(State::Approved, Some(by))
    } else {
        decided(State::Requested, None)
    }
}

/// Records an absence, approved at once or to be approved; answers its id. None: the person is away on one of these days already.
///
/// # Errors
/// When the database fails.
pub async fn insert(
    tx: &mut Transaction,
    person: PersonId,
    kind: Kind,
    days: Days,
    is_approved: bool,
    by: By,
) -> Result<Option<i64>> {
    Ok(diesel::insert_into(absences::table)
        .values((
            absences::person_id.eq(person.bind()),
            absences::kind.eq(kind.bind()),
            absences::starts_on.eq(days.starts_on()),
            absences::ends_on.eq(days.ends_on()),
            absences::recorded_by.eq(by.actor.bind()),
            absences::recorded_for.eq(by.behalf),
            absences::recorded_at.eq(by.at),
            written(is_approved, by),
        ))
        // Whoever comes second waits for the first. Without this, two who check each other's days wait for one another.
        .on_conflict_do_nothing()
        .returning(absences::id)
        .get_result(tx)
        .await
        .optional()?)
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
    diesel::update(absences::table.find(id))
        .set((
            absences::kind.eq(kind.bind()),
            absences::starts_on.eq(days.starts_on()),
            absences::ends_on.eq(days.ends_on()),
            absences::version.eq(absences::version + 1),
            written(is_approved, by),
        ))
        .prepared()
        .execute(tx)
        .await?;
    Ok(())
}

/// Approves or cancels an absence that is locked.
///
/// # Errors
/// When the database fails.
pub async fn decide(tx: &mut Transaction, id: i64, state: State, by: By) -> Result<()> {
    diesel::update(absences::table.find(id))
        .set((
            decided(state, Some(by)),
            absences::version.eq(absences::version + 1),
        ))
        .prepared()
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
    let other: Option<(NaiveDate, NaiveDate)> = absences::table
        .filter(absences::person_id.eq(person.bind()))
        .filter(absences::state.ne(State::Cancelled.literal()))
        .filter(absences::starts_on.le(days.ends_on()))
        .filter(absences::ends_on.ge(days.starts_on()))
        .filter(absences::id.nullable().is_distinct_from(except))
        .order(absences::starts_on)
        .select((absences::starts_on, absences::ends_on))
        .first(conn)
        .await
        .optional()?;
    Ok(other.and_then(|(starts_on, ends_on)| Days::new(starts_on, ends_on)))
}
