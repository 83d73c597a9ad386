//! What an import does to delegation rules: those of people who moved to another zone (G1), and those whose
//! delegate became inactive (T16).

use chrono::{DateTime, NaiveDate, Utc};
use diesel::sql_types::{Array, BigInt, Date, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use domain::delegation_rule::{RuleKind, Window};
use domain::ids::{PersonId, RuleId};

use crate::sql::active;
use crate::statement::statement;
use crate::transaction::Transaction;
use crate::{Connection, Result};

/// A temporary rule not yet over whose owner moved to another zone.
#[derive(Debug, Clone, diesel::QueryableByName)]
pub struct Stored {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = BigInt)]
    owner_id: i64,
    #[diesel(sql_type = BigInt)]
    delegate_id: i64,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Nullable<Date>)]
    starts_on: Option<NaiveDate>,
    #[diesel(sql_type = Nullable<Date>)]
    ends_on: Option<NaiveDate>,
    #[diesel(sql_type = Timestamptz)]
    starts_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    ends_at: Option<DateTime<Utc>>,
    /// The owner's new zone; none: the Site's.
    #[diesel(sql_type = Nullable<Text>)]
    pub time_zone: Option<String>,
}

impl Stored {
    /// This version of the rule.
    pub fn id(&self) -> RuleId {
        RuleId(self.id)
    }

    /// Whose tasks.
    pub fn owner(&self) -> PersonId {
        PersonId(self.owner_id)
    }

    /// Who receives them.
    pub fn delegate(&self) -> PersonId {
        PersonId(self.delegate_id)
    }

    /// Its dates.
    pub fn kind(&self) -> Option<RuleKind> {
        RuleKind::from_parts(&self.kind, self.starts_on, self.ends_on)
    }

    /// Its instants, by the old zone.
    pub fn window(&self) -> Window {
        Window {
            starts_at: self.starts_at,
            ends_at: self.ends_at,
        }
    }
}

/// Rules of people whose zone the file changes, by id and after the given one.
///
/// # Errors
/// When the database fails.
pub async fn rules_of_movers(
    conn: &mut Connection,
    after: Option<RuleId>,
    now: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<Stored>> {
    const SQL: &str = "SELECT r.id, r.owner_id, r.delegate_id, r.kind, r.starts_on, r.ends_on, r.starts_at, r.ends_at, s.time_zone \
        FROM import_changes c JOIN import_people s USING (line) JOIN delegation_rules r ON r.owner_id = c.person_id \
        WHERE c.zone_changed AND r.closed_at IS NULL AND r.kind = 'temporary' AND r.ends_at > $2 \
        AND r.id > coalesce($1, 0) ORDER BY r.id LIMIT $3";
    Ok(statement(SQL)
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
pub async fn move_rules(tx: &mut Transaction, moved: &[(RuleId, Window)]) -> Result<()> {
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

/// A rule in force or to come whose delegate was active before the import and is not any more.
#[derive(Debug, Clone, diesel::QueryableByName)]
pub struct Orphaned {
    #[diesel(sql_type = BigInt)]
    rule_id: i64,
    #[diesel(sql_type = BigInt)]
    owner_id: i64,
    /// Name of the delegate.
    #[diesel(sql_type = Text)]
    pub delegate: String,
}

impl Orphaned {
    /// This version of the rule.
    pub fn rule(&self) -> RuleId {
        RuleId(self.rule_id)
    }

    /// Who is to be told.
    pub fn owner(&self) -> PersonId {
        PersonId(self.owner_id)
    }
}

/// Rules whose delegate the import made inactive, by id and after the given one (T16).
///
/// # Errors
/// When the database fails.
pub async fn orphaned(
    conn: &mut Connection,
    after: Option<RuleId>,
    now: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<Orphaned>> {
    const SQL: &str = concat!(
        "SELECT r.id AS rule_id, r.owner_id, ",
        crate::sql::shown_name!("p"),
        " AS delegate FROM import_changes c JOIN people p ON p.id = c.person_id \
         JOIN delegation_rules r ON r.delegate_id = c.person_id AND r.closed_at IS NULL AND (r.ends_at IS NULL OR $2 < r.ends_at) \
         WHERE c.was_active AND NOT ",
        active!("p", "$2"),
        " AND r.id > coalesce($1, 0) ORDER BY r.id LIMIT $3"
    );
    Ok(statement(SQL)
        .bind::<Nullable<BigInt>, _>(after.map(|rule| rule.0))
        .bind::<Timestamptz, _>(now)
        .bind::<BigInt, _>(limit)
        .load(conn)
        .await?)
}
