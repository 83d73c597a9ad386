//! By which channels a person wants messages.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::ids::PersonId;

use crate::prepared::Prepare;
use crate::schema::{notification_settings, people};
use crate::sql_types::IntoBind;
use crate::transaction::Transaction;
use crate::{Connection, Result};

/// What a person chose, and where it reaches them.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The address used for both channels.
    pub address: Option<String>,
    /// By mail.
    pub email: bool,
    /// By Slack.
    pub slack: bool,
    /// Goes up with each save; 0: never saved (G5).
    pub version: i32,
    /// When it was saved last.
    pub updated_at: Option<DateTime<Utc>>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = notification_settings)]
struct Saved {
    email: bool,
    slack: bool,
    version: i32,
    updated_at: DateTime<Utc>,
}

/// Reads a person's settings; both channels are on at first.
///
/// # Errors
/// When the database fails, or there is no such person.
pub async fn of_person(conn: &mut Connection, person: PersonId) -> Result<Settings> {
    let (address, saved): (_, Option<Saved>) = people::table
        .find(person.bind())
        .left_join(notification_settings::table)
        .select((people::email, Option::<Saved>::as_select()))
        .first(conn)
        .await?;
    Ok(Settings {
        address,
        email: saved.as_ref().is_none_or(|saved| saved.email),
        slack: saved.as_ref().is_none_or(|saved| saved.slack),
        version: saved.as_ref().map_or(0, |saved| saved.version),
        updated_at: saved.map(|saved| saved.updated_at),
    })
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
    use crate::schema::notification_settings as settings;
    let chosen = (
        settings::email.eq(email),
        settings::slack.eq(slack),
        settings::updated_at.eq(now),
    );
    // What is saved has a version from 1 on.
    let saved = if version == 0 {
        diesel::insert_into(settings::table)
            .values((settings::person_id.eq(person.bind()), chosen))
            .on_conflict(settings::person_id)
            .do_nothing()
            .execute(tx)
            .await?
    } else {
        diesel::update(settings::table.find(person.bind()))
            .filter(settings::version.eq(version))
            .set((settings::version.eq(settings::version + 1), chosen))
            .prepared()
            .execute(tx)
            .await?
    };
    Ok(saved == 1)
}
