//! What a proxy reaches by one delegation alone, net of everything else that they hold: what they gain by it before it is saved
//! (R21), and what they lose with it before it ends (R12, R23).

use chrono::{DateTime, Utc};
use db_macros::{Columns, Statement};
use diesel::sql_types::{Array, BigInt, Bool, Text};
use domain::ids::{PersonId, RoleId};
use domain::privilege::DataScope;

use crate::sql_types::DataScopeCode;
use crate::statement::Statement;
use crate::{Connection, Result};

/// Counts end here: beyond it people read "and more".
pub const MOST: i64 = 1_000;

/// The most people who are looked at, so that a scope that the proxy reaches already costs no more than one that is new.
pub const LOOKED_AT: i64 = 5_000;

/// What a delegation gives that the proxy has by nothing else.
#[derive(Debug, Clone, PartialEq, Eq, diesel::QueryableByName, Columns)]
pub struct NetReach {
    /// Codes of the role's privileges.
    #[diesel(sql_type = Array<Text>)]
    pub privileges: Vec<String>,
    /// The role's data scope.
    #[diesel(sql_type = DataScopeCode)]
    pub data_scope: DataScope,
    /// People whose data nothing else reaches, through any role with one of its privileges; not the proxy themselves. None where the
    /// scope is everyone, which adds no data (R14). At most [`MOST`].
    #[diesel(sql_type = BigInt)]
    pub people: i64,
    /// There are more of them than are counted; or there may be, as only [`LOOKED_AT`] people of the scope were looked at.
    #[diesel(sql_type = Bool)]
    pub has_more_people: bool,
    /// Names of the first three of them, by name; where not all are counted, of those that are.
    #[diesel(sql_type = Array<Text>)]
    pub first: Vec<String>,
    /// Open tasks that the proxy may decide by this delegation alone, up to one more than [`MOST`]; none before it is there.
    #[diesel(sql_type = BigInt)]
    pub tasks: i64,
    /// The proxy holds the role by something else too (R13).
    #[diesel(sql_type = Bool)]
    pub keeps_role: bool,
}

/// What the proxy would gain from the delegator's role at `now`; none: there is no such role.
///
/// # Errors
/// When the database fails.
pub async fn of_new(
    conn: &mut Connection,
    parties: (PersonId, PersonId, RoleId),
    now: DateTime<Utc>,
) -> Result<Option<NetReach>> {
    read(conn, parties, None, now).await
}

/// What the proxy would lose at `now` with a delegation that is there; nothing where it is not in force. None: there is no such role.
///
/// # Errors
/// When the database fails.
pub async fn of_existing(
    conn: &mut Connection,
    delegation: i64,
    parties: (PersonId, PersonId, RoleId),
    now: DateTime<Utc>,
) -> Result<Option<NetReach>> {
    read(conn, parties, Some(delegation), now).await
}

#[derive(Statement)]
#[statement(file = "role_delegations/net_reach.sql", row = NetReach)]
struct ReadNetReach {
    delegator: PersonId,
    proxy: PersonId,
    role: RoleId,
    now: DateTime<Utc>,
    delegation: Option<i64>,
    most: i64,
    looked_at: i64,
}

async fn read(
    conn: &mut Connection,
    (delegator, proxy, role): (PersonId, PersonId, RoleId),
    delegation: Option<i64>,
    now: DateTime<Utc>,
) -> Result<Option<NetReach>> {
    let reach = ReadNetReach {
        delegator,
        proxy,
        role,
        now,
        delegation,
        most: MOST,
        looked_at: LOOKED_AT,
    };
    reach.optional_row(conn).await
}
