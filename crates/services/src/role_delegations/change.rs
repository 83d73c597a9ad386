//! Changing the dates of a delegation (R1, R10).

use chrono::{DateTime, Utc};
use db::role_delegations::lendable::keep_right;
use db::role_delegations::read::Delegation;
use db::role_delegations::write::{Change, OVERLAP, change};
use db::transaction::Transaction;
use domain::audit::{Action, ObjectKind};
use domain::role_delegation::{Begins, Period, meaning};

use super::check::{CheckedChange, check_change};
use super::facts::{DelegationFacts, Progress};
use super::present::{facts, present};
use super::{DatesInput, Delegator, Saved, notify};
use crate::access::{LendRoles, Permitted};
use crate::actor::PersonActor;
use crate::audit::Record;
use crate::role_delegations::RoleDelegations;
use crate::stale::Stale;
use crate::{Error, Result};

impl RoleDelegations<'_> {
    /// Changes the dates of what `delegator` lent, whoever made it (R16).
    ///
    /// # Errors
    /// [`Error::NotFound`] when they did not lend it, or it was lent to the actor; [`Error::Invalid`] by field,
    /// [`Error::Stale`] when somebody was quicker, [`Error::Conflict`] when it is over.
    pub async fn change(
        self,
        actor: &PersonActor,
        delegator: &Delegator,
        id: i64,
        input: &DatesInput,
    ) -> Result<Saved> {
        let now = self.services.now();
        let submitted = self.services.submit(actor, now, async |tx| {
            let permitted = delegator.permit(tx, actor, now).await?;
            change_dates(tx, permitted, id, input, now).await
        });
        let done = submitted.await?;
        // A pool may have had nobody else (T12).
        self.services
            .tasks()
            .sweep_after_change(actor.in_own_right())
            .await;
        Ok(done)
    }
}

async fn change_dates(
    tx: &mut Transaction,
    permitted: Permitted<LendRoles>,
    id: i64,
    input: &DatesInput,
    now: DateTime<Utc>,
) -> Result<Saved> {
    let present = present(tx, &permitted, id, now).await?;
    if present.version != input.version {
        return Err(Stale::by_audit_log(tx, (ObjectKind::RoleDelegation, id), now).await?);
    }
    // Nothing is changed: an end that has come today is not moved to today (R10). What has not begun may begin with the save.
    if present.begun_at.is_some() && has_dates(&present, input) {
        return as_it_is(&present).ok_or(Error::NotFound);
    }
    keep_right(tx, permitted.target(), &present.role_code).await?;
    let checked = check_change(tx, &permitted, &present, input, now).await?;
    let wanted = Change {
        id,
        version: input.version,
        period: checked.period,
        plan: checked.plan,
        at: now,
    };
    match change(tx, &wanted).await {
        Ok(true) => {}
        Ok(false) => return Err(Stale::by_audit_log(tx, (ObjectKind::RoleDelegation, id), now).await?),
        Err(error) if error.is_constraint(OVERLAP) => {
            let message = format!(
                "{} has just been delegated for some of these days",
                present.role_name
            );
            return Err(Error::invalid("ends_on", message));
        }
        Err(error) => return Err(error.into()),
    }
    let dates = (checked.period, &checked.plan);
    notify::of_change(tx, &present, dates, &checked.bounds, now).await?;
    let after = DelegationFacts {
        days: Some((Some(checked.period), Some(checked.bounds.zone))),
        progress: Progress::Changed {
            begun: checked.plan.begins_now || present.begun_at.is_some(),
            ended: checked.plan.ends_now,
            never_began: checked.plan.never_begins,
        },
        ..facts(&present)
    };
    Record::new(
        permitted.acting(),
        now,
        Action::RoleDelegationChanged,
        ObjectKind::RoleDelegation,
        id,
    )
    .on_behalf_of(permitted.on_behalf_of())
    .concerns(present.proxy())
    .about([present.delegator()])
    .before(Some(facts(&present).json()))
    .after(Some(after.json()))
    .write(tx)
    .await?;
    let begins = Begins::after_saving(&checked.plan, present.begun_at, now);
    Ok(Saved {
        id,
        meaning: in_words(&present, &checked, begins),
    })
}

/// Whether a form asks for the dates that are there already; a start that has come is not asked for (R1).
fn has_dates(found: &Delegation, input: &DatesInput) -> bool {
    let Some(period) = found.period() else {
        return false;
    };
    let (starts_on, ends_on) = (input.starts_on.trim(), input.ends_on.trim());
    let same_start =
        starts_on == period.starts_on().to_string() || (starts_on.is_empty() && found.begun_at.is_some());
    // Without an end date there is none to include.
    let same_end = match period.ends_on() {
        Some(end) => end.to_string() == ends_on && period.through_end() == input.through_end,
        None => ends_on.is_empty(),
    };
    same_start && same_end
}

/// What a delegation that is there means.
fn as_it_is(found: &Delegation) -> Option<Saved> {
    let begins = found.begun_at.map_or(Begins::WhenDue, Begins::At);
    let (proxy, role) = (&found.proxy_name, &found.role_name);
    found.period().map(|period| Saved {
        id: found.id,
        meaning: meaning(proxy, role, period, found.zone, begins),
    })
}

/// What the new dates mean, now that they are saved.
fn in_words(present: &Delegation, checked: &CheckedChange, begins: Begins) -> String {
    let (proxy, role) = (&present.proxy_name, &present.role_name);
    let although = although_included(checked.period);
    if checked.plan.ends_now {
        return format!("{proxy} no longer has {role}{although}.");
    }
    if checked.plan.never_begins {
        return format!("{proxy} never gets {role}: its end was due before it began{although}.");
    }
    meaning(proxy, role, checked.period, checked.bounds.zone, begins)
}

/// R10: an end changed to today ends it in the save, also where *Include the end date* is ticked; that is said before and after.
pub(super) fn although_included(period: Period) -> &'static str {
    if period.through_end() {
        ", although the end date is included: an end date changed to today takes effect with the save"
    } else {
        ""
    }
}
