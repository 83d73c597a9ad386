//! Rules whose windows are to be computed again because their owner's zone changed (G1).

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use domain::delegation_rule::Window;
use domain::ids::{PersonId, RuleId};

use super::Term;
use crate::key::Key;
use crate::role_delegations::rezoned::Whose;
use crate::statement::statement;
use crate::transaction::Transaction;
use crate::{Connection, Result};

/// A temporary rule that has not passed.
#[derive(Debug, Clone, QueryableByName)]
pub struct Open {
    /// This version of the rule.
    #[diesel(sql_type = BigInt, deserialize_as = Key<i64>)]
    pub id: RuleId,
    /// Whose tasks.
    #[diesel(sql_type = BigInt, column_name = owner_id, deserialize_as = Key<i64>)]
    pub owner: PersonId,
    /// Who receives them.
    #[diesel(sql_type = BigInt, column_name = delegate_id, deserialize_as = Key<i64>)]
    pub delegate: PersonId,
    /// Its days, and its instants by the old zone.
    #[diesel(embed)]
    pub term: Term,
    /// The owner's zone as it is now; none: the Site's.
    #[diesel(sql_type = Nullable<Text>)]
    pub time_zone: Option<String>,
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
    let sql = match whose {
        Whose::Imported => include_str!("../../sql/delegation_rules/open_of_movers.sql"),
        Whose::WithoutZone => include_str!("../../sql/delegation_rules/open_without_zone.sql"),
    };
    Ok(statement(sql)
        .bind::<Nullable<BigInt>, _>(after.map(|rule| rule.0))
        .bind::<Timestamptz, _>(now)
        .bind::<BigInt, _>(limit)
        .load(conn)
        .await?)
}

/// Moves the instants of rules.
///
/// # Errors
/// When the database fails.
pub async fn write(tx: &mut Transaction, moved: &[(RuleId, Window)]) -> Result<()> {
    const SQL: &str = "UPDATE delegation_rules r SET starts_at = n.starts_at, ends_at = n.ends_at \
        FROM unnest($1, $2, $3) AS n (id, starts_at, ends_at) WHERE r.id = n.id";
    statement(SQL)
        .bind::<Array<BigInt>, _>(moved.iter().map(|(rule, _)| rule.0).collect::<Vec<_>>())
        .bind::<Array<Timestamptz>, _>(
            moved
                .iter()
                .map(|(_, window)| window.starts_at)
                .collect::<Vec<_>>(),
        )
        .bind::<Array<Nullable<Timestamptz>>, _>(
            moved.iter().map(|(_, window)| window.ends_at).collect::<Vec<_>>(),
        )
        .execute(tx)
        .await?;
    Ok(())
}
