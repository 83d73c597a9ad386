//! Saving a delegation rule: the old one is closed and the new one written in one transaction (T1, G3, G5).

use chrono::{DateTime, Utc};
use db::Connection;
use db::delegation_rules::{NewRule, Rule};
use db::transaction::Transaction;
use domain::audit::{Action, ObjectKind};
use domain::delegation_rule::meaning;
use domain::ids::PersonId;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::facts::facts;
use super::preview::{Checked, check, loop_warning};
use super::{RuleInput, notify};
use crate::access::{self, ManageDirectory, ManageOwnProfile, Permitted};
use crate::actor::{Actor, PersonActor};
use crate::audit::{Record, instant};
use crate::delegates::Delegates;
use crate::stale::Stale;
use crate::{Error, Result};

/// What was saved, in words.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Saved {
    /// What it means, with instants and zone.
    pub meaning: String,
    /// The loop it closes, if any (T6).
    pub warning: Option<String>,
    /// Open tasks that stay with the owner (T7, T16), counted up to 100.
    pub open_tasks: i64,
    /// Name of the owner, where somebody else saved it (T8).
    pub other_owner: Option<String>,
}

impl Delegates<'_> {
    /// Saves the actor's own rule in place of the one they have.
    ///
    /// # Errors
    /// [`Error::Invalid`] by field, [`Error::Stale`] when the form was opened with another version.
    pub async fn save_own(self, actor: &PersonActor, input: &RuleInput) -> Result<Saved> {
        let owner = actor.person();
        let now = self.services.now();
        for _ in 0..ATTEMPTS {
            let outcome = self.services.submit(actor, now, async |tx| {
                let permitted = access::require::<ManageOwnProfile>(tx, actor, owner, now)
                    .await?
                    .for_oneself();
                save(tx, permitted, input, now).await
            });
            if let Some(saved) = outcome
                .await
                .map_or_else(Stop::into_result, |saved| Ok(Some(saved)))?
            {
                return Ok(saved);
            }
        }
        Err(Stale::changed(None, None, now))
    }

    /// Saves another person's rule in place of the one they have (T8). Of what goes to the delegate that person
    /// gets no copy (T9); where it is the actor's own rule after all, what they chose for it stays.
    ///
    /// # Errors
    /// The same, and [`Error::NotFound`] when there is nobody of that username.
    pub async fn save_for(self, actor: &PersonActor, username: &str, input: &RuleInput) -> Result<Saved> {
        let now = self.services.now();
        for _ in 0..ATTEMPTS {
            let outcome = self.services.submit(actor, now, async |tx| {
                save_for(tx, actor, username, input, now).await
            });
            if let Some(saved) = outcome
                .await
                .map_or_else(Stop::into_result, |saved| Ok(Some(saved)))?
            {
                return Ok(saved);
            }
        }
        Err(Stale::changed(None, None, now))
    }
}

/// How often a save is tried: the second time what another tab has saved meanwhile is there to be read.
const ATTEMPTS: usize = 2;

/// How a save leaves its transaction: rolled back.
enum Stop {
    /// Another save was quicker, and is committed by now.
    Overtaken,
    Failed(Error),
}

impl Stop {
    fn into_result<T>(self) -> Result<Option<T>> {
        match self {
            Self::Overtaken => Ok(None),
            Self::Failed(error) => Err(error),
        }
    }
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl From<db::Error> for Stop {
    fn from(error: db::Error) -> Self {
        Self::Failed(error.into())
    }
}

async fn save_for(
    tx: &mut Transaction,
    actor: &PersonActor,
    username: &str,
    input: &RuleInput,
    now: DateTime<Utc>,
) -> std::result::Result<Saved, Stop> {
    let owner = super::owner(tx, username).await?;
    let permitted = access::require::<ManageDirectory>(tx, actor, owner, now).await?;
    let current = db::delegation_rules::of_owner(tx, owner, now).await?;
    let own = current
        .filter(|rule| rule.saved_by() == owner)
        .map(|rule| rule.keep_copy);
    let input = RuleInput {
        keep_copy: owner == actor.person() && own.unwrap_or(true),
        ..input.clone()
    };
    save(tx, permitted, &input, now).await
}

async fn save<P>(
    tx: &mut Transaction,
    permitted: Permitted<P>,
    input: &RuleInput,
    now: DateTime<Utc>,
) -> std::result::Result<Saved, Stop> {
    let owner = permitted.target();
    let current = db::delegation_rules::of_owner(tx, owner, now).await?;
    if current.as_ref().map(Rule::id) != input.opened_with {
        return Err(stale(tx, owner, now).await?.into());
    }
    let checked = check(tx, owner, permitted.actor(), input, now).await?;
    let warning = loop_warning(tx, &checked, now).await?;
    if let Some(current) = &current
        && !db::delegation_rules::close(tx, current.id(), permitted.actor(), now).await?
    {
        return Err(Stop::Overtaken);
    }
    let rule = NewRule {
        owner,
        delegate: checked.delegate.id(),
        kind: checked.kind,
        window: checked.window,
        keep_copy: input.keep_copy,
        saved_by: permitted.actor(),
        saved_at: now,
    };
    let id = match db::delegation_rules::insert(tx, &rule).await {
        Ok(id) => id,
        // The other tab was quicker: T1 is held by the database.
        Err(error) if error.is_constraint("delegation_rules_one_per_owner_key") => {
            return Err(Stop::Overtaken);
        }
        Err(error) => return Err(error.into()),
    };
    let by = db::people::by_id(tx, permitted.actor())
        .await?
        .map(|person| person.display_name)
        .unwrap_or_default();
    let letters = notify::of_save(&checked, id, current.as_ref(), (permitted.actor(), &by), now);
    letters.write(tx).await?;
    record(permitted.acting(), &checked, &rule, current.as_ref(), id)
        .write(tx)
        .await?;
    let open_tasks = db::access::viewer(tx, owner, now)
        .await?
        .map_or(0, |row| row.open_tasks);
    let name = &checked.delegate.display_name;
    let words = meaning(
        checked.own,
        &checked.owner.display_name,
        name,
        checked.window,
        checked.zone,
        now,
    );
    Ok(Saved {
        meaning: words,
        warning,
        open_tasks,
        other_owner: (!checked.own).then_some(checked.owner.display_name),
    })
}

fn record(
    actor: &Actor,
    checked: &Checked,
    rule: &NewRule,
    old: Option<&Rule>,
    id: domain::ids::RuleId,
) -> Record {
    let after = json!({
        "rule": id, "delegate": checked.delegate.username, "kind": rule.kind, "starts_at": instant(rule.window.starts_at),
        "ends_at": instant(rule.window.ends_at), "keep_copy": rule.keep_copy, "zone": checked.zone.name(),
    });
    let on_behalf_of = (actor.person() != Some(rule.owner)).then_some(rule.owner);
    Record::new(
        actor,
        rule.saved_at,
        Action::DelegationRuleSaved,
        ObjectKind::DelegationRule,
        rule.owner,
    )
    .on_behalf_of(on_behalf_of)
    .concerns(rule.owner)
    .about([rule.delegate])
    .about(old.map(Rule::delegate))
    .event(notify::key_of_save(id))
    .before(old.map(facts))
    .after(Some(after))
}

/// Who changed the rule since the form was opened, and when (G5).
pub(super) async fn stale(conn: &mut Connection, owner: PersonId, now: DateTime<Utc>) -> Result<Error> {
    let change = db::delegation_rules::last_change(conn, owner).await?;
    let (by, at) = change.map(|change| (change.by, change.at)).unzip();
    Ok(Stale::changed(by, at, now))
}
