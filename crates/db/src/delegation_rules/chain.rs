//! What is reached by following delegates from one rule to the next (T5, T6).

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use db_macros::{Columns, Statement};
use diesel::QueryableByName;
use diesel::sql_types::{Bool, Nullable};
use domain::ids::PersonId;
use domain::resolution::Facts;

use crate::sql_types::PersonKey;
use crate::statement::Statement;
use crate::{Connection, Result};

#[derive(QueryableByName, Columns)]
struct ChainRow {
    #[diesel(sql_type = PersonKey)]
    id: PersonId,
    #[diesel(sql_type = Bool)]
    inactive: bool,
    #[diesel(sql_type = Nullable<PersonKey>)]
    delegate_id: Option<PersonId>,
    #[diesel(sql_type = Bool)]
    own_copy: bool,
}

#[derive(Statement)]
#[statement(file = "delegation_rules/chain_facts.sql", row = ChainRow)]
struct ReadChainFacts<'a> {
    named: &'a [PersonId],
    now: DateTime<Utc>,
}

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
    let mut known = ChainFacts::default();
    for row in (ReadChainFacts { named, now }).rows(conn).await? {
        if let Some(delegate) = row.delegate_id {
            known.facts.delegates.insert(row.id, delegate);
        }
        if row.inactive {
            known.facts.inactive.insert(row.id);
        }
        if row.own_copy {
            known.copies.insert(row.id);
        }
    }
    Ok(known)
}

#[derive(QueryableByName, Columns)]
struct Link {
    #[diesel(sql_type = PersonKey)]
    owner_id: PersonId,
    #[diesel(sql_type = PersonKey)]
    delegate_id: PersonId,
}

#[derive(Statement)]
#[statement(file = "delegation_rules/reachable.sql", row = Link)]
struct Reachable {
    from: PersonId,
    now: DateTime<Utc>,
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
    let links = Reachable { from, now }.rows(conn).await?;
    Ok(links
        .into_iter()
        .map(|link| (link.owner_id, link.delegate_id))
        .collect())
}
