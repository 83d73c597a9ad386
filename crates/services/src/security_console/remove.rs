//! Taking a role away from a person, with what they lent of it (R12).

use chrono::{DateTime, Utc};
use db::role_delegations::endings::Whose;
use db::security_console::people::Person;
use db::transaction::Transaction;
use domain::ids::PersonId;

use super::person::{Stop, WouldEnd};
use super::plan::Named;
use crate::Error;
use crate::actor::Actor;
use crate::role_delegations::over::end_all;

/// Which role is taken from whom.
pub(super) struct Removal<'a> {
    pub(super) by: PersonId,
    pub(super) person: &'a Person,
    pub(super) role: &'a Named,
    /// The reader knows what ends with it.
    pub(super) confirmed: bool,
}

/// Takes a role away, as far as it was granted by hand or by request; the words say what was done.
pub(super) async fn remove(
    tx: &mut Transaction,
    actor: &Actor,
    removal: &Removal<'_>,
    now: DateTime<Utc>,
) -> std::result::Result<Vec<String>, Stop> {
    let Removal {
        by,
        person,
        role,
        confirmed,
    } = removal;
    let held = person.roles.iter().find(|held| held.id == role.id);
    if held.is_none_or(|held| !held.by_hand && !held.by_request) {
        let message = format!(
            "{} comes from a role provisioning rule and cannot be removed here: it goes when the rule no longer matches",
            role.name
        );
        return Err(Stop::Failed(Error::Conflict(message)));
    }
    let stays = held.is_some_and(|held| held.autoprovisioned);
    db::grants::revoke(tx, person.id, role.id, *by, now).await?;
    let ended = end_all(tx, actor, Whose::Lender(person.id, role.id), now).await?;
    let in_force = ended.iter().filter(|delegation| delegation.had_begun).count();
    if !ended.is_empty() && !*confirmed {
        return Err(Stop::Confirm(WouldEnd {
            role: role.code.clone(),
            name: role.name.clone(),
            in_force,
            scheduled: ended.len() - in_force,
        }));
    }
    let mut words = vec![if stays {
        format!(
            "{} is removed; a role provisioning rule still gives it.",
            role.name
        )
    } else {
        format!("{} is removed.", role.name)
    }];
    if !ended.is_empty() {
        words.push(match ended.len() {
            1 => "1 delegation of it has ended.".to_owned(),
            count => format!("{count} delegations of it have ended."),
        });
    }
    Ok(words)
}
