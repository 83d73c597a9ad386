//! Which roles are in force for a person at any instant, and through which of them they may do something (D): now, in
//! the past by the log of grants and delegations, in the future as if nothing changed and the job ran on time.
//!
//! `$3` is the instant asked about. At the present instant, which is what nearly everybody asks about, no history is read: a
//! statement of its own costs less than half.

use chrono::{DateTime, Utc};
use diesel::sql_types::{BigInt, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use domain::access::HoldingSource;
use domain::ids::PersonId;
use domain::privilege::DataScope;

use super::sql::{held, held_now, in_scope, up};
use crate::code::Code;
use crate::glued::statement;
use crate::{Connection, Result};

/// A role in force, and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq, diesel::QueryableByName)]
pub struct Holding {
    /// The role's code.
    #[diesel(sql_type = Text)]
    pub role: String,
    /// Where it comes from.
    #[diesel(sql_type = Text, deserialize_as = Code<HoldingSource>)]
    pub source: HoldingSource,
    #[diesel(sql_type = Nullable<BigInt>)]
    delegator_id: Option<i64>,
    /// The delegation, where there is one.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub delegation_id: Option<i64>,
    /// Username of who lent it.
    #[diesel(sql_type = Nullable<Text>)]
    pub delegator: Option<String>,
    /// On whose records it works: the delegator's, where there is one (R14).
    #[diesel(sql_type = Text, deserialize_as = Code<DataScope>)]
    pub data_scope: DataScope,
}

/// What is held, as (role_id, delegator_id, source, source_id), with the names that an answer gives.
macro_rules! holding {
    () => {
        " SELECT DISTINCT r.code AS role, h.source, h.delegator_id, CASE WHEN h.source = 'delegated' THEN h.source_id END \
         AS delegation_id, o.username AS delegator, r.data_scope FROM held h JOIN roles r ON r.id = h.role_id "
    };
}

macro_rules! roles {
    ($held:expr) => {
        concat!(
            "WITH ",
            $held,
            holding!(),
            "LEFT JOIN people o ON o.id = h.delegator_id WHERE $2::bigint IS NULL ORDER BY r.code, h.source, o.username"
        )
    };
}

/// `$4` is the privilege.
macro_rules! through {
    ($held:expr) => {
        concat!(
            "WITH RECURSIVE ",
            $held,
            ", ",
            up!("$2"),
            holding!(),
            "JOIN role_privileges rp ON rp.role_id = h.role_id AND rp.privilege = $4 \
             LEFT JOIN people o ON o.id = h.delegator_id WHERE ",
            in_scope!("r", "h", "$4", "$2"),
            " ORDER BY r.code, h.source, o.username"
        )
    };
}

const ROLES: &str = roles!(held!("$3", "$4"));
const ROLES_NOW: &str = roles!(held_now!("$3"));
const THROUGH: &str = through!(held!("$3", "$5"));
const THROUGH_NOW: &str = through!(held_now!("$3"));

const EVERYWHERE: &str = concat!(
    "WITH ",
    held_now!("$2"),
    holding!(),
    "AND r.data_scope = 'everyone' JOIN role_privileges rp ON rp.role_id = h.role_id AND rp.privilege = $3 \
     LEFT JOIN people o ON o.id = h.delegator_id ORDER BY r.code, h.source, o.username"
);

impl Holding {
    /// Who lent it.
    pub fn delegator_id(&self) -> Option<PersonId> {
        self.delegator_id.map(PersonId)
    }
}

/// The roles that a person holds at an instant: by each grant and each delegation.
///
/// # Errors
/// When the database fails.
pub async fn roles(
    conn: &mut Connection,
    person: PersonId,
    at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<Vec<Holding>> {
    let sql = if at == now { ROLES_NOW } else { ROLES };
    let asked = statement(sql)
        .bind::<BigInt, _>(person.0)
        .bind::<Nullable<BigInt>, _>(None::<i64>)
        .bind::<Timestamptz, _>(at);
    let asked = if at == now {
        asked
    } else {
        asked.bind::<Timestamptz, _>(now)
    };
    Ok(asked.load(conn).await?)
}

/// Through which roles a person has a privilege on another's record at an instant; none: they may not. Hierarchy and
/// what roles give are today's. Costs the depth of the hierarchy and what the person holds.
///
/// # Errors
/// When the database fails.
pub async fn through(
    conn: &mut Connection,
    person: PersonId,
    privilege: &'static str,
    target: PersonId,
    at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<Vec<Holding>> {
    let sql = if at == now { THROUGH_NOW } else { THROUGH };
    let asked = statement(sql)
        .bind::<BigInt, _>(person.0)
        .bind::<BigInt, _>(target.0)
        .bind::<Timestamptz, _>(at)
        .bind::<Text, _>(privilege);
    let asked = if at == now {
        asked
    } else {
        asked.bind::<Timestamptz, _>(now)
    };
    Ok(asked.load(conn).await?)
}

/// Through which roles a person has a privilege over everyone now; none: what is nobody's record, such as a policy, is not
/// theirs to change.
///
/// # Errors
/// When the database fails.
pub async fn everywhere(
    conn: &mut Connection,
    person: PersonId,
    privilege: &'static str,
    now: DateTime<Utc>,
) -> Result<Vec<Holding>> {
    Ok(statement(EVERYWHERE)
        .bind::<BigInt, _>(person.0)
        .bind::<Timestamptz, _>(now)
        .bind::<Text, _>(privilege)
        .load(conn)
        .await?)
}
