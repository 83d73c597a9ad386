//! Adding a role by hand: at once, or by a request that a second person decides (R22 (2)).

use chrono::{DateTime, Utc};
use db::security_console::change;
use db::security_console::people::Person;
use db::transaction::Transaction;
use domain::ids::{PersonId, TaskId};
use domain::rights::Takes;
use serde_json::json;

use super::plan::Named;
use crate::actor::Actor;
use crate::rights::{Proposal, Proposed, propose};
use crate::{Error, Result};

/// Which role is added to whom.
pub(super) struct Adding<'a> {
    pub(super) by: PersonId,
    pub(super) person: &'a Person,
    pub(super) role: &'a Named,
    /// Whether somebody else has to decide.
    pub(super) takes: Takes,
    /// Of the task by which they do.
    pub(super) new_id: TaskId,
}

/// Adds the role, or asks for it; the words say which.
pub(super) async fn add(
    tx: &mut Transaction,
    actor: &Actor,
    adding: &Adding<'_>,
    now: DateTime<Utc>,
) -> Result<Vec<String>> {
    let (person, role) = (adding.person, adding.role);
    let there = person.roles.iter().any(|held| held.id == role.id && held.by_hand);
    if adding.takes == Takes::SecondPerson && !there && ask(tx, actor, adding, now).await? {
        return Ok(vec![format!(
            "{} is requested for {}: somebody else who could add it has to approve.",
            role.name, person.display_name
        )]);
    }
    let added = change::grant_by_hand(tx, person.id, role.id, adding.by, now).await?;
    Ok(added
        .then(|| format!("{} is added to {}.", role.name, person.display_name))
        .into_iter()
        .collect())
}

/// False: nobody else could decide it.
async fn ask(tx: &mut Transaction, actor: &Actor, adding: &Adding<'_>, now: DateTime<Utc>) -> Result<bool> {
    let (person, role) = (adding.person, adding.role);
    let definition = crate::rights::role(tx, &role.code)
        .await?
        .ok_or(Error::NotFound)?;
    let proposal = Proposal {
        actor,
        by: adding.by,
        id: adding.new_id,
        subject: person.id,
        role: (role.id, &definition),
        change: None,
        title: format!("Grant {} to {}", role.name, person.display_name),
        facts: json!({ "subject": person.username }),
    };
    Ok(propose(tx, proposal, now).await? != Proposed::AtOnce)
}
