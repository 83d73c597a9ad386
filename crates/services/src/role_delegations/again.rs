//! A second click: what the same person has just done is answered as done, and not as a mistake.

use chrono::{DateTime, Utc};
use db::Connection;
use db::role_delegations::again::{created, was_last};
use db::role_delegations::read::{Delegation, by_id};
use domain::audit::Action;
use domain::ids::PersonId;
use domain::role_delegation::{Begins, EndReason, meaning};

use super::present::lent_by;
use super::{DatesInput, DelegationInput, Delegator, Saved};
use crate::{Error, Result, SECOND_CLICK, Services, form_id};

impl Services {
    /// What `actor` has created with the same form.
    pub(super) async fn created_already(
        &self,
        actor: PersonId,
        input: &DelegationInput,
    ) -> Result<Option<Saved>> {
        let Some(form) = input.form else { return Ok(None) };
        let mut conn = self.pool.get().await?;
        match created(&mut conn, form_id::bound(actor, form), actor).await? {
            Some(id) => saved(&mut conn, id).await,
            None => Ok(None),
        }
    }

    /// Whether `actor` has just given the delegation these dates: what they mean.
    pub(super) async fn changed_just_now(
        &self,
        actor: PersonId,
        delegator: &Delegator,
        id: i64,
        input: &DatesInput,
        now: DateTime<Utc>,
    ) -> Result<Option<Saved>> {
        let mut conn = self.pool.get().await?;
        let permitted = delegator.page_permit(&mut conn, actor, now).await?;
        let found = lent_by(&mut conn, &permitted, id).await?;
        let is_next = found.version == input.version.saturating_add(1);
        if !is_next || !has_dates(&found, input) || found.ended_at.is_some() || found.cancelled_at.is_some() {
            return Ok(None);
        }
        let since = now - SECOND_CLICK;
        if was_last(&mut conn, id, Action::RoleDelegationChanged.code(), actor, since).await? {
            saved(&mut conn, id).await
        } else {
            Ok(None)
        }
    }

    /// Whether `actor` has just deleted the delegation, and whether it had begun.
    pub(super) async fn deleted_just_now(
        &self,
        actor: PersonId,
        delegator: &Delegator,
        id: i64,
        now: DateTime<Utc>,
    ) -> Result<Option<bool>> {
        let mut conn = self.pool.get().await?;
        let permitted = delegator.page_permit(&mut conn, actor, now).await?;
        let found = lent_by(&mut conn, &permitted, id).await?;
        let is_deleted = found.end_reason() == Some(EndReason::Deleted);
        let since = now - SECOND_CLICK;
        let just_now =
            is_deleted && was_last(&mut conn, id, Action::RoleDelegationDeleted.code(), actor, since).await?;
        Ok(just_now.then_some(found.begun_at.is_some()))
    }
}

/// Whether a form asks for the dates that are there already; a start that has come is not asked for (R1).
pub(super) fn has_dates(found: &Delegation, input: &DatesInput) -> bool {
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
pub(super) async fn saved(conn: &mut Connection, id: i64) -> Result<Option<Saved>> {
    let found = by_id(conn, id).await?.ok_or(Error::NotFound)?;
    let zone = found.zone;
    let begins = found.begun_at.map_or(Begins::WhenDue, Begins::At);
    let (proxy, role) = (&found.proxy_name, &found.role_name);
    Ok(found.period().map(|period| Saved {
        id,
        meaning: meaning(proxy, role, period, zone, begins),
    }))
}
