//! Rules whose delegate has left: all that name somebody, replaced at once, and the owners who are to be told (T16).

use chrono::{DateTime, NaiveDate, Utc};
use db_macros::{Columns, Statement};
use diesel::dsl::{auto_type, exists, not};
use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_async::RunQueryDsl;
use domain::delegation_rule::KindCode;
use domain::ids::{PersonId, RuleId};
use domain::profile_option::ProfileOption;
use domain::zone::Zone;

use super::{LastChange, NewRule, Rule, changed_at, changes, is_live, rule, term, with_people};
use crate::functions::{concat_rule, first_zone, greatest};
use crate::people::predicates::is_active;
use crate::prepared::Prepare;
use crate::schema::{delegation_rules, outbox, people, profile_values, shown_people};
use crate::sql_types::{IntoBind, IntoLiteral, PersonKey, RuleKey};
use crate::statement::Statement;
use crate::transaction::Transaction;
use crate::{Connection, Result};

/// A rule that names somebody, with its owner's zone.
#[derive(Debug, Clone, Queryable)]
pub struct Naming {
    /// The rule with its people.
    pub rule: Rule,
    /// The owner's IANA zone, or else the Site's (G1).
    pub time_zone: Zone,
}

/// Every rule in force or to come that names this delegate, by id; nobody else changes them meanwhile.
///
/// # Errors
/// When the database fails.
pub async fn naming(tx: &mut Transaction, delegate: PersonId, now: DateTime<Utc>) -> Result<Vec<Naming>> {
    let named = delegation_rules::delegate_id
        .eq(delegate.bind())
        .and(is_live(now));
    let lock = delegation_rules::table
        .filter(named)
        .order(delegation_rules::id)
        .select(delegation_rules::id)
        .for_update();
    lock.execute(tx).await?;
    let owners = diesel::alias!(people as rule_owners);
    let of_site = profile_values::table
        .filter(profile_values::code.eq(ProfileOption::SiteTimeZone.literal()))
        .filter(profile_values::person_id.is_null())
        .select(profile_values::value);
    let zone = first_zone(
        owners.field(people::time_zone),
        of_site.single_value(),
        Zone::UTC.bind(),
    );
    Ok(with_people()
        .inner_join(owners.on(owners.field(people::id).eq(delegation_rules::owner_id)))
        .filter(named)
        .order(delegation_rules::id)
        .select((rule(now), zone))
        .load(tx)
        .await?)
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
    let open = delegation_rules::table
        .filter(delegation_rules::id.eq_any(rules.iter().map(|rule| rule.bind())))
        .filter(delegation_rules::closed_at.is_null());
    Ok(diesel::update(open)
        .set((
            delegation_rules::closed_at.eq(greatest(now, delegation_rules::saved_at).nullable()),
            delegation_rules::closed_by.eq(by.bind()),
        ))
        .prepared()
        .execute(tx)
        .await?)
}

#[derive(QueryableByName, Columns)]
struct Saved {
    #[diesel(sql_type = RuleKey)]
    id: RuleId,
}

#[derive(Statement)]
#[statement(file = "delegation_rules/insert_all.sql", row = Saved)]
struct InsertAll {
    owners: Vec<PersonId>,
    delegates: Vec<PersonId>,
    kinds: Vec<KindCode>,
    starts_on: Vec<Option<NaiveDate>>,
    ends_on: Vec<Option<NaiveDate>>,
    starts_at: Vec<DateTime<Utc>>,
    ends_at: Vec<Option<DateTime<Utc>>>,
    keep_copy: Vec<bool>,
    saved_by: Vec<PersonId>,
    saved_at: Vec<DateTime<Utc>>,
}

/// Saves rules, and returns their ids in the same order.
///
/// # Errors
/// `delegation_rules_one_per_owner_key` when an owner has one already (T1), or when the database fails.
pub async fn insert_all(tx: &mut Transaction, rules: &[NewRule]) -> Result<Vec<RuleId>> {
    let insert = InsertAll {
        owners: rules.iter().map(|rule| rule.owner).collect(),
        delegates: rules.iter().map(|rule| rule.delegate).collect(),
        kinds: rules.iter().map(|rule| term::code(&rule.kind)).collect(),
        starts_on: rules.iter().map(|rule| rule.kind.starts_on()).collect(),
        ends_on: rules.iter().map(|rule| rule.kind.ends_on()).collect(),
        starts_at: rules.iter().map(|rule| rule.window.starts_at).collect(),
        ends_at: rules.iter().map(|rule| rule.window.ends_at).collect(),
        keep_copy: rules.iter().map(|rule| rule.keep_copy).collect(),
        saved_by: rules.iter().map(|rule| rule.saved_by).collect(),
        saved_at: rules.iter().map(|rule| rule.saved_at).collect(),
    };
    let saved = insert.rows(tx).await?;
    Ok(saved.into_iter().map(|rule| rule.id).collect())
}

/// The newest change to any rule that names or named this delegate.
///
/// # Errors
/// When the database fails.
pub async fn last_change_naming(conn: &mut Connection, delegate: PersonId) -> Result<Option<LastChange>> {
    Ok(changes()
        .filter(delegation_rules::delegate_id.eq(delegate.bind()))
        .order((changed_at().desc(), delegation_rules::id.desc()))
        .first(conn)
        .await
        .optional()?)
}

/// A rule in force or to come whose delegate is inactive.
#[derive(Debug, Clone, Queryable, QueryableByName, Columns)]
pub struct Orphaned {
    /// This version of the rule.
    #[diesel(sql_type = RuleKey, column_name = rule_id)]
    pub rule: RuleId,
    /// Who is to be notified.
    #[diesel(sql_type = PersonKey, column_name = owner_id)]
    pub owner: PersonId,
    /// Name of the delegate.
    #[diesel(sql_type = Text)]
    pub delegate: String,
}

/// Rules in force or to come, by id, as [`Orphaned`] has them.
#[auto_type]
fn live(now: DateTime<Utc>) -> _ {
    let is_live: is_live = is_live(now);
    delegation_rules::table
        .inner_join(shown_people::table.on(shown_people::id.eq(delegation_rules::delegate_id)))
        .filter(is_live)
        .order(delegation_rules::id)
        .select((
            delegation_rules::id,
            delegation_rules::owner_id,
            shown_people::shown_name,
        ))
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
    Ok(live(now)
        .filter(delegation_rules::delegate_id.eq(delegate.bind()))
        .filter(delegation_rules::id.gt(after.unwrap_or(RuleId(0)).bind()))
        .limit(limit)
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
    let told = outbox::table
        .filter(outbox::person_id.eq(delegation_rules::owner_id))
        .filter(outbox::event_key.eq(concat_rule(key.0, delegation_rules::id, key.1)));
    Ok(live(now)
        .inner_join(people::table.on(people::id.eq(delegation_rules::delegate_id)))
        .filter(delegation_rules::delegate_may_leave)
        .filter(not(is_active(now)))
        .filter(not(exists(told)))
        .limit(limit)
        .load(conn)
        .await?)
}
