//! The people on whose behalf somebody may lend roles (R16), by name, a page at a time (keyset). Nobody out of their scope is
//! shown or counted.

use chrono::{DateTime, Utc};
use diesel::sql_types::{Array, BigInt, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use domain::ids::PersonId;
use domain::privilege::DataScope;

use crate::directory::users::{Search, WALK};
use crate::glued::{Statement, statement};
use crate::people::Line;
use crate::sql::holdings;
use crate::{Connection, Result};

/// Lines of a page, and one more that says whether there are others.
pub const READ: usize = 51;

/// One holding that lets its holder act on behalf of others: whose scope it is, and who lent it.
#[derive(Debug, Clone, diesel::QueryableByName)]
struct Anchor {
    #[diesel(sql_type = Text, deserialize_as = crate::code::Code<DataScope>)]
    data_scope: DataScope,
    #[diesel(sql_type = BigInt)]
    owner: i64,
    #[diesel(sql_type = Nullable<BigInt>)]
    lender: Option<i64>,
}

impl Anchor {
    fn is_everyone(&self) -> bool {
        self.data_scope == DataScope::Everyone
    }
}

const ANCHORS: &str = concat!(
    "SELECT DISTINCT ro.data_scope, coalesce(h.delegator_id, h.person_id) AS owner, h.delegator_id AS lender FROM ",
    holdings!("$2"),
    " h JOIN roles ro ON ro.id = h.role_id JOIN role_privileges rp ON rp.role_id = h.role_id \
       AND rp.privilege = 'manage_user_accounts' WHERE h.person_id = $1"
);

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
    let anchors: Vec<Anchor> = statement(ANCHORS)
        .bind::<BigInt, _>(actor.0)
        .bind::<Timestamptz, _>(now)
        .load(conn)
        .await?;
    Ok((!anchors.is_empty()).then_some(Scope { anchors }))
}

/// Whom the scopes of `$4`, with their owners `$5` and lenders `$6`, reach: each costs what it reaches. Whoever was lent a
/// role does not act for who lent it.
macro_rules! reach {
    () => {
        "WITH RECURSIVE anchor (data_scope, owner, lender) AS (SELECT * FROM unnest($4::text[], $5::bigint[], $6::bigint[])), \
         below (id) AS (SELECT p.id FROM anchor a JOIN people p ON p.manager_id = a.owner WHERE a.data_scope = 'reports' \
           UNION SELECT p.id FROM below b JOIN people p ON p.manager_id = b.id), \
         reach (id) AS MATERIALIZED (SELECT id FROM below \
           UNION SELECT a.owner FROM anchor a WHERE a.data_scope = 'own' AND a.lender IS NULL \
           UNION SELECT p.id FROM anchor a JOIN people o ON o.id = a.owner JOIN people p ON p.department = o.department \
             AND p.id IS DISTINCT FROM a.lender WHERE a.data_scope = 'department'), "
    };
}

/// What is shown of the people of `found`.
macro_rules! lines {
    () => {
        " SELECT f.place, p.username, p.display_name, p.department, p.job, p.disabled_at IS NOT NULL AS disabled, p.active_from, \
           p.active_until FROM found f JOIN people p ON p.id = f.id ORDER BY f.place LIMIT 51"
    };
}

/// Everyone in the order of the list, no further than `$8`; of the people `$7`, only those who are reached otherwise.
macro_rules! walk {
    () => {
        "(SELECT p.id, p.place FROM (SELECT p.id, p.search_text, p.search_text COLLATE \"C\" AS place FROM people p \
         WHERE p.search_text COLLATE \"C\" >= $1 AND p.search_text COLLATE \"C\" < $2 ORDER BY place LIMIT $8) p \
         WHERE p.search_text LIKE ALL ($3) AND p.search_text ~ ALL ($11) AND (p.id <> ALL ($7) OR p.id IN (SELECT id FROM reach)) \
         ORDER BY p.place LIMIT 51)"
    };
}

const EVERYONE: &str = concat!(reach!(), "found AS MATERIALIZED ", walk!(), lines!());

/// A part of the list; if that does not fill the page, an index.
macro_rules! search {
    ($where:literal) => {
        concat!(
            reach!(),
            "walked AS MATERIALIZED ",
            walk!(),
            ", few AS MATERIALIZED (SELECT p.id, p.search_text COLLATE \"C\" AS place FROM people p WHERE ",
            $where,
            " AND (p.id <> ALL ($7) OR p.id IN (SELECT id FROM reach))), \
             found AS MATERIALIZED (SELECT id, place FROM walked WHERE (SELECT count(*) FROM walked) > 50 \
               UNION ALL SELECT id, place FROM few WHERE (SELECT count(*) FROM walked) <= 50 AND place >= $1 AND place < $2)",
            lines!()
        )
    };
}

/// The trigrams of the two longest words.
const SEARCH: &str =
    search!("p.search_text LIKE $9 AND p.search_text LIKE $10 AND p.search_text LIKE ALL ($3)");

/// The beginnings of words, where all of them are short.
const SHORT_SEARCH: &str = search!("name_pieces(p.search_text) @> $12");

const SOME: &str = concat!(
    reach!(),
    "found AS MATERIALIZED (SELECT p.id, p.search_text COLLATE \"C\" AS place FROM reach r JOIN people p ON p.id = r.id \
       WHERE p.search_text COLLATE \"C\" >= $1 AND p.search_text COLLATE \"C\" < $2 AND p.search_text LIKE ALL ($3) \
       AND p.search_text ~ ALL ($11) ORDER BY place LIMIT 51)",
    lines!()
);

impl Scope {
    /// A page of those in this scope who match what was typed (folded; empty: all of them), after a place in the list.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn page(&self, conn: &mut Connection, folded: &str, after: &str) -> Result<Vec<Line>> {
        let search = Search::of(folded);
        let after = match after {
            "" => String::new(),
            // Control characters stand in no name.
            place => format!("{place}\u{1}"),
        };
        let is_search = !search.words.are_none();
        let text = match (self.reaches_everyone(), search.words.patterns.is_empty()) {
            (true, _) if !is_search => EVERYONE,
            (true, false) => SEARCH,
            (true, true) => SHORT_SEARCH,
            (false, _) => SOME,
        };
        let (longest, second) = search.words.longest();
        let asked = statement(text)
            .bind::<Text, _>(after.max(search.from))
            .bind::<Text, _>(search.to)
            .bind::<Array<Text>, _>(search.words.patterns);
        let asked = self
            .bind(asked)
            .bind::<Array<BigInt>, _>(self.lenders())
            .bind::<BigInt, _>(if is_search { WALK } else { i64::MAX })
            .bind::<Text, _>(longest)
            .bind::<Text, _>(second)
            .bind::<Array<Text>, _>(search.words.regexes)
            .bind::<Array<Text>, _>(search.words.beginnings);
        Ok(asked.load(conn).await?)
    }

    fn reaches_everyone(&self) -> bool {
        self.anchors.iter().any(Anchor::is_everyone)
    }

    fn bind(&self, asked: Statement) -> Statement {
        let anchors = || self.anchors.iter().filter(|anchor| !anchor.is_everyone());
        asked
            .bind::<Array<Text>, _>(
                anchors()
                    .map(|anchor| anchor.data_scope.code())
                    .collect::<Vec<_>>(),
            )
            .bind::<Array<BigInt>, _>(anchors().map(|anchor| anchor.owner).collect::<Vec<_>>())
            .bind::<Array<Nullable<BigInt>>, _>(anchors().map(|anchor| anchor.lender).collect::<Vec<_>>())
    }

    /// Who is not reached through *everyone*: the lender, where no other holding reaches everyone, too.
    fn lenders(&self) -> Vec<i64> {
        // Two rows differ in their owner, and so in their lender.
        let mut everyones = self.anchors.iter().filter(|anchor| anchor.is_everyone());
        match (everyones.next(), everyones.next()) {
            (Some(only), None) => only.lender.into_iter().collect(),
            _ => Vec::new(),
        }
    }
}
