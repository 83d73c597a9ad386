//! Delegation rules that have begun or run out by themselves since the last look: their delegates are told (T16).

use chrono::{DateTime, Utc};
use db_macros::{Columns, Statement};
use diesel::sql_types::{Bool, Nullable, Text, Timestamptz};
use domain::delegation_rule::Window;
use domain::ids::{PersonId, RuleId};
use domain::zone::Zone;

use crate::sql_types::{PersonKey, RuleKey, ZoneName};
use crate::statement::Statement;
use crate::{Connection, Result};

/// A rule whose day has come.
#[derive(Debug, Clone, diesel::QueryableByName, Columns)]
pub struct Turn {
    #[diesel(sql_type = RuleKey)]
    id: RuleId,
    /// It has run out; else it has begun.
    #[diesel(sql_type = Bool)]
    pub is_over: bool,
    /// Name of whose tasks.
    #[diesel(sql_type = Text)]
    pub owner_name: String,
    /// The owner's IANA zone, or else the Site's (G1).
    #[diesel(sql_type = ZoneName)]
    pub zone: Zone,
    #[diesel(sql_type = PersonKey)]
    delegate_id: PersonId,
    #[diesel(sql_type = Timestamptz)]
    starts_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    ends_at: Option<DateTime<Utc>>,
    /// The key of the message, which the delegate gets once.
    #[diesel(sql_type = Text)]
    pub key: String,
}

impl Turn {
    /// The rule.
    pub fn rule(&self) -> RuleId {
        self.id
    }

    /// Who gets the tasks, or got them.
    pub fn delegate(&self) -> PersonId {
        self.delegate_id
    }

    /// From when to when.
    pub fn window(&self) -> Window {
        Window {
            starts_at: self.starts_at,
            ends_at: self.ends_at,
        }
    }
}

#[derive(Statement)]
#[statement(file = "delegation_rules/turned.sql", row = Turn)]
struct Turned {
    from: DateTime<Utc>,
    until: DateTime<Utc>,
    after: RuleId,
    limit: i64,
}

/// Rules that began or ran out after `from`, at `until` at the latest, in the order of their ids and after the given one.
/// A rule that began when it was saved is none of them: that was told then. Nor is one whose delegate has been told.
///
/// # Errors
/// When the database fails.
pub async fn turned(
    conn: &mut Connection,
    from: DateTime<Utc>,
    until: DateTime<Utc>,
    after: Option<RuleId>,
    limit: i64,
) -> Result<Vec<Turn>> {
    let after = after.unwrap_or(RuleId(0));
    let turned = Turned {
        from,
        until,
        after,
        limit,
    };
    turned.rows(conn).await
}
