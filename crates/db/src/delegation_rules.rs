//! Delegation rules: the one in force or to come, its saving and closing, and the facts T5 needs.

pub mod leavers;
pub mod places;
pub mod rezoned;
mod term;
pub mod turns;

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Bool, Date, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use domain::delegation_rule::{RuleKind, Window};
use domain::ids::{PersonId, RuleId};
use domain::resolution::Facts;

use crate::glued::statement;
use crate::sql::{active, rule_in_force};
use crate::transaction::Transaction;
use crate::{Connection, Result};

pub use term::Term;

/// A saved rule with the names that go with it.
#[derive(Debug, Clone, QueryableByName, serde::Deserialize)]
pub struct Rule {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = BigInt)]
    owner_id: i64,
    #[diesel(sql_type = BigInt)]
    delegate_id: i64,
    #[diesel(embed)]
    #[serde(flatten)]
    term: Term,
    /// The owner gets a copy (T9).
    #[diesel(sql_type = Bool)]
    pub keep_copy: bool,
    #[diesel(sql_type = BigInt)]
    saved_by: i64,
    /// When it was saved.
    #[diesel(sql_type = Timestamptz)]
    #[serde(deserialize_with = "crate::json::instant")]
    pub saved_at: DateTime<Utc>,
    /// Names, for showing.
    #[diesel(sql_type = Text)]
    pub owner_name: String,
    /// Names, for showing.
    #[diesel(sql_type = Text)]
    pub owner_username: String,
    /// Names, for showing.
    #[diesel(sql_type = Text)]
    pub delegate_name: String,
    /// Names, for showing.
    #[diesel(sql_type = Text)]
    pub delegate_username: String,
    /// Names, for showing.
    #[diesel(sql_type = Nullable<Text>)]
    pub delegate_department: Option<String>,
    /// Whether the delegate is active at the instant of reading.
    #[diesel(sql_type = Bool)]
    pub delegate_active: bool,
    /// Name of who saved it (T8).
    #[diesel(sql_type = Text)]
    pub saved_by_name: String,
}

impl Rule {
    /// This version of the rule: what an edit form carries (G5).
    pub fn id(&self) -> RuleId {
        RuleId(self.id)
    }

    /// Whose tasks.
    pub fn owner(&self) -> PersonId {
        PersonId(self.owner_id)
    }

    /// Who gets them.
    pub fn delegate(&self) -> PersonId {
        PersonId(self.delegate_id)
    }

    /// Who saved it (T8).
    pub fn saved_by(&self) -> PersonId {
        PersonId(self.saved_by)
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

/// The rule a person has: in force, to come, or ended but not yet replaced (T1).
///
/// # Errors
/// When the database fails.
pub async fn of_owner(conn: &mut Connection, owner: PersonId, now: DateTime<Utc>) -> Result<Option<Rule>> {
    let query = statement(select_rule!("WHERE r.owner_id = $1 AND r.closed_at IS NULL"));
    let found: Vec<Rule> = query
        .bind::<BigInt, _>(owner.0)
        .bind::<Timestamptz, _>(now)
        .load(conn)
        .await?;
    Ok(found.into_iter().next())
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
    let query = statement(select_rule!(
        "WHERE r.closed_at IS NULL AND (r.owner_id = $1 OR r.delegate_id = $1 AND (r.ends_at IS NULL OR $2 < r.ends_at)) \
         ORDER BY r.owner_id <> $1, r.starts_at, r.id LIMIT 202"
    ));
    let rules: Vec<Rule> = query
        .bind::<BigInt, _>(person.0)
        .bind::<Timestamptz, _>(now)
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

#[derive(QueryableByName)]
struct Id {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

/// Saves a rule. Two at once: the second is refused by `delegation_rules_one_per_owner_key` (T1).
///
/// # Errors
/// That constraint, or when the database fails.
pub async fn insert(tx: &mut Transaction, rule: &NewRule) -> Result<RuleId> {
    const SQL: &str = "INSERT INTO delegation_rules (owner_id, delegate_id, kind, starts_on, ends_on, starts_at, ends_at, \
                       keep_copy, saved_by, saved_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id";
    let row: Id = statement(SQL)
        .bind::<BigInt, _>(rule.owner.0)
        .bind::<BigInt, _>(rule.delegate.0)
        .bind::<Text, _>(rule.kind.code().to_owned())
        .bind::<Nullable<Date>, _>(rule.kind.starts_on())
        .bind::<Nullable<Date>, _>(rule.kind.ends_on())
        .bind::<Timestamptz, _>(rule.window.starts_at)
        .bind::<Nullable<Timestamptz>, _>(rule.window.ends_at)
        .bind::<Bool, _>(rule.keep_copy)
        .bind::<BigInt, _>(rule.saved_by.0)
        .bind::<Timestamptz, _>(rule.saved_at)
        .get_result(tx)
        .await?;
    Ok(RuleId(row.id))
}

/// Closes one version of a rule, if it is still the one that counts; false: somebody was quicker (G5).
///
/// # Errors
/// When the database fails.
pub async fn close(tx: &mut Transaction, rule: RuleId, by: PersonId, now: DateTime<Utc>) -> Result<bool> {
    let query = statement(
        "UPDATE delegation_rules SET closed_at = greatest($3, saved_at), closed_by = $2 WHERE id = $1 AND closed_at IS NULL",
    );
    let closed = query
        .bind::<BigInt, _>(rule.0)
        .bind::<BigInt, _>(by.0)
        .bind::<Timestamptz, _>(now)
        .execute(tx)
        .await?;
    Ok(closed == 1)
}

/// Who closed the last rule of a person, and when: told to a stale form (G5).
#[derive(Debug, QueryableByName)]
pub struct LastChange {
    /// Name of who did it.
    #[diesel(sql_type = Text)]
    pub by: String,
    /// When.
    #[diesel(sql_type = Timestamptz)]
    pub at: DateTime<Utc>,
}

/// The newest change to a person's rule, saved or removed.
///
/// # Errors
/// When the database fails.
pub async fn last_change(conn: &mut Connection, owner: PersonId) -> Result<Option<LastChange>> {
    const SQL: &str = concat!(
        "SELECT ",
        crate::sql::shown_name!("p"),
        " AS by, greatest(r.saved_at, r.closed_at) AS at FROM delegation_rules r \
                       JOIN people p ON p.id = CASE WHEN r.closed_at IS NULL THEN r.saved_by ELSE r.closed_by END \
                       WHERE r.owner_id = $1 ORDER BY r.saved_at DESC, r.id DESC LIMIT 1"
    );
    let found: Vec<LastChange> = statement(SQL).bind::<BigInt, _>(owner.0).load(conn).await?;
    Ok(found.into_iter().next())
}

#[derive(QueryableByName)]
struct ChainRow {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Bool)]
    inactive: bool,
    #[diesel(sql_type = Nullable<BigInt>)]
    delegate_id: Option<i64>,
    #[diesel(sql_type = Bool)]
    own_copy: bool,
}

const CHAIN: &str = concat!(
    "WITH RECURSIVE chain (person_id, depth) AS (SELECT unnest($1), 0 UNION SELECT r.delegate_id, c.depth + 1 FROM chain c \
     JOIN delegation_rules r ON r.owner_id = c.person_id AND ",
    rule_in_force!("r", "$2"),
    " WHERE c.depth <= 5) \
     SELECT p.id, NOT ",
    active!("p", "$2"),
    " AS inactive, r.delegate_id, coalesce(r.keep_copy AND r.saved_by = r.owner_id, false) \
     AS own_copy FROM (SELECT DISTINCT person_id FROM chain) c JOIN people p ON p.id = c.person_id LEFT JOIN delegation_rules r \
     ON r.owner_id = p.id AND ",
    rule_in_force!("r", "$2")
);

/// What T5 needs about the named people and everyone reached from them, and who wants a copy (T9).
#[derive(Debug, Default)]
pub struct ChainFacts {
    /// For the domain.
    pub facts: Facts,
    /// Owners who last saved their rule themselves and keep getting a copy.
    pub copies: HashSet<PersonId>,
}

/// Reads [`ChainFacts`] in one statement.
///
/// # Errors
/// When the database fails.
pub async fn chain_facts(
    conn: &mut Connection,
    named: &[PersonId],
    now: DateTime<Utc>,
) -> Result<ChainFacts> {
    let ids: Vec<i64> = named.iter().map(|person| person.0).collect();
    let rows: Vec<ChainRow> = statement(CHAIN)
        .bind::<Array<BigInt>, _>(ids)
        .bind::<Timestamptz, _>(now)
        .load(conn)
        .await?;
    let mut known = ChainFacts::default();
    for row in rows {
        let person = PersonId(row.id);
        if let Some(delegate) = row.delegate_id {
            known.facts.delegates.insert(person, PersonId(delegate));
        }
        if row.inactive {
            known.facts.inactive.insert(person);
        }
        if row.own_copy {
            known.copies.insert(person);
        }
    }
    Ok(known)
}

/// Every rule reachable from a person by following delegates, in force or to come: for the warning of T6.
///
/// # Errors
/// When the database fails.
pub async fn reachable(
    conn: &mut Connection,
    from: PersonId,
    now: DateTime<Utc>,
) -> Result<HashMap<PersonId, PersonId>> {
    const SQL: &str = "WITH RECURSIVE chain (owner_id, delegate_id) AS (SELECT owner_id, delegate_id FROM delegation_rules \
        WHERE owner_id = $1 AND closed_at IS NULL AND (ends_at IS NULL OR $2 < ends_at) UNION SELECT r.owner_id, r.delegate_id \
        FROM chain c JOIN delegation_rules r ON r.owner_id = c.delegate_id AND r.closed_at IS NULL AND (r.ends_at IS NULL OR $2 < r.ends_at)) \
        SELECT owner_id AS owner, delegate_id AS delegate FROM chain LIMIT 1000";
    #[derive(QueryableByName)]
    struct Pair {
        #[diesel(sql_type = BigInt)]
        owner: i64,
        #[diesel(sql_type = BigInt)]
        delegate: i64,
    }
    let rows: Vec<Pair> = statement(SQL)
        .bind::<BigInt, _>(from.0)
        .bind::<Timestamptz, _>(now)
        .load(conn)
        .await?;
    Ok(rows
        .into_iter()
        .map(|pair| (PersonId(pair.owner), PersonId(pair.delegate)))
        .collect())
}
