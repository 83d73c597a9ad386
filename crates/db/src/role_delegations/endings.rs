//! Delegations that end for good because of what became of their people or of the delegator's role (R12), many in one
//! statement. What is in force ends, what has not begun is cancelled.

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Bool, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use domain::ids::{PersonId, RoleId};
use domain::role_delegation::EndReason;
use domain::zone::Zone;

use super::parties::Parties;
use crate::glued::{Statement, statement};
use crate::sql::{is_administrative, role_kept};
use crate::transaction::Transaction;
use crate::{Connection, Result};

/// Delegations looked at in one statement.
const BATCH: i64 = 500;

/// A delegation that is over, with everybody in it.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct Over {
    /// Which.
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    /// Who delegated what to whom.
    #[diesel(embed)]
    pub parties: Parties,
    /// Why it is over.
    #[diesel(sql_type = Text, deserialize_as = crate::code::Code<EndReason>)]
    pub reason: EndReason,
    /// It had begun; else it is cancelled.
    #[diesel(sql_type = Bool)]
    pub had_begun: bool,
    /// The role changes who may do what (R22): its notices do not depend on an option (R18).
    #[diesel(sql_type = Bool)]
    pub is_administrative: bool,
    /// When it ended: what time alone ended while no job ran ended then (R11). None: it never began.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub ended_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Text, deserialize_as = crate::zone::ZoneColumn)]
    zone: Zone,
}

impl Over {
    /// The zone in which its days lie, the delegator's (G1).
    pub fn zone(&self) -> Zone {
        self.zone
    }
}

/// Whose delegations are looked at.
#[derive(Debug, Clone, Copy)]
pub enum Whose<'a> {
    /// What a person lent of a role.
    Lender(PersonId, RoleId),
    /// What these people delegated of these roles, pair by pair.
    Delegators(&'a [(PersonId, RoleId)]),
    /// What anybody lent of these roles.
    Roles(&'a [RoleId]),
    /// What these people lent or received.
    People(&'a [PersonId]),
    /// What the people of an import lent or received; inside its transaction.
    Imported,
    /// What was lent of roles that were taken away and whose removal the directory has not been told yet.
    Revoked,
}

// Since when the person `$p` has been terminated while the delegation `d` was there: the day after the last one worked began, or
// that day was made one of the past. Time alone ends a delegation then, whether or not the job ran (R11, R12).
macro_rules! left_at {
    ($p:literal) => {
        concat!(
            "(SELECT min(greatest(s.active_until, s.since)) FROM (SELECT h.active_until, h.until_at, lag(h.until_at) OVER (ORDER BY h.until_at) \
             FROM (SELECT active_until, until_at FROM activity_history WHERE person_id = ", $p, ".id UNION ALL SELECT ", $p,
            ".active_until, 'infinity'::timestamptz) h (active_until, until_at)) s (active_until, until_at, since) \
             WHERE s.active_until <= $1 AND s.until_at > d.created_at AND greatest(s.active_until, s.since) < s.until_at)"
        )
    };
}

// A begin that is not to come is superseded (J3); the directory takes the role from the proxy by an end due at once. What was
// past its last day before anybody left ended then, by its date, and what had not begun by then never began (R9).
macro_rules! end {
    ($whose:literal) => {
        concat!(
            "WITH found AS MATERIALIZED (SELECT d.id, d.begun_at, d.not_after, CASE WHEN x.active_until <= $1 \
               THEN 'proxy_terminated' WHEN o.active_until <= $1 THEN 'delegator_terminated' ELSE 'role_lost' END AS reason, \
               least(",
            left_at!("x"),
            ", ",
            left_at!("o"),
            ") AS left_at FROM role_delegations d JOIN people o ON o.id = d.delegator_id JOIN people x ON x.id = d.proxy_id \
               WHERE d.ended_at IS NULL AND d.cancelled_at IS NULL AND ",
            $whose,
            " AND (x.active_until <= $1 OR o.active_until <= $1 OR NOT ",
            role_kept!("o", "d.role_id"),
            ") ORDER BY d.id LIMIT $2 FOR UPDATE OF d), \
             over AS MATERIALIZED (SELECT id, begun_at IS NOT NULL AS had_begun, CASE WHEN not_after <= least($1, left_at) THEN CASE \
               WHEN begun_at IS NULL THEN 'never_began' ELSE 'end_date' END ELSE reason END AS reason, \
               greatest(least($1, left_at, not_after), begun_at) AS ended_at FROM found), \
             ended AS (UPDATE role_delegations d SET ended_at = CASE WHEN over.had_begun THEN over.ended_at END, \
               cancelled_at = CASE WHEN NOT over.had_begun THEN $1 END, end_reason = over.reason, version = d.version + 1 \
               FROM over WHERE d.id = over.id AND d.ended_at IS NULL AND d.cancelled_at IS NULL \
               RETURNING d.id, d.delegator_id, d.proxy_id, d.role_id, over.reason, over.had_begun, d.ended_at), \
             superseded AS (UPDATE role_requests q SET state = 'superseded', finished_at = $1 FROM over \
               WHERE q.delegation_id = over.id AND q.state IN ('pending', 'failed', 'faulted') \
               AND (NOT over.had_begun OR q.kind <> 'end')), \
             hurried AS (UPDATE role_requests q SET due_at = least(q.due_at, $1), applied_at = $1, next_at = $1, state = 'pending' \
               FROM over WHERE q.delegation_id = over.id AND over.had_begun AND q.kind = 'end' AND q.applied_at IS NULL \
               AND q.state IN ('pending', 'failed', 'faulted')), \
             added AS (INSERT INTO role_requests (kind, delegation_id, due_at, applied_at, next_at, created_at) \
               SELECT 'end', over.id, $1, $1, $1, $1 FROM over WHERE over.had_begun AND NOT EXISTS (SELECT FROM role_requests q \
               WHERE q.delegation_id = over.id AND q.kind = 'end' AND q.applied_at IS NULL \
               AND q.state IN ('pending', 'failed', 'faulted'))) \
             SELECT e.id, e.delegator_id, ", crate::sql::shown_name!("o"), " AS delegator_name, o.username AS delegator_username, e.proxy_id, \
               ", crate::sql::shown_name!("x"), " AS proxy_name, x.username AS proxy_username, r.code AS role_code, r.name AS role_name, e.reason, \
               e.had_begun, e.ended_at, coalesce(o.time_zone, (SELECT value FROM profile_values WHERE code = 'SITE_TIME_ZONE' \
               AND person_id IS NULL), 'Etc/UTC') AS zone, ",
            is_administrative!("r.id"),
            " AS is_administrative FROM ended e JOIN people o ON o.id = e.delegator_id JOIN people x ON x.id = e.proxy_id \
               JOIN roles r ON r.id = e.role_id ORDER BY e.id"
        )
    };
}

const LENDER: &str = end!("d.delegator_id = $3 AND d.role_id = $4");
const DELEGATORS: &str =
    end!("(d.delegator_id, d.role_id) IN (SELECT n.person, n.role FROM unnest($3, $4) AS n (person, role))");
const ROLES: &str = end!("d.role_id = ANY($3)");
const PEOPLE: &str = end!("(d.delegator_id = ANY($3) OR d.proxy_id = ANY($3))");
const IMPORTED: &str = end!(
    "d.id IN (SELECT l.id FROM import_affected a JOIN role_delegations l ON l.delegator_id = a.person_id \
     WHERE l.ended_at IS NULL AND l.cancelled_at IS NULL UNION SELECT l.id FROM import_affected a JOIN role_delegations l \
     ON l.proxy_id = a.person_id WHERE l.ended_at IS NULL AND l.cancelled_at IS NULL)"
);
const REVOKED: &str = end!(
    "(d.delegator_id, d.role_id) IN (SELECT g.person_id, g.role_id FROM role_requests t JOIN grants g ON g.id = t.grant_id \
     WHERE t.kind = 'remove' AND t.applied_at IS NOT NULL AND t.state IN ('pending', 'in_progress', 'failed') AND t.next_at <= $1)"
);

/// Ends some hundreds of what is to end at `now` (R12); call it again until it answers with none.
///
/// # Errors
/// When the database fails.
pub async fn end_some(conn: &mut Connection, whose: Whose<'_>, now: DateTime<Utc>) -> Result<Vec<Over>> {
    let common = |sql: &'static str| -> Statement {
        statement(sql)
            .bind::<Timestamptz, _>(now)
            .bind::<BigInt, _>(BATCH)
    };
    let query = match whose {
        Whose::Lender(person, role) => common(LENDER)
            .bind::<BigInt, _>(person.0)
            .bind::<BigInt, _>(role.0),
        Whose::Delegators(pairs) => common(DELEGATORS)
            .bind::<Array<BigInt>, _>(pairs.iter().map(|(person, _)| person.0).collect::<Vec<_>>())
            .bind::<Array<BigInt>, _>(pairs.iter().map(|(_, role)| role.0).collect::<Vec<_>>()),
        Whose::Roles(roles) => {
            common(ROLES).bind::<Array<BigInt>, _>(roles.iter().map(|role| role.0).collect::<Vec<_>>())
        }
        Whose::People(people) => {
            common(PEOPLE).bind::<Array<BigInt>, _>(people.iter().map(|person| person.0).collect::<Vec<_>>())
        }
        Whose::Imported => common(IMPORTED),
        Whose::Revoked => common(REVOKED),
    };
    Ok(query.load(conn).await?)
}

#[derive(QueryableByName)]
struct Lender {
    #[diesel(sql_type = BigInt)]
    delegator_id: i64,
}

/// Whoever has lent one of these roles, in force or to come.
///
/// # Errors
/// When the database fails.
pub async fn lenders(conn: &mut Connection, roles: &[RoleId]) -> Result<Vec<PersonId>> {
    const SQL: &str = "SELECT DISTINCT d.delegator_id FROM role_delegations d WHERE d.ended_at IS NULL \
        AND d.cancelled_at IS NULL AND d.role_id = ANY($1)";
    let found: Vec<Lender> = statement(SQL)
        .bind::<Array<BigInt>, _>(roles.iter().map(|role| role.0).collect::<Vec<_>>())
        .load(conn)
        .await?;
    Ok(found.into_iter().map(|row| PersonId(row.delegator_id)).collect())
}

/// What a change of somebody's being active changes in the directory (R11, R12): these people's delegations that have begun
/// are suspended or resumed, and what they hold in their own right is in the groups only while they are active. Whether
/// somebody is to have the role then is worked out when it is sent.
///
/// # Errors
/// When the database fails.
pub async fn note_activity(
    tx: &mut Transaction,
    people: &[PersonId],
    is_active: bool,
    now: DateTime<Utc>,
) -> Result<()> {
    const SQL: &str = "INSERT INTO role_requests (kind, delegation_id, grant_id, due_at, applied_at, next_at, created_at) \
        SELECT $3, d.id, NULL, $1, $1, $1, $1 FROM role_delegations d WHERE (d.delegator_id = ANY($2) OR d.proxy_id = ANY($2)) \
        AND d.begun_at IS NOT NULL AND d.ended_at IS NULL \
        UNION ALL SELECT $4, NULL, g.id, $1, $1, $1, $1 FROM grants g WHERE g.person_id = ANY($2) AND g.revoked_at IS NULL";
    statement(SQL)
        .bind::<Timestamptz, _>(now)
        .bind::<Array<BigInt>, _>(people.iter().map(|person| person.0).collect::<Vec<_>>())
        .bind::<Text, _>(if is_active { "resume" } else { "suspend" })
        .bind::<Text, _>(if is_active { "add" } else { "remove" })
        .execute(tx)
        .await?;
    Ok(())
}

/// The same for the people of an import; inside its transaction, after it is applied.
///
/// # Errors
/// When the database fails.
pub async fn note_imported_activity(tx: &mut Transaction, now: DateTime<Utc>) -> Result<()> {
    const SQL: &str = concat!(
        "WITH turned AS (SELECT c.person_id, ",
        crate::sql::active!("p", "$1"),
        " AS is_active FROM import_changes c JOIN people p ON p.id = c.person_id WHERE NOT c.is_new AND c.was_active <> ",
        crate::sql::active!("p", "$1"),
        ") INSERT INTO role_requests (kind, delegation_id, grant_id, due_at, applied_at, next_at, created_at) \
         SELECT CASE WHEN t.is_active THEN 'add' ELSE 'remove' END, NULL, g.id, $1, $1, $1, $1 FROM turned t \
           JOIN grants g ON g.person_id = t.person_id AND g.revoked_at IS NULL UNION ALL \
         SELECT CASE WHEN bool_and(l.is_active) THEN 'resume' ELSE 'suspend' END, l.id, NULL, $1, $1, $1, $1 FROM \
           (SELECT t.is_active, d.id FROM turned t JOIN role_delegations d ON d.delegator_id = t.person_id \
              WHERE d.begun_at IS NOT NULL AND d.ended_at IS NULL UNION ALL \
            SELECT t.is_active, d.id FROM turned t JOIN role_delegations d ON d.proxy_id = t.person_id \
              WHERE d.begun_at IS NOT NULL AND d.ended_at IS NULL) l (is_active, id) GROUP BY l.id"
    );
    statement(SQL).bind::<Timestamptz, _>(now).execute(tx).await?;
    Ok(())
}
