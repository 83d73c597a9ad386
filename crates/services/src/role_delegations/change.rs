//! Changing the dates of a delegation (R1, R10).

use chrono::{DateTime, Utc};
use db::Connection;
use db::role_delegations::read::{Delegation, by_id};
use db::role_delegations::write::{Change, OVERLAP, change};
use db::transaction::Transaction;
use domain::ids::PersonId;
use domain::role_delegation::{State, meaning};
use serde_json::{Value, json};

use super::check::check_change;
use super::{DatesInput, Saved};
use crate::access::{self, DelegateOwnRoles, Permitted};
use crate::actor::Actor;
use crate::audit::Record;
use crate::{Error, Result, Services};

impl Services {
    /// Changes the dates of what the actor lent, whoever made it (R16).
    ///
    /// # Errors
    /// [`Error::NotFound`] when the actor did not lend it, [`Error::Invalid`] by field, [`Error::Stale`] when somebody was
    /// quicker, [`Error::Conflict`] when it is over.
    pub async fn change_own_delegation(&self, actor: &Actor, id: i64, input: &DatesInput) -> Result<Saved> {
        let person = actor.person.ok_or(Error::Forbidden)?;
        let now = self.now();
        let mut tx = Transaction::begin(&self.pool).await?;
        let outcome = async {
            let permitted = access::require::<DelegateOwnRoles>(&mut tx, person, person, now).await?;
            change_dates(&mut tx, &permitted, actor, id, input, now).await
        }
        .await;
        let done = tx.finish(outcome).await?;
        // A pool may have had nobody else (T12).
        self.sweep_after_change(actor).await;
        Ok(done)
    }
}

pub(super) async fn change_dates<P>(
    conn: &mut Connection,
    permitted: &Permitted<P>,
    actor: &Actor,
    id: i64,
    input: &DatesInput,
    now: DateTime<Utc>,
) -> Result<Saved> {
    let present = present(conn, permitted.target(), id, now).await?;
    if present.version != input.version {
        return Err(stale(conn, id, now).await?);
    }
    let typed = (input.starts_on.as_str(), input.ends_on.as_str());
    let (period, plan, bounds) = check_change(conn, permitted, &present, typed, now).await?;
    let wanted = Change {
        id,
        version: input.version,
        period,
        plan,
        at: now,
    };
    match change(conn, &wanted).await {
        Ok(true) => {}
        Ok(false) => return Err(stale(conn, id, now).await?),
        Err(error) if error.is_constraint(OVERLAP) => {
            let message = format!(
                "{} has just been delegated for some of these days",
                present.role_name
            );
            return Err(Error::invalid("ends_on", message));
        }
        Err(error) => return Err(error.into()),
    }
    let on_behalf_of = (permitted.actor() != permitted.target()).then(|| permitted.target());
    let after = json!({
        "starts_on": period.starts_on(), "ends_on": period.ends_on(), "zone": bounds.zone.name(),
        "begun": plan.begins_now || present.begun_at.is_some(), "ended": plan.ends_now,
    });
    Record::new(actor, now, "role_delegation.changed", "role_delegation", id)
        .on_behalf_of(on_behalf_of)
        .concerns(present.proxy())
        .before(Some(facts(&present)))
        .after(Some(after))
        .write(conn)
        .await?;
    let zone_and_option = (bounds.zone, bounds.end_due);
    Ok(Saved {
        id,
        meaning: meaning(
            &present.proxy_name,
            &present.role_name,
            period,
            zone_and_option,
            now,
        ),
        delegator: present.delegator(),
        period,
    })
}

/// A delegation of this delegator's that is not over. To everyone else, its proxy too, there is nothing to edit (R15).
pub(super) async fn present(
    conn: &mut Connection,
    delegator: PersonId,
    id: i64,
    now: DateTime<Utc>,
) -> Result<Delegation> {
    let found = by_id(conn, id)
        .await?
        .filter(|found| found.delegator() == delegator);
    let found = found.ok_or(Error::NotFound)?;
    match found.state(now) {
        State::Ended | State::Cancelled => Err(Error::Conflict(format!(
            "The delegation of {} to {} is over already",
            found.role_name, found.proxy_name
        ))),
        State::Scheduled | State::InForce | State::Suspended => Ok(found),
    }
}

/// Who changed it since the form was opened, and when (G5).
pub(super) async fn stale(conn: &mut Connection, id: i64, now: DateTime<Utc>) -> Result<Error> {
    let last = db::audit::last_change(conn, "role_delegation", &id.to_string()).await?;
    let (by, at) = last.unwrap_or_else(|| ("Somebody".to_owned(), now));
    Ok(Error::Stale { by, at })
}

/// A delegation as facts for the audit log.
pub(super) fn facts(delegation: &Delegation) -> Value {
    let period = delegation.period();
    json!({
        "delegator": delegation.delegator_username, "proxy": delegation.proxy_username, "role": delegation.role_code,
        "starts_on": period.map(|period| period.starts_on()), "ends_on": period.and_then(|period| period.ends_on()),
        "begun": delegation.begun_at.is_some(),
    })
}
