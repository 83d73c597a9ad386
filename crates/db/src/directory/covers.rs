//! Who covers whom: every delegation rule with its people, the newest first, with filters, a page at a time.

use chrono::{DateTime, Utc};
use diesel::sql_types::{BigInt, Bool, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use domain::ids::{PersonId, RuleId};
use domain::zone::Zone;
use serde::Deserialize;

use super::covers_sql::{Driver, page_sql};
use super::{Page, PageRow};
use crate::delegation_rules::Rule;
use crate::glued::statement;
use crate::{Connection, Result};

/// How many rules are walked before an index of the department's people is asked.
const WALK: i64 = 1_000;

/// Which rules by their state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum State {
    /// In force or to come.
    #[default]
    Live,
    /// In force.
    InForce,
    /// To come.
    Scheduled,
    /// Over by their date, or replaced or removed.
    Ended,
}

impl State {
    fn code(self) -> &'static str {
        self.into()
    }
}

/// Who saved a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SetBy {
    /// The owner.
    Owner,
    /// Anybody else (T8).
    SomebodyElse,
}

/// What to look for; everything empty means every rule in force or to come.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Whose rule.
    pub owner: Option<PersonId>,
    /// Who covers.
    pub delegate: Option<PersonId>,
    /// The owner's department.
    pub department: Option<String>,
    /// By state.
    pub state: State,
    /// Only rules whose delegate is inactive.
    pub inactive_delegate: bool,
    /// By who saved it.
    pub set_by: Option<SetBy>,
    /// Older than this one: the next page.
    pub before: Option<RuleId>,
}

/// A line: the rule, and what else the list shows.
#[derive(Debug, Clone, Deserialize)]
pub struct Cover {
    /// The rule with its people.
    #[serde(flatten)]
    pub rule: Rule,
    /// The owner's department.
    pub owner_department: Option<String>,
    /// The owner's zone, or else the Site's (G1).
    #[serde(deserialize_with = "crate::zone::in_json")]
    pub time_zone: Zone,
    /// When it was replaced or removed.
    #[serde(deserialize_with = "crate::json::optional_instant")]
    pub closed_at: Option<DateTime<Utc>>,
}

/// At most `limit` rules for `reader`; `None` when they do not manage everyone's directory.
///
/// # Errors
/// When the database fails.
pub async fn page(
    conn: &mut Connection,
    reader: PersonId,
    filter: &Filter,
    now: DateTime<Utc>,
    limit: i64,
) -> Result<Option<Page<Cover>>> {
    let driver = driver(filter);
    let row: PageRow<Cover> = statement(page_sql(driver, filter.state != State::Ended))
        .bind::<BigInt, _>(filter.before.map_or(i64::MAX, |rule| rule.0))
        .bind::<Timestamptz, _>(now)
        .bind::<Text, _>(filter.state.code().to_owned())
        .bind::<Bool, _>(filter.inactive_delegate)
        .bind::<Text, _>(match filter.set_by {
            None => String::new(),
            Some(SetBy::Owner) => "owner".to_owned(),
            Some(SetBy::SomebodyElse) => "other".to_owned(),
        })
        .bind::<Nullable<BigInt>, _>(filter.owner.map(|person| person.0))
        .bind::<Nullable<BigInt>, _>(filter.delegate.map(|person| person.0))
        .bind::<Nullable<Text>, _>(filter.department.clone())
        .bind::<BigInt, _>(match driver {
            Driver::Department => WALK,
            _ => i64::MAX,
        })
        .bind::<BigInt, _>(limit)
        .bind::<BigInt, _>(reader.0)
        .get_result(conn)
        .await?;
    Ok(row.page())
}

/// The fewest rules that a filter lets through decide where the page is read from.
fn driver(filter: &Filter) -> Driver {
    if filter.owner.is_some() {
        Driver::Owner
    } else if filter.delegate.is_some() {
        Driver::Delegate
    } else if filter.state == State::Scheduled {
        Driver::Scheduled
    } else if filter.inactive_delegate && filter.state != State::Ended {
        Driver::Orphaned
    } else if filter.department.is_some() {
        match filter.state {
            State::Ended => Driver::Department,
            _ => Driver::LiveOfDepartment,
        }
    } else {
        Driver::Every
    }
}
