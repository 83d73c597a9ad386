//! What the directory is to be told (J3–J5): claimed with a lease, so that any number of nodes may send at once and what a
//! killed one had in hand is taken up by another. Whether somebody is a member is never stored in a request: it is worked
//! out when it is sent, from all sources (R13), and again afterwards.

use chrono::{DateTime, Utc};
use diesel::sql_types::{Array, BigInt, Bool, Integer, Nullable, SmallInt, Text, Timestamptz};
use diesel_async::RunQueryDsl;

use crate::glued::statement;
use crate::sql::is_member;
use crate::transaction::Transaction;
use crate::{Connection, Result};

/// A request that this node has in hand until the end of its lease.
#[derive(Debug, Clone, diesel::QueryableByName)]
pub struct Claimed {
    /// Which.
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    /// How many attempts there have been, this one included.
    #[diesel(sql_type = SmallInt)]
    pub attempts: i16,
    /// Whose membership.
    #[diesel(sql_type = BigInt)]
    pub person_id: i64,
    /// Their username.
    #[diesel(sql_type = Text)]
    pub username: String,
    /// In which role.
    #[diesel(sql_type = BigInt)]
    pub role_id: i64,
    /// The role's code.
    #[diesel(sql_type = Text)]
    pub role: String,
    /// A grant of the role to the person was taken away; what they delegated by it is to have ended before this is sent (R12).
    #[diesel(sql_type = Bool)]
    pub is_removal: bool,
}

const CLAIM: &str = "WITH due AS (SELECT id FROM role_requests WHERE applied_at IS NOT NULL \
      AND state IN ('pending', 'in_progress', 'failed') AND next_at <= $1 ORDER BY next_at, id LIMIT $2 FOR UPDATE SKIP LOCKED), \
    taken AS (UPDATE role_requests q SET state = 'in_progress', leased_by = $3, next_at = $4, attempts = q.attempts + 1 FROM due \
      WHERE q.id = due.id RETURNING q.id, q.delegation_id, q.grant_id, q.attempts, q.kind) \
    SELECT t.id, t.attempts, p.id AS person_id, p.username, r.id AS role_id, r.code AS role, \
      t.kind = 'remove' AS is_removal FROM taken t \
      LEFT JOIN role_delegations d ON d.id = t.delegation_id LEFT JOIN grants g ON g.id = t.grant_id \
      JOIN people p ON p.id = coalesce(d.proxy_id, g.person_id) JOIN roles r ON r.id = coalesce(d.role_id, g.role_id) ORDER BY t.id";

/// Claims up to `limit` requests that the directory is to be told by now, until `until`.
///
/// # Errors
/// When the database fails.
pub async fn claim(
    tx: &mut Transaction,
    lease: &str,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<Claimed>> {
    Ok(statement(CLAIM)
        .bind::<Timestamptz, _>(now)
        .bind::<BigInt, _>(limit)
        .bind::<Text, _>(lease.to_owned())
        .bind::<Timestamptz, _>(until)
        .load(tx)
        .await?)
}

const MEMBERS: &str = concat!(
    "SELECT ",
    is_member!("n.person_id", "n.role_id", "$1"),
    " AS is_member FROM unnest($2, $3) WITH ORDINALITY AS n (person_id, role_id, place) ORDER BY n.place"
);

/// Whether each person is to be a member of the role beside them: they are active, and some grant or
/// some delegation in force gives it (R13).
///
/// # Errors
/// When the database fails.
pub async fn members(conn: &mut Connection, pairs: &[(i64, i64)], now: DateTime<Utc>) -> Result<Vec<bool>> {
    #[derive(diesel::QueryableByName)]
    struct Member {
        #[diesel(sql_type = Bool)]
        is_member: bool,
    }
    let rows: Vec<Member> = statement(MEMBERS)
        .bind::<Timestamptz, _>(now)
        .bind::<Array<BigInt>, _>(pairs.iter().map(|(person, _)| *person).collect::<Vec<_>>())
        .bind::<Array<BigInt>, _>(pairs.iter().map(|(_, role)| *role).collect::<Vec<_>>())
        .load(conn)
        .await?;
    Ok(rows.into_iter().map(|row| row.is_member).collect())
}

/// How an attempt ended, as the row keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ended {
    /// The directory has it as it is to be.
    Complete,
    /// It is tried again at that instant; the words say why.
    Failed(DateTime<Utc>, String),
    /// It is not tried again by itself; the words say why.
    Faulted(String),
    /// It was not its fault, or it was not tried at all: due again at once, and the attempt does not count.
    Released(Option<String>),
}

/// Ends attempts, each if the lease is still this node's: otherwise another has it in hand, and its outcome counts.
/// Returns how many of them were.
///
/// # Errors
/// When the database fails.
pub async fn end_attempts(
    tx: &mut Transaction,
    lease: &str,
    ended: &[(i64, Ended)],
    now: DateTime<Utc>,
) -> Result<usize> {
    const SQL: &str = "UPDATE role_requests q SET state = CASE WHEN n.state = 'released' \
          THEN CASE WHEN q.attempts <= 1 AND n.error IS NULL AND q.last_error IS NULL THEN 'pending' ELSE 'failed' END ELSE n.state END, \
        last_error = CASE WHEN n.state = 'complete' THEN NULL ELSE coalesce(n.error, q.last_error) END, \
        finished_at = CASE WHEN n.state = 'complete' THEN $2 END, next_at = coalesce(n.next_at, $2), \
        attempts = q.attempts - n.back, leased_by = NULL \
        FROM unnest($3, $4, $5, $6, $7) AS n (id, state, error, next_at, back) \
        WHERE q.id = n.id AND q.leased_by = $1 AND q.state = 'in_progress'";
    let mut columns = Columns::default();
    for (id, ended) in ended {
        let (state, error, next, back) = match ended {
            Ended::Complete => ("complete", None, None, 0),
            Ended::Failed(next, why) => ("failed", Some(why.clone()), Some(*next), 0),
            Ended::Faulted(why) => ("faulted", Some(why.clone()), None, 0),
            Ended::Released(why) => ("released", why.clone(), None, 1),
        };
        columns.ids.push(*id);
        columns.states.push(state.to_owned());
        columns.errors.push(error);
        columns.nexts.push(next);
        columns.backs.push(back);
    }
    Ok(statement(SQL)
        .bind::<Text, _>(lease.to_owned())
        .bind::<Timestamptz, _>(now)
        .bind::<Array<BigInt>, _>(columns.ids)
        .bind::<Array<Text>, _>(columns.states)
        .bind::<Array<Nullable<Text>>, _>(columns.errors)
        .bind::<Array<Nullable<Timestamptz>>, _>(columns.nexts)
        .bind::<Array<Integer>, _>(columns.backs)
        .execute(tx)
        .await?)
}

#[derive(Default)]
struct Columns {
    ids: Vec<i64>,
    states: Vec<String>,
    errors: Vec<Option<String>>,
    nexts: Vec<Option<DateTime<Utc>>>,
    backs: Vec<i32>,
}

/// Whether a directory has been told of any request that is still kept.
///
/// # Errors
/// When the database fails.
pub async fn any_told(conn: &mut Connection) -> Result<bool> {
    #[derive(diesel::QueryableByName)]
    struct Told {
        #[diesel(sql_type = Bool)]
        told: bool,
    }
    const SQL: &str = "SELECT EXISTS (SELECT FROM role_requests WHERE state = 'complete') \
        OR EXISTS (SELECT FROM role_requests WHERE state = 'in_progress') AS told";
    let row: Told = statement(SQL).get_result(conn).await?;
    Ok(row.told)
}

/// There is no directory: up to `limit` requests that one would be told are done with (J3). Returns how many.
///
/// # Errors
/// When the database fails.
pub async fn suppress(tx: &mut Transaction, now: DateTime<Utc>, limit: i64) -> Result<usize> {
    const SQL: &str = "WITH due AS (SELECT id FROM role_requests WHERE applied_at IS NOT NULL \
          AND state IN ('pending', 'in_progress', 'failed') AND next_at <= $1 ORDER BY next_at, id LIMIT $2 FOR UPDATE SKIP LOCKED) \
        UPDATE role_requests q SET state = 'suppressed', finished_at = $1, leased_by = NULL FROM due WHERE q.id = due.id";
    Ok(statement(SQL)
        .bind::<Timestamptz, _>(now)
        .bind::<BigInt, _>(limit)
        .execute(tx)
        .await?)
}
