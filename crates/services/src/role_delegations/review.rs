//! What a delegation gives, before it is saved (R6, R8, R21): nothing is changed.

use chrono::{DateTime, Utc};
use db::role_delegations::gain;
use domain::privilege::Privilege;
use domain::role_delegation::{Due, instants, meaning};
use domain::zone::Zone;

use super::change::{present, stale};
use super::check::{check, check_change};
use super::{DatesInput, DelegationInput};
use crate::access::{DelegateOwnRoles, Permitted};
use crate::{Error, Result, Services};

/// What a person should know before they save.
#[derive(Debug, Clone)]
pub struct Review {
    /// Name of the role.
    pub role: String,
    /// Name of the proxy.
    pub proxy: String,
    /// What it means, with instants and zone.
    pub meaning: String,
    /// The delegator's zone.
    pub zone: Zone,
    /// Both instants.
    pub due: Due,
    /// It begins with the save (R7).
    pub begins_now: bool,
    /// When the end request of a single day falls due, if the day is today (R8).
    pub ends_soon: Option<DateTime<Utc>>,
    /// It is a single day: the next day is to be offered as end (R8).
    pub is_one_day: bool,
    /// What the role lets its holder do.
    pub functions: Vec<&'static str>,
    /// People whose data the proxy will gain that they do not reach today (R21).
    pub people: i64,
}

impl Services {
    /// Judges a new delegation of one's own and says what it gives.
    ///
    /// # Errors
    /// [`Error::Invalid`] by field.
    pub async fn review_own_delegation(
        &self,
        permitted: &Permitted<DelegateOwnRoles>,
        input: &DelegationInput,
    ) -> Result<Review> {
        let now = self.now();
        let mut conn = self.pool.get().await?;
        let checked = check(&mut conn, permitted, input, now).await?;
        let parties = (permitted.target(), checked.proxy.id(), checked.role.id());
        let gain = gain::of_delegation(&mut conn, parties, now).await?;
        let gain = gain.ok_or(Error::NotFound)?;
        let (zone, option) = (checked.bounds.zone, checked.bounds.end_due);
        let functions = gain
            .privileges
            .iter()
            .filter_map(|code| Privilege::from_code(code));
        Ok(Review {
            meaning: meaning(
                &checked.proxy.display_name,
                &checked.role.name,
                checked.period,
                (zone, option),
                now,
            ),
            role: checked.role.name,
            proxy: checked.proxy.display_name,
            zone,
            due: instants(checked.period, zone, option),
            begins_now: checked.plan.begins_now,
            ends_soon: checked.plan.end_due.filter(|_| checked.period.is_one_day()),
            is_one_day: checked.period.is_one_day(),
            functions: functions.map(Privilege::in_words).collect(),
            people: gain.people,
        })
    }

    /// What new dates of one's own delegation would mean.
    ///
    /// # Errors
    /// As the save.
    pub async fn review_own_change(
        &self,
        permitted: &Permitted<DelegateOwnRoles>,
        id: i64,
        input: &DatesInput,
    ) -> Result<String> {
        let now = self.now();
        let mut conn = self.pool.get().await?;
        let present = present(&mut conn, permitted.target(), id, now).await?;
        if present.version != input.version {
            return Err(stale(&mut conn, id, now).await?);
        }
        let typed = (input.starts_on.as_str(), input.ends_on.as_str());
        let (period, plan, bounds) = check_change(&mut conn, permitted, &present, typed, now).await?;
        let words = meaning(
            &present.proxy_name,
            &present.role_name,
            period,
            (bounds.zone, bounds.end_due),
            now,
        );
        Ok(match plan.ends_now {
            true => format!(
                "{} loses {} when you save.",
                present.proxy_name, present.role_name
            ),
            false => words,
        })
    }
}
