//! Autoprovisioning people rather than roles (R20): those whose assignment changed, or began or ended with time. Set-based,
//! and only over them.

use chrono::{DateTime, Utc};
use diesel::sql_types::{Array, BigInt, Bool, Nullable, Timestamptz};
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};
use domain::ids::PersonId;

use super::{Applied, Author};
use crate::audit::in_name_of::named_and_counted;
use crate::glued::{Statement, statement};
use crate::sql::rule_matches;
use crate::transaction::Transaction;
use crate::{Connection, Result};

/// Who.
#[derive(Debug, Clone, Copy)]
pub enum Who<'a> {
    /// These people.
    These(&'a [PersonId]),
    /// Everybody whom an import touches: those it changes, and those who come to lead people or cease to. Inside its
    /// transaction, after [`note_imported`].
    Imported,
}

// $1 now, $2 who acts, $3 through what, $4 the request, $5 in whose place, $6 by which delegation, $7 what the client calls the request,
// $8 the people.
macro_rules! due {
    ($people:literal) => {
        concat!(
            "WITH rule AS MATERIALIZED (SELECT r.*, rr.role_id FROM role_provisioning_rules r \
               JOIN role_provisioning_rule_roles rr ON rr.rule_id = r.id AND rr.autoprovision), \
             due AS MATERIALIZED (SELECT DISTINCT p.id AS person_id, rule.role_id FROM rule CROSS JOIN ",
            $people,
            " JOIN people p ON p.id = a.person_id AND (p.active_from IS NULL OR p.active_from <= $1) \
               AND (p.active_until IS NULL OR $1 < p.active_until) AND ",
            rule_matches!("rule", "p"),
            "), "
        )
    };
}
macro_rules! give {
    ($people:literal) => {
        concat!(
            due!($people),
            "given AS (INSERT INTO grants (person_id, role_id, source, granted_by, granted_at) \
               SELECT d.person_id, d.role_id, 'autoprovisioned', $2, $1 FROM due d WHERE NOT EXISTS (SELECT FROM grants g \
                 WHERE g.person_id = d.person_id AND g.role_id = d.role_id AND g.source = 'autoprovisioned' AND g.revoked_at IS NULL) \
               ON CONFLICT DO NOTHING RETURNING id, person_id, role_id), \
             noted AS (INSERT INTO audit_log (at, actor_id, on_behalf_of, through, action, object_kind, object_id, concerns_id, after, request_id, \
                 client_request_id, people) \
               SELECT $1, $2, $5, $3, 'grant.autoprovisioned', 'grant', n.id::text, n.person_id, jsonb_build_object('role', r.code), $4, $7, '{}' \
               FROM given n JOIN roles r ON r.id = n.role_id RETURNING id)",
            named_and_counted!("$2", "$5", "$6")
        )
    };
}
macro_rules! take {
    ($people:literal) => {
        concat!(
            due!($people),
            "taken AS (UPDATE grants g SET revoked_at = greatest($1, g.granted_at), revoked_by = $2 FROM ",
            $people,
            " WHERE g.person_id = a.person_id AND g.source = 'autoprovisioned' AND g.revoked_at IS NULL \
               AND NOT EXISTS (SELECT FROM due d WHERE d.person_id = g.person_id AND d.role_id = g.role_id) \
               RETURNING g.id, g.person_id, g.role_id), \
             noted AS (INSERT INTO audit_log (at, actor_id, on_behalf_of, through, action, object_kind, object_id, concerns_id, before, request_id, \
                 client_request_id, people) \
               SELECT $1, $2, $5, $3, 'grant.revoked', 'grant', t.id::text, t.person_id, jsonb_build_object('role', r.code), $4, $7, '{}' \
               FROM taken t JOIN roles r ON r.id = t.role_id RETURNING id)",
            named_and_counted!("$2", "$5", "$6")
        )
    };
}
const THESE: [&str; 2] = [
    give!("unnest($8) AS a (person_id)"),
    take!("unnest($8) AS a (person_id)"),
];
const IMPORTED: [&str; 2] = [give!("import_affected a"), take!("import_affected a")];

/// Gives these people what rules give them, and takes what they had by a rule and no rule gives any more, each with its
/// audit entry (R20, G3).
///
/// # Errors
/// When the database fails.
pub async fn apply(
    conn: &mut Connection,
    who: Who<'_>,
    author: &Author,
    now: DateTime<Utc>,
) -> Result<Applied> {
    let common =
        |sql: &'static str| -> Statement { statement(sql).bind::<Timestamptz, _>(now).author(author) };
    let mut counts = [0; 2];
    let statements = match who {
        Who::These(_) => THESE,
        Who::Imported => IMPORTED,
    };
    for (sql, count) in statements.into_iter().zip(&mut counts) {
        let query = match who {
            Who::These(people) => {
                common(sql).bind::<Array<BigInt>, _>(people.iter().map(|person| person.0).collect::<Vec<_>>())
            }
            Who::Imported => common(sql),
        };
        *count = query.execute(conn).await?;
    }
    let [gained, lost] = counts;
    Ok(Applied { gained, lost })
}

// Before the import is applied: whom the changed people reported to, and whom they will report to.
const AFFECTED: &str = "CREATE TEMP TABLE import_affected ON COMMIT DROP AS \
    SELECT c.person_id FROM import_changes c UNION \
    SELECT m.id FROM import_changes c JOIN people p ON p.id = c.person_id JOIN people m ON m.id = p.manager_id WHERE c.own_facts UNION \
    SELECT s.manager_id FROM import_changes c JOIN import_people s USING (line) WHERE c.own_facts AND s.manager_id IS NOT NULL; \
    ANALYZE import_affected";

/// Notes whom an import touches. Inside its transaction, when its changes are known and before they are applied.
///
/// # Errors
/// When the database fails.
pub async fn note_imported(conn: &mut Connection) -> Result<()> {
    Ok(conn.batch_execute(AFFECTED).await?)
}

/// Somebody whose work began or ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, diesel::QueryableByName)]
pub struct Turned {
    #[diesel(sql_type = BigInt)]
    id: i64,
    /// It ended; else it began.
    #[diesel(sql_type = Bool)]
    pub has_left: bool,
}

impl Turned {
    /// Who.
    pub fn person(&self) -> PersonId {
        PersonId(self.id)
    }
}

/// Whose work began or ended by `now` and after `since`; none: ever. Who was entered when their work had begun was settled
/// then.
///
/// # Errors
/// When the database fails.
pub async fn turned(
    conn: &mut Connection,
    since: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Result<Vec<Turned>> {
    const SQL: &str = "SELECT id, bool_or(has_left) AS has_left FROM (SELECT p.id, false AS has_left FROM people p \
          WHERE p.active_from > p.created_at AND p.active_from <= $1 AND p.active_from > coalesce($2, '-infinity'::timestamptz) \
        UNION ALL SELECT p.id, true FROM people p \
          WHERE p.active_until <= $1 AND p.active_until > coalesce($2, '-infinity'::timestamptz)) t GROUP BY id ORDER BY id";
    Ok(statement(SQL)
        .bind::<Timestamptz, _>(now)
        .bind::<Nullable<Timestamptz>, _>(since)
        .load(conn)
        .await?)
}

/// The directory is told of what people hold whose work has begun or ended since (R11): once for each grant and instant.
///
/// # Errors
/// When the database fails.
pub async fn note_turned(tx: &mut Transaction, people: &[PersonId], now: DateTime<Utc>) -> Result<()> {
    const SQL: &str = "INSERT INTO role_requests (kind, grant_id, due_at, applied_at, next_at, created_at) \
        SELECT t.kind, g.id, t.at, $1, $1, $1 FROM people p \
          CROSS JOIN LATERAL (VALUES ('add', p.active_from), ('remove', p.active_until)) AS t (kind, at) \
          JOIN grants g ON g.person_id = p.id AND g.revoked_at IS NULL AND g.granted_at < t.at \
        WHERE p.id = ANY($2) AND t.at <= $1 AND NOT EXISTS (SELECT FROM role_requests q \
          WHERE q.grant_id = g.id AND q.kind = t.kind AND q.due_at = t.at)";
    statement(SQL)
        .bind::<Timestamptz, _>(now)
        .bind::<Array<BigInt>, _>(people.iter().map(|person| person.0).collect::<Vec<_>>())
        .execute(tx)
        .await?;
    Ok(())
}

/// The directory is told of what was lent to or by people whose work has begun since (R11): once for each of them.
///
/// # Errors
/// When the database fails.
pub async fn note_begun(tx: &mut Transaction, people: &[PersonId], now: DateTime<Utc>) -> Result<()> {
    const SQL: &str = "INSERT INTO role_requests (kind, delegation_id, due_at, applied_at, next_at, created_at) \
        SELECT DISTINCT 'resume', d.id, p.active_from, $1, $1, $1 FROM people p JOIN role_delegations d \
        ON d.id IN (SELECT l.id FROM role_delegations l WHERE l.delegator_id = p.id UNION ALL \
          SELECT l.id FROM role_delegations l WHERE l.proxy_id = p.id) \
        WHERE p.id = ANY($2) AND d.begun_at IS NOT NULL AND d.begun_at < p.active_from AND d.ended_at IS NULL \
        AND NOT EXISTS (SELECT FROM role_requests q WHERE q.delegation_id = d.id AND q.kind = 'resume' AND q.due_at = p.active_from)";
    statement(SQL)
        .bind::<Timestamptz, _>(now)
        .bind::<Array<BigInt>, _>(people.iter().map(|person| person.0).collect::<Vec<_>>())
        .execute(tx)
        .await?;
    Ok(())
}
