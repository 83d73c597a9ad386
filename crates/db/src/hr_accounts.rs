//! The people on whose behalf somebody may lend roles (R16), by name, a page at a time (keyset). Nobody out of their scope is
//! shown or counted.

use chrono::{DateTime, Utc};
use db_macros::{Columns, Statement};
use diesel::QueryableByName;
use diesel::sql_types::Nullable;
use domain::ids::PersonId;
use domain::privilege::DataScope;

use crate::directory::users::{Search, WALK};
use crate::people::Line;
use crate::sql_types::{DataScopeCode, PersonKey};
use crate::statement::Statement;
use crate::{Connection, Result};

/// Lines of a page, and one more that says whether there are others.
pub const READ: usize = 51;

/// One holding that lets its holder act on behalf of others: whose scope it is, and who lent it.
#[derive(Debug, Clone, QueryableByName, Columns)]
struct Anchor {
    #[diesel(sql_type = DataScopeCode)]
    data_scope: DataScope,
    #[diesel(sql_type = PersonKey, column_name = owner_id)]
    owner: PersonId,
    #[diesel(sql_type = Nullable<PersonKey>, column_name = lender_id)]
    lender: Option<PersonId>,
}

impl Anchor {
    fn is_everyone(&self) -> bool {
        self.data_scope == DataScope::Everyone
    }
}

#[derive(Statement)]
#[statement(file = "hr_accounts/scopes.sql", row = Anchor)]
struct Scopes {
    actor: PersonId,
    now: DateTime<Utc>,
}

/// The data scopes of an actor, for this privilege.
#[derive(Debug, Clone)]
pub struct Scope {
    anchors: Vec<Anchor>,
}

/// The scopes in which `actor` acts on behalf of others at `now`; none without the privilege.
///
/// # Errors
/// When the database fails.
pub async fn scope(conn: &mut Connection, actor: PersonId, now: DateTime<Utc>) -> Result<Option<Scope>> {
    let anchors = Scopes { actor, now }.rows(conn).await?;
    Ok((!anchors.is_empty()).then_some(Scope { anchors }))
}

#[derive(Statement)]
#[statement(file = "hr_accounts/everyone.sql", row = Line)]
struct Everyone {
    from: String,
    to: String,
    data_scopes: Vec<DataScope>,
    owners: Vec<PersonId>,
    lenders: Vec<Option<PersonId>>,
    otherwise: Vec<PersonId>,
}

#[derive(Statement)]
#[statement(file = "hr_accounts/matching.sql", row = Line)]
struct Matching {
    from: String,
    to: String,
    data_scopes: Vec<DataScope>,
    owners: Vec<PersonId>,
    lenders: Vec<Option<PersonId>>,
    otherwise: Vec<PersonId>,
    walk: i64,
    patterns: Vec<String>,
    longest: String,
    second: String,
}

#[derive(Statement)]
#[statement(file = "hr_accounts/matching_words.sql", row = Line)]
struct MatchingWords {
    from: String,
    to: String,
    data_scopes: Vec<DataScope>,
    owners: Vec<PersonId>,
    lenders: Vec<Option<PersonId>>,
    otherwise: Vec<PersonId>,
    walk: i64,
    regexes: Vec<String>,
    beginnings: Vec<String>,
}

#[derive(Statement)]
#[statement(file = "hr_accounts/within_scopes.sql", row = Line)]
struct WithinScopes {
    from: String,
    to: String,
    data_scopes: Vec<DataScope>,
    owners: Vec<PersonId>,
    lenders: Vec<Option<PersonId>>,
    patterns: Vec<String>,
    regexes: Vec<String>,
}

impl Scope {
    /// A page of those in this scope who match what was typed (folded; empty: all of them), after a place in the list.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn page(&self, conn: &mut Connection, folded: &str, after: &str) -> Result<Vec<Line>> {
        let Search { from, to, words } = Search::of(folded);
        let after = match after {
            "" => String::new(),
            // Control characters stand in no name.
            place => format!("{place}\u{1}"),
        };
        let from = after.max(from);
        let (longest, second) = words.longest();
        let anchors = || self.anchors.iter().filter(|anchor| !anchor.is_everyone());
        let data_scopes = anchors().map(|anchor| anchor.data_scope).collect();
        let owners = anchors().map(|anchor| anchor.owner).collect();
        let lenders = anchors().map(|anchor| anchor.lender).collect();
        let otherwise = self.lenders();
        if !self.reaches_everyone() {
            let page = WithinScopes {
                from,
                to,
                data_scopes,
                owners,
                lenders,
                patterns: words.patterns,
                regexes: words.regexes,
            };
            page.rows(conn).await
        } else if words.are_none() {
            let page = Everyone {
                from,
                to,
                data_scopes,
                owners,
                lenders,
                otherwise,
            };
            page.rows(conn).await
        } else if words.patterns.is_empty() {
            let page = MatchingWords {
                from,
                to,
                data_scopes,
                owners,
                lenders,
                otherwise,
                walk: WALK,
                regexes: words.regexes,
                beginnings: words.beginnings,
            };
            page.rows(conn).await
        } else {
            let page = Matching {
                from,
                to,
                data_scopes,
                owners,
                lenders,
                otherwise,
                walk: WALK,
                patterns: words.patterns,
                longest,
                second,
            };
            page.rows(conn).await
        }
    }

    fn reaches_everyone(&self) -> bool {
        self.anchors.iter().any(Anchor::is_everyone)
    }

    /// Who is not reached through *everyone*: the lender, where no other holding reaches everyone, too.
    fn lenders(&self) -> Vec<PersonId> {
        // Two rows differ in their owner, and so in their lender.
        let mut everyones = self.anchors.iter().filter(|anchor| anchor.is_everyone());
        match (everyones.next(), everyones.next()) {
            (Some(only), None) => only.lender.into_iter().collect(),
            _ => Vec::new(),
        }
    }
}
