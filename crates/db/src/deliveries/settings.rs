//! By which channels a person wants messages.

use chrono::{DateTime, Utc};
use diesel::sql_types::{BigInt, Bool, Integer, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use domain::ids::PersonId;

use crate::glued::statement;
use crate::transaction::Transaction;
use crate::{Connection, Result};

/// What a person chose, and where it reaches them.
#[derive(Debug, Clone, diesel::QueryableByName)]
pub struct Settings {
    /// The address used for both channels.
    #[diesel(sql_type = Nullable<Text>)]
    pub address: Option<String>,
    /// By mail.
    #[diesel(sql_type = Bool)]
    pub email: bool,
    /// By Slack.
    #[diesel(sql_type = Bool)]
    pub slack: bool,
    /// Goes up with each save; 0: never saved (G5).
    #[diesel(sql_type = Integer)]
    pub version: i32,
    /// When it was saved last.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub updated_at: Option<DateTime<Utc>>,
}

/// Reads a person's settings; both channels are on at first.
///
/// # Errors
/// When the database fails, or there is no such person.
pub async fn of_person(conn: &mut Connection, person: PersonId) -> Result<Settings> {
    const SQL: &str = "SELECT p.email AS address, coalesce(s.email, true) AS email, coalesce(s.slack, true) AS slack, \
                       coalesce(s.version, 0) AS version, s.updated_at FROM people p \
                       LEFT JOIN notification_settings s ON s.person_id = p.id WHERE p.id = $1";
    Ok(statement(SQL)
        .bind::<BigInt, _>(person.0)
        .get_result(conn)
        .await?)
}

/// Saves them if they are still at `version`; false: somebody was quicker (G5).
///
/// # Errors
/// When the database fails.
pub async fn save(
    tx: &mut Transaction,
    person: PersonId,
    email: bool,
    slack: bool,
    version: i32,
    now: DateTime<Utc>,
) -> Result<bool> {
    const SQL: &str = "INSERT INTO notification_settings AS s (person_id, email, slack, updated_at) \
                       SELECT $1, $2, $3, $5 WHERE $4 = 0 OR EXISTS (SELECT FROM notification_settings WHERE person_id = $1) \
                       ON CONFLICT (person_id) DO UPDATE SET email = $2, slack = $3, version = s.version + 1, updated_at = $5 \
                       WHERE s.version = $4";
    let saved = statement(SQL)
        .bind::<BigInt, _>(person.0)
        .bind::<Bool, _>(email)
        .bind::<Bool, _>(slack)
        .bind::<Integer, _>(version)
        .bind::<Timestamptz, _>(now)
        .execute(tx)
        .await?;
    Ok(saved == 1)
}
