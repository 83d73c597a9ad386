//! Delegation rules: the one in force or to come, its saving and closing, and the facts T5 needs.

mod chain;
pub mod leavers;
pub mod places;
pub mod rezoned;
mod term;
pub mod turns;

use chrono::{DateTime, Utc};
use diesel::dsl::{auto_type, case_when};
use diesel::prelude::*;
use diesel::query_source::AliasedField;
use diesel_async::RunQueryDsl;
use domain::delegation_rule::{RuleKind, Window};
use domain::ids::{PersonId, RuleId};

use crate::functions::greatest_known;
use crate::people::predicates::is_active;
use crate::schema::{delegation_rules, people, shown_people};
use crate::sql_types::IntoBind;
use crate::transaction::Transaction;
use crate::{Connection, Result};

pub use chain::{ChainFacts, chain_facts, reachable};
pub use term::Term;

/// A saved rule with the names that go with it.
#[derive(Debug, Clone, Queryable, serde::Deserialize)]
pub struct Rule {
    id: RuleId,
    owner_id: PersonId,
    delegate_id: PersonId,
    #[serde(flatten)]
    term: Term,
    /// The owner gets a copy (T9).
    pub keep_copy: bool,
    saved_by: PersonId,
    /// When it was saved.
    #[serde(deserialize_with = "crate::json::instant")]
    pub saved_at: DateTime<Utc>,
    /// Names, for showing.
    pub owner_name: String,
    /// Names, for showing.
    pub owner_username: String,
    /// Names, for showing.
    pub delegate_name: String,
    /// Names, for showing.
    pub delegate_username: String,
    /// Names, for showing.
    pub delegate_department: Option<String>,
    /// Whether the delegate is active at the instant of reading.
    pub delegate_active: bool,
    /// Name of who saved it (T8).
    pub saved_by_name: String,
}

impl Rule {
    /// This version of the rule: what an edit form carries (G5).
    pub fn id(&self) -> RuleId {
        self.id
    }

    /// Whose tasks.
    pub fn owner(&self) -> PersonId {
        self.owner_id
    }

    /// Who gets them.
    pub fn delegate(&self) -> PersonId {
        self.delegate_id
    }

    /// Who saved it (T8).
    pub fn saved_by(&self) -> PersonId {
        self.saved_by
    }

    /// Permanent, or its dates.
    pub fn kind(&self) -> RuleKind {
        self.term.kind
    }

    /// From when to when.
    pub fn window(&self) -> Window {
        self.term.window
    }
}

/// In force or to come (T16).
#[auto_type]
fn is_live(now: DateTime<Utc>) -> _ {
    let is_not_over = delegation_rules::ends_at
        .is_null()
        .or(delegation_rules::ends_at.gt(now));
    delegation_rules::closed_at.is_null().and(is_not_over)
}

diesel::alias! {
    const OWNERS: Alias<Owners> = shown_people as owners;
    const SAVERS: Alias<Savers> = shown_people as savers;
}

/// Rules with their people: `people` and `shown_people` are the delegate.
#[auto_type]
fn with_people() -> _ {
    let owner: AliasedField<Owners, shown_people::id> = OWNERS.field(shown_people::id);
    let saver: AliasedField<Savers, shown_people::id> = SAVERS.field(shown_people::id);
    delegation_rules::table
        .inner_join(OWNERS.on(owner.eq(delegation_rules::owner_id)))
        .inner_join(people::table.on(people::id.eq(delegation_rules::delegate_id)))
        .inner_join(shown_people::table.on(shown_people::id.eq(delegation_rules::delegate_id)))
        .inner_join(SAVERS.on(saver.eq(delegation_rules::saved_by)))
}

/// A [`Rule`] out of [`with_people`].
#[auto_type]
fn rule(now: DateTime<Utc>) -> _ {
    let owner_name: AliasedField<Owners, shown_people::shown_name> = OWNERS.field(shown_people::shown_name);
    let owner_username: AliasedField<Owners, shown_people::username> = OWNERS.field(shown_people::username);
    let saver_name: AliasedField<Savers, shown_people::shown_name> = SAVERS.field(shown_people::shown_name);
    let delegate_is_active: is_active = is_active(now);
    (
        delegation_rules::id,
        delegation_rules::owner_id,
        delegation_rules::delegate_id,
        (
            delegation_rules::starts_on,
            delegation_rules::ends_on,
            delegation_rules::starts_at,
            delegation_rules::ends_at,
        ),
        delegation_rules::keep_copy,
        delegation_rules::saved_by,
        delegation_rules::saved_at,
        owner_name,
        owner_username,
        shown_people::shown_name,
        shown_people::username,
        people::department,
        delegate_is_active.assume_not_null(),
        saver_name,
    )
}

/// The rule a person has: in force, to come, or ended but not yet replaced (T1).
///
/// # Errors
/// When the database fails.
pub async fn of_owner(conn: &mut Connection, owner: PersonId, now: DateTime<Utc>) -> Result<Option<Rule>> {
    Ok(with_people()
        .filter(delegation_rules::owner_id.eq(owner.bind()))
        .filter(delegation_rules::closed_at.is_null())
        .select(rule(now))
        .first(conn)
        .await
        .optional()?)
}

/// So many rules that name one person are read; who covers more people is told so.
pub const COVERS: usize = 200;

/// A person's own rule, and the rules in force or to come that name them as delegate (T16), in one statement: one more than
/// [`COVERS`] where there are more.
///
/// # Errors
/// When the database fails.
pub async fn around(
    conn: &mut Connection,
    person: PersonId,
    now: DateTime<Utc>,
) -> Result<(Option<Rule>, Vec<Rule>)> {
    let is_own = delegation_rules::owner_id.eq(person.bind());
    let names_them = delegation_rules::delegate_id.eq(person.bind()).and(is_live(now));
    let rules: Vec<Rule> = with_people()
        .filter(delegation_rules::closed_at.is_null())
        .filter(is_own.or(names_them))
        .order((
            delegation_rules::owner_id.ne(person.bind()),
            delegation_rules::starts_at,
            delegation_rules::id,
        ))
        .limit(202)
        .select(rule(now))
        .load(conn)
        .await?;
    let (own, covers): (Vec<_>, Vec<_>) = rules.into_iter().partition(|rule| rule.owner() == person);
    Ok((own.into_iter().next(), covers))
}

/// A rule to be saved.
#[derive(Debug, Clone)]
pub struct NewRule {
    /// Whose tasks.
    pub owner: PersonId,
    /// Who gets them.
    pub delegate: PersonId,
    /// Permanent, or its dates.
    pub kind: RuleKind,
    /// The same as instants.
    pub window: Window,
    /// The owner gets a copy (T9).
    pub keep_copy: bool,
    /// Who saves it (T8).
    pub saved_by: PersonId,
    /// When.
    pub saved_at: DateTime<Utc>,
}

/// Saves a rule. Two at once: the second is refused by `delegation_rules_one_per_owner_key` (T1).
///
/// # Errors
/// That constraint, or when the database fails.
pub async fn insert(tx: &mut Transaction, rule: &NewRule) -> Result<RuleId> {
    Ok(diesel::insert_into(delegation_rules::table)
        .values((
            delegation_rules::owner_id.eq(rule.owner.bind()),
            delegation_rules::delegate_id.eq(rule.delegate.bind()),
            delegation_rules::kind.eq(term::code(&rule.kind).bind()),
            delegation_rules::starts_on.eq(rule.kind.starts_on()),
            delegation_rules::ends_on.eq(rule.kind.ends_on()),
            delegation_rules::starts_at.eq(rule.window.starts_at),
            delegation_rules::ends_at.eq(rule.window.ends_at),
            delegation_rules::keep_copy.eq(rule.keep_copy),
            delegation_rules::saved_by.eq(rule.saved_by.bind()),
            delegation_rules::saved_at.eq(rule.saved_at),
        ))
        .returning(delegation_rules::id)
        .get_result(tx)
        .await?)
}

/// Closes one version of a rule, if it is still the one that counts; false: somebody was quicker (G5).
///
/// # Errors
/// When the database fails.
pub async fn close(tx: &mut Transaction, rule: RuleId, by: PersonId, now: DateTime<Utc>) -> Result<bool> {
    Ok(leavers::close_all(tx, &[rule], by, now).await? == 1)
}

/// Who closed the last rule of a person, and when: told to a stale form (G5).
#[derive(Debug, Queryable)]
pub struct LastChange {
    /// Name of who did it.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// When a rule was saved or, where it is closed, closed.
#[auto_type]
fn changed_at() -> _ {
    greatest_known(delegation_rules::saved_at, delegation_rules::closed_at)
}

/// The newest change to each rule, as [`LastChange`] has it.
#[auto_type]
fn changes() -> _ {
    let is_open = delegation_rules::closed_at.is_null();
    let by = case_when(is_open, delegation_rules::saved_by.nullable()).otherwise(delegation_rules::closed_by);
    delegation_rules::table
        .inner_join(shown_people::table.on(shown_people::id.nullable().eq(by)))
        .select((shown_people::shown_name, changed_at()))
}

/// The newest change to a person's rule, saved or removed.
///
/// # Errors
/// When the database fails.
pub async fn last_change(conn: &mut Connection, owner: PersonId) -> Result<Option<LastChange>> {
    Ok(changes()
        .filter(delegation_rules::owner_id.eq(owner.bind()))
        .order((delegation_rules::saved_at.desc(), delegation_rules::id.desc()))
        .first(conn)
        .await
        .optional()?)
}

/// A [`Rule`] as SQL; `$2` is now.
macro_rules! select_rule {
    ($rest:expr) => {
        concat!(
            "SELECT r.id, r.owner_id, r.delegate_id, r.starts_on, r.ends_on, r.starts_at, r.ends_at, r.keep_copy, \
             r.saved_by, r.saved_at, ", crate::sql::shown_name!("o"), " AS owner_name, o.username AS owner_username, \
             ", crate::sql::shown_name!("d"), " AS delegate_name, d.username AS delegate_username, d.department AS delegate_department, ",
            $crate::sql::active!("d", "$2"), " AS delegate_active, ", crate::sql::shown_name!("s"), " AS saved_by_name FROM delegation_rules r \
             JOIN people o ON o.id = r.owner_id JOIN people d ON d.id = r.delegate_id JOIN people s ON s.id = r.saved_by ",
            $rest
        )
    };
}
pub(crate) use select_rule;
