//! Rules whose windows are to be computed again because their owner's zone changed (G1).

use chrono::{DateTime, Utc};
use db_macros::{Columns, Statement};
use diesel::QueryableByName;
use diesel::sql_types::{Nullable, Text};
use domain::delegation_rule::Window;
use domain::ids::{PersonId, RuleId};

use super::Term;
use crate::role_delegations::rezoned::Whose;
use crate::sql_types::{PersonKey, RuleKey};
use crate::statement::Statement;
use crate::transaction::Transaction;
use crate::{Connection, Result};

/// A temporary rule that has not passed.
#[derive(Debug, Clone, QueryableByName, Columns)]
pub struct Open {
    /// This version of the rule.
    #[diesel(sql_type = RuleKey)]
    pub id: RuleId,
    /// Whose tasks.
    #[diesel(sql_type = PersonKey, column_name = owner_id)]
    pub owner: PersonId,
    /// Who receives them.
    #[diesel(sql_type = PersonKey, column_name = delegate_id)]
    pub delegate: PersonId,
    /// Its days, and its instants by the old zone.
    #[diesel(embed)]
    pub term: Term,
    /// The owner's zone as it is now; none: the Site's.
    #[diesel(sql_type = Nullable<Text>)]
    pub time_zone: Option<String>,
}

#[derive(Statement)]
#[statement(file = "delegation_rules/open_of_movers.sql", row = Open)]
struct OpenOfMovers {
    after: Option<RuleId>,
    now: DateTime<Utc>,
    limit: i64,
}

#[derive(Statement)]
#[statement(file = "delegation_rules/open_without_zone.sql", row = Open)]
struct OpenWithoutZone {
    after: Option<RuleId>,
    now: DateTime<Utc>,
    limit: i64,
}

/// Those whose windows have not passed, by id and after the given one.
///
/// # Errors
/// When the database fails.
pub async fn open(
    conn: &mut Connection,
    whose: Whose,
    after: Option<RuleId>,
    now: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<Open>> {
    match whose {
        Whose::Imported => OpenOfMovers { after, now, limit }.rows(conn).await,
        Whose::WithoutZone => OpenWithoutZone { after, now, limit }.rows(conn).await,
    }
}

#[derive(Statement)]
#[statement(file = "delegation_rules/move_windows.sql")]
struct MoveWindows {
    rules: Vec<RuleId>,
    starts_at: Vec<DateTime<Utc>>,
    ends_at: Vec<Option<DateTime<Utc>>>,
}

/// Moves the instants of rules.
///
/// # Errors
/// When the database fails.
pub async fn write(tx: &mut Transaction, moved: &[(RuleId, Window)]) -> Result<()> {
    let moves = MoveWindows {
        rules: moved.iter().map(|(rule, _)| *rule).collect(),
        starts_at: moved.iter().map(|(_, window)| window.starts_at).collect(),
        ends_at: moved.iter().map(|(_, window)| window.ends_at).collect(),
    };
    moves.run(tx).await?;
    Ok(())
}
