//! Disabling and enabling an account (S): at once, with everything that follows from somebody being inactive.

use chrono::{DateTime, Utc};
use db::role_delegations::endings::note_activity;
use db::security_console::change;
use db::security_console::people::Person;
use db::transaction::Transaction;
use domain::audit::Action;
use domain::ids::PersonId;
use serde_json::json;

use crate::actor::Actor;
use crate::audit::Record;
use crate::notifications::{Letters, Message};
use crate::{Error, Result};

/// Rules read at once.
const BATCH: i64 = 2_000;

/// Disables an account: its sessions end, and whoever named the person as delegate is told (T16). The tasks are the
/// caller's to sweep after the commit; delegations are suspended by what they are (R11).
pub(super) async fn disable(
    tx: &mut Transaction,
    actor: &Actor,
    by: PersonId,
    person: &Person,
    now: DateTime<Utc>,
) -> Result<String> {
    let name = &person.display_name;
    if person.disabled {
        return Ok(format!("The account of {name} is disabled."));
    }
    if person.id == by {
        return Err(Error::Conflict(
            "You cannot disable your own account: ask somebody else to".to_owned(),
        ));
    }
    change::set_disabled(tx, person.id, Some(now), now).await?;
    change::end_sessions(tx, person.id).await?;
    note_activity(tx, &[person.id], false, now).await?;
    if person.activity().is_active(now) {
        tell_owners(tx, person, now).await?;
    }
    Record::new(actor, now, Action::PersonDisabled, "person", person.id)
        .concerns(person.id)
        .before(Some(json!({ "disabled": false })))
        .after(Some(json!({ "disabled": true })))
        .write(tx)
        .await?;
    Ok(format!(
        "The account of {name} is disabled: they are signed out, and tasks that waited for them are assigned anew."
    ))
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
        Record::new(actor, now, Action::PersonEnabled, "person", person.id)
            .concerns(person.id)
            .before(Some(json!({ "disabled": true })))
            .after(Some(json!({ "disabled": false })))
            .write(tx)
            .await?;
    }
    Ok(format!("The account of {name} is enabled."))
}

/// T16: an owner is told when their delegate becomes inactive.
async fn tell_owners(tx: &mut Transaction, person: &Person, now: DateTime<Utc>) -> Result<()> {
    let mut after = None;
    loop {
        let rules = change::rules_naming(tx, person.id, after, now, BATCH).await?;
        let Some(last) = rules.last() else { return Ok(()) };
        after = Some(last.rule());
        let mut letters = Letters::default();
        for rule in &rules {
            let key = format!("rule:{}:delegate_inactive", rule.rule());
            let told = Message::DelegateInactive {
                delegate: person.display_name.clone(),
            };
            letters.to(rule.owner(), &key, None, &told, now);
        }
        letters.write(tx).await?;
    }
}
