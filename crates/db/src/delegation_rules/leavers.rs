//! Rules whose delegate has left: all that name somebody, replaced at once, and the owners who are to be told (T16).

use chrono::{DateTime, Utc};
use diesel::sql_types::{Array, BigInt, Bool, Date, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use domain::ids::{PersonId, RuleId};
use domain::zone::Zone;
use serde::Deserialize;

use super::{LastChange, NewRule, Rule, select_rule};
use crate::glued::statement;
use crate::json::Record;
use crate::key::Key;
use crate::sql::{active, rule_live};
use crate::transaction::Transaction;
use crate::{Connection, Result};

/// A rule that names somebody, with its owner's zone.
#[derive(Debug, Clone, Deserialize)]
pub struct Naming {
    /// The rule with its people.
    #[serde(flatten)]
    pub rule: Rule,
    /// The owner's IANA zone, or else the Site's (G1).
    #[serde(deserialize_with = "crate::zone::in_json")]
    pub time_zone: Zone,
}

/// Every rule in force or to come that names this delegate, by id; nobody else changes them meanwhile.
///
/// # Errors
/// When the database fails.
pub async fn naming(tx: &mut Transaction, delegate: PersonId, now: DateTime<Utc>) -> Result<Vec<Naming>> {
    const LOCK: &str = concat!(
        "SELECT r.id FROM delegation_rules r WHERE r.delegate_id = $1 AND ",
        rule_live!("r", "$2"),
        " ORDER BY r.id FOR UPDATE"
    );
    const SQL: &str = concat!(
        "SELECT coalesce(jsonb_agg(to_jsonb(q) ORDER BY q.id), '[]') AS record FROM (SELECT s.*, coalesce(p.time_zone, \
         (SELECT value FROM profile_values WHERE code = 'SITE_TIME_ZONE' AND person_id IS NULL), 'Etc/UTC') AS time_zone FROM (",
        select_rule!(concat!("WHERE r.delegate_id = $1 AND ", rule_live!("r", "$2"))),
        ") s JOIN people p ON p.id = s.owner_id) q"
    );
    let lock = statement(LOCK)
        .bind::<BigInt, _>(delegate.0)
        .bind::<Timestamptz, _>(now);
    lock.execute(tx).await?;
    let row: Record<Vec<Naming>> = statement(SQL)
        .bind::<BigInt, _>(delegate.0)
        .bind::<Timestamptz, _>(now)
        .get_result(tx)
        .await?;
    Ok(row.read())
}

/// Closes these versions of rules; how many of them were still the ones that count (G5).
///
/// # Errors
/// When the database fails.
pub async fn close_all(
    tx: &mut Transaction,
    rules: &[RuleId],
    by: PersonId,
    now: DateTime<Utc>,
) -> Result<usize> {
    const SQL: &str = "UPDATE delegation_rules SET closed_at = greatest($3, saved_at), closed_by = $2 \
        WHERE id = ANY($1) AND closed_at IS NULL";
    let ids: Vec<i64> = rules.iter().map(|rule| rule.0).collect();
    Ok(statement(SQL)
        .bind::<Array<BigInt>, _>(ids)
        .bind::<BigInt, _>(by.0)
        .bind::<Timestamptz, _>(now)
        .execute(tx)
        .await?)
}

/// Saves rules, and returns their ids in the same order.
///
/// # Errors
/// `delegation_rules_one_per_owner_key` when an owner has one already (T1), or when the database fails.
pub async fn insert_all(tx: &mut Transaction, rules: &[NewRule]) -> Result<Vec<RuleId>> {
    const SQL: &str = "WITH saved AS (INSERT INTO delegation_rules (owner_id, delegate_id, kind, starts_on, ends_on, starts_at, \
        ends_at, keep_copy, saved_by, saved_at) SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id, owner_id) \
        SELECT s.id FROM unnest($1) WITH ORDINALITY AS o (owner_id, place) JOIN saved s USING (owner_id) ORDER BY o.place";
    #[derive(diesel::QueryableByName)]
    struct Id {
        #[diesel(sql_type = BigInt)]
        id: i64,
    }
    let column = |value: fn(&NewRule) -> i64| rules.iter().map(value).collect::<Vec<_>>();
    let kinds: Vec<String> = rules.iter().map(|rule| rule.kind.code().to_owned()).collect();
    let rows: Vec<Id> = statement(SQL)
        .bind::<Array<BigInt>, _>(column(|rule| rule.owner.0))
        .bind::<Array<BigInt>, _>(column(|rule| rule.delegate.0))
        .bind::<Array<Text>, _>(kinds)
        .bind::<Array<Nullable<Date>>, _>(rules.iter().map(|rule| rule.kind.starts_on()).collect::<Vec<_>>())
        .bind::<Array<Nullable<Date>>, _>(rules.iter().map(|rule| rule.kind.ends_on()).collect::<Vec<_>>())
        .bind::<Array<Timestamptz>, _>(rules.iter().map(|rule| rule.window.starts_at).collect::<Vec<_>>())
        .bind::<Array<Nullable<Timestamptz>>, _>(
            rules.iter().map(|rule| rule.window.ends_at).collect::<Vec<_>>(),
        )
        .bind::<Array<Bool>, _>(rules.iter().map(|rule| rule.keep_copy).collect::<Vec<_>>())
        .bind::<Array<BigInt>, _>(column(|rule| rule.saved_by.0))
        .bind::<Array<Timestamptz>, _>(rules.iter().map(|rule| rule.saved_at).collect::<Vec<_>>())
        .load(tx)
        .await?;
    Ok(rows.into_iter().map(|row| RuleId(row.id)).collect())
}

/// The newest change to any rule that names or named this delegate.
///
/// # Errors
/// When the database fails.
pub async fn last_change_naming(conn: &mut Connection, delegate: PersonId) -> Result<Option<LastChange>> {
    const SQL: &str = concat!(
        "SELECT ",
        crate::sql::shown_name!("p"),
        " AS by, greatest(r.saved_at, r.closed_at) AS at FROM delegation_rules r \
        JOIN people p ON p.id = CASE WHEN r.closed_at IS NULL THEN r.saved_by ELSE r.closed_by END \
        WHERE r.delegate_id = $1 ORDER BY at DESC, r.id DESC LIMIT 1"
    );
    let found: Vec<LastChange> = statement(SQL).bind::<BigInt, _>(delegate.0).load(conn).await?;
    Ok(found.into_iter().next())
}

/// A rule in force or to come whose delegate is inactive.
#[derive(Debug, Clone, diesel::QueryableByName)]
pub struct Orphaned {
    /// This version of the rule.
    #[diesel(sql_type = BigInt, column_name = rule_id, deserialize_as = Key<i64>)]
    pub rule: RuleId,
    /// Who is to be notified.
    #[diesel(sql_type = BigInt, column_name = owner_id, deserialize_as = Key<i64>)]
    pub owner: PersonId,
    /// Name of the delegate.
    #[diesel(sql_type = Text)]
    pub delegate: String,
}

/// Rules in force or to come whose delegate is this person, by id and after the given one.
///
/// # Errors
/// When the database fails.
pub async fn of_delegate(
    conn: &mut Connection,
    delegate: PersonId,
    after: Option<RuleId>,
    now: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<Orphaned>> {
    const SQL: &str = concat!(
        "SELECT r.id AS rule_id, r.owner_id, ",
        crate::sql::shown_name!("d"),
        " AS delegate FROM delegation_rules r JOIN people d ON d.id = r.delegate_id WHERE r.delegate_id = $1 AND ",
        rule_live!("r", "$2"),
        " AND r.id > coalesce($3, 0) ORDER BY r.id LIMIT $4"
    );
    Ok(statement(SQL)
        .bind::<BigInt, _>(delegate.0)
        .bind::<Timestamptz, _>(now)
        .bind::<Nullable<BigInt>, _>(after.map(|rule| rule.0))
        .bind::<BigInt, _>(limit)
        .load(conn)
        .await?)
}

/// At most `limit` rules whose owner is yet to be told that the delegate is inactive; `key` is what stands before and
/// after the rule's id in the key of that message.
///
/// # Errors
/// When the database fails.
pub async fn untold(
    conn: &mut Connection,
    key: (&str, &str),
    now: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<Orphaned>> {
    const SQL: &str = concat!(
        "SELECT r.id AS rule_id, r.owner_id, ",
        crate::sql::shown_name!("d"),
        " AS delegate FROM delegation_rules r JOIN people d ON d.id = r.delegate_id \
         WHERE r.delegate_may_leave AND ",
        rule_live!("r", "$1"),
        " AND NOT ",
        active!("d", "$1"),
        " AND NOT EXISTS (SELECT FROM outbox o WHERE o.person_id = r.owner_id AND o.event_key = $2 || r.id || $3) ORDER BY r.id LIMIT $4"
    );
    Ok(statement(SQL)
        .bind::<Timestamptz, _>(now)
        .bind::<Text, _>(key.0.to_owned())
        .bind::<Text, _>(key.1.to_owned())
        .bind::<BigInt, _>(limit)
        .load(conn)
        .await?)
}
