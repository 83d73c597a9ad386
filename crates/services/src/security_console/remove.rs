//! Taking a role away from a person, with what they lent of it (R12).

use chrono::{DateTime, Utc};
use db::role_delegations::terminations::Whose;
use db::security_console::people::Person;
use db::transaction::Transaction;
use domain::ids::PersonId;

use super::impact::Removed;
use super::person::Stop;
use super::plan::Named;
use crate::Error;
use crate::actor::Actor;
use crate::role_delegations::DelegationsEnd;
use crate::role_delegations::over::end_all;
use crate::tasks::KeptBy;

/// Which role is taken from whom.
pub(super) struct Removal<'a> {
    pub(super) by: PersonId,
    pub(super) person: &'a Person,
    pub(super) role: &'a Named,
    /// The reader knows what ends with it.
    pub(super) confirmed: bool,
}

/// Takes a role away, as far as it was granted by hand or by request.
pub(super) async fn remove(
    tx: &mut Transaction,
    actor: &Actor,
    removal: &Removal<'_>,
    now: DateTime<Utc>,
) -> std::result::Result<Removed, Stop> {
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
    db::grants::revoke(tx, person.id, role.id, *by, now).await?;
    let ended = end_all(tx, actor, Whose::Delegators(&[(person.id, role.id)]), now).await?;
    if !ended.is_empty() && !*confirmed {
        return Err(Stop::Confirm);
    }
    let holdings = db::grants::holdings_of(tx, &[(person.id, role.id)], now).await?;
    let in_force = ended
        .iter()
        .filter(|(_, termination)| termination.had_begun())
        .count();
    Ok(Removed {
        role: role.name.clone(),
        stays_by: holdings.iter().find_map(KeptBy::of),
        ended: DelegationsEnd {
            in_force,
            scheduled: ended.len() - in_force,
        },
    })
}

/// What was done, in words.
pub(super) fn in_words(removed: &Removed, name: &str) -> Vec<String> {
    let role = &removed.role;
    let mut words = vec![match &removed.stays_by {
        Some(stays_by) => format!("{role} is removed from {name}; {}.", stays_by.in_words()),
        None => format!("{role} is removed from {name}."),
    }];
    match removed.ended.in_force + removed.ended.scheduled {
        0 => {}
        1 => words.push("1 delegation of it has ended.".to_owned()),
        count => words.push(format!("{count} delegations of it have ended.")),
    }
    words
}
