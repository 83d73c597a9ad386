//! Everything on Roles and Delegations but the task rule, in one statement (R15).

use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use diesel::sql_types::{BigInt, Timestamptz};
use diesel_async::RunQueryDsl;
use domain::ids::PersonId;
use serde::Deserialize;

use super::lendable::{Lendable, ROLES};
use super::read::{Delegation, select_delegations};
use crate::glued::statement;
use crate::json::Record;
use crate::{Connection, Result};

/// What a person has lent and received, and how the roles stand to them.
#[derive(Debug, Clone, Deserialize)]
pub struct Overview {
    /// Everything that may still give something, and the newest of what is over; the newest start first.
    pub delegations: Vec<Delegation>,
    /// What they hold, have received, or may provision to others; by name.
    pub roles: Vec<Lendable>,
}

const DELEGATIONS: &str = select_delegations!(
    "((SELECT * FROM role_delegations WHERE delegator_id = $1 AND ended_at IS NULL AND cancelled_at IS NULL) UNION ALL \
      (SELECT * FROM role_delegations WHERE delegator_id = $1 AND (ended_at IS NOT NULL OR cancelled_at IS NOT NULL) \
       ORDER BY starts_on DESC LIMIT $3) UNION ALL \
      (SELECT * FROM role_delegations WHERE proxy_id = $1 AND ended_at IS NULL AND cancelled_at IS NULL) UNION ALL \
      (SELECT * FROM role_delegations WHERE proxy_id = $1 AND (ended_at IS NOT NULL OR cancelled_at IS NOT NULL) \
       ORDER BY starts_on DESC LIMIT $3)) d"
);

/// Two statements as one document: a round trip less.
static OVERVIEW: LazyLock<String> = LazyLock::new(|| {
    format!(
        "SELECT jsonb_build_object('delegations', coalesce((SELECT jsonb_agg(to_jsonb(l) ORDER BY l.starts_on DESC, l.id DESC) \
           FROM ({DELEGATIONS}) l), '[]'), 'roles', coalesce((SELECT jsonb_agg(to_jsonb(h) ORDER BY h.name, h.code) \
           FROM ({ROLES}) h), '[]')) AS record"
    )
});

/// Reads it at `now`, with up to `over` of what is over on either side.
///
/// # Errors
/// When the database fails.
pub async fn of_person(
    conn: &mut Connection,
    person: PersonId,
    over: i64,
    now: DateTime<Utc>,
) -> Result<Overview> {
    let row: Record<Overview> = statement(OVERVIEW.as_str())
        .bind::<BigInt, _>(person.0)
        .bind::<Timestamptz, _>(now)
        .bind::<BigInt, _>(over)
        .get_result(conn)
        .await?;
    Ok(row.read())
}
