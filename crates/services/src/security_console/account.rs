//! Disabling and enabling an account (S): at once, with everything that follows from somebody being inactive.

use chrono::{DateTime, Utc};
use db::role_delegations::endings::note_activity;
use db::security_console::change;
use db::security_console::people::Person;
use db::transaction::Transaction;
use domain::audit::{Action, ObjectKind};
use domain::ids::PersonId;
use serde_json::json;

use super::impact::{Disabled, Suspended, in_force};
use crate::actor::Actor;
use crate::audit::Record;
use crate::delegates::leavers::notify_owners_of;
use crate::{Error, Result};

/// Disables an account: its sessions end, and whoever named the person as delegate is told (T16). The tasks are the
/// caller's to sweep after the commit; delegations are suspended by what they are (R11). None: it was disabled already.
pub(super) async fn disable(
    tx: &mut Transaction,
    actor: &Actor,
    by: PersonId,
    person: &Person,
    now: DateTime<Utc>,
) -> Result<Option<Disabled>> {
    if person.disabled {
        return Ok(None);
    }
    if person.id == by {
        return Err(Error::Conflict(
            "You cannot disable your own account: ask somebody else to".to_owned(),
        ));
    }
    let before = in_force(tx, person.id, now).await?;
    change::set_disabled(tx, person.id, Some(now), now).await?;
    let sessions = change::end_sessions(tx, person.id).await?;
    note_activity(tx, &[person.id], false, now).await?;
    let owners_notified = if person.activity().is_active(now) {
        notify_owners_of(tx, person.id, now).await?
    } else {
        0
    };
    Record::new(actor, now, Action::PersonDisabled, ObjectKind::Person, person.id)
        .concerns(person.id)
        .before(Some(json!({ "disabled": false })))
        .after(Some(json!({ "disabled": true })))
        .write(tx)
        .await?;
    let after = in_force(tx, person.id, now).await?;
    Ok(Some(Disabled {
        sessions,
        suspended: Suspended {
            made: before.made.saturating_sub(after.made),
            received: before.received.saturating_sub(after.received),
        },
        owners_notified,
    }))
}

/// What was done, in words.
pub(super) fn in_words(disabled: Option<&Disabled>, name: &str) -> Vec<String> {
    let mut words = vec![format!("The account of {name} is disabled.")];
    let Some(disabled) = disabled else { return words };
    match disabled.sessions {
        0 => {}
        1 => words.push("1 session has ended.".to_owned()),
        count => words.push(format!("{count} sessions have ended.")),
    }
    match disabled.suspended.count() {
        0 => {}
        1 => words.push("1 delegation is suspended.".to_owned()),
        count => words.push(format!("{count} delegations are suspended.")),
    }
    words
}

/// Enables an account. What was assigned anew meanwhile stays where it is.
pub(super) async fn enable(
    tx: &mut Transaction,
    actor: &Actor,
    person: &Person,
    now: DateTime<Utc>,
) -> Result<String> {
    let name = &person.display_name;
    if person.disabled {
        change::set_disabled(tx, person.id, None, now).await?;
        note_activity(tx, &[person.id], true, now).await?;
        Record::new(actor, now, Action::PersonEnabled, ObjectKind::Person, person.id)
            .concerns(person.id)
            .before(Some(json!({ "disabled": true })))
            .after(Some(json!({ "disabled": false })))
            .write(tx)
            .await?;
    }
    Ok(format!("The account of {name} is enabled."))
}
