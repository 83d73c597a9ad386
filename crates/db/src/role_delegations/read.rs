//! Reading role delegations with everybody in them (R12, R15).

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::activity::Activity;
use domain::ids::{PersonId, RoleId};
use domain::role_delegation::{EndReason, Facts, Period, State, state};
use domain::zone::Zone;
use serde::Deserialize;

use super::parties::PeriodColumns;
use crate::schema::shown_delegations;
use crate::{Connection, Result};

/// A role delegation.
#[derive(Debug, Clone, Deserialize, Queryable, Selectable)]
#[diesel(table_name = shown_delegations)]
pub struct Delegation {
    /// Which.
    pub id: i64,
    delegator_id: PersonId,
    /// Signs in with it.
    pub delegator_username: String,
    /// As shown.
    pub delegator_name: String,
    /// The IANA zone in which its days lie (G1).
    #[serde(deserialize_with = "crate::zone::in_json")]
    pub zone: Zone,
    proxy_id: PersonId,
    /// Signs in with it.
    pub proxy_username: String,
    /// As shown.
    pub proxy_name: String,
    role_id: RoleId,
    /// What is posted.
    pub role_code: String,
    /// As shown.
    pub role_name: String,
    #[diesel(embed)]
    #[serde(flatten)]
    period: PeriodColumns,
    #[serde(deserialize_with = "crate::json::optional_instant")]
    not_after: Option<DateTime<Utc>>,
    /// Name of who made it.
    pub created_by_name: String,
    created_by: PersonId,
    /// When it was made.
    #[serde(deserialize_with = "crate::json::instant")]
    pub created_at: DateTime<Utc>,
    /// When it began.
    #[serde(deserialize_with = "crate::json::optional_instant")]
    pub begun_at: Option<DateTime<Utc>>,
    /// When it was ended.
    #[serde(deserialize_with = "crate::json::optional_instant")]
    pub ended_at: Option<DateTime<Utc>>,
    end_reason: Option<String>,
    /// When it was cancelled.
    #[serde(deserialize_with = "crate::json::optional_instant")]
    pub cancelled_at: Option<DateTime<Utc>>,
    /// Counts its changes (G5).
    pub version: i32,
    delegator_disabled: bool,
    #[serde(deserialize_with = "crate::json::optional_instant")]
    delegator_from: Option<DateTime<Utc>>,
    #[serde(deserialize_with = "crate::json::optional_instant")]
    delegator_until: Option<DateTime<Utc>>,
    proxy_disabled: bool,
    #[serde(deserialize_with = "crate::json::optional_instant")]
    proxy_from: Option<DateTime<Utc>>,
    #[serde(deserialize_with = "crate::json::optional_instant")]
    proxy_until: Option<DateTime<Utc>>,
    is_role_kept: bool,
    #[serde(deserialize_with = "crate::json::optional_instant")]
    unsent_since: Option<DateTime<Utc>>,
    #[serde(deserialize_with = "crate::json::optional_instant")]
    begin_due: Option<DateTime<Utc>>,
}

impl Delegation {
    /// Who lends.
    pub fn delegator(&self) -> PersonId {
        self.delegator_id
    }

    /// Who receives.
    pub fn proxy(&self) -> PersonId {
        self.proxy_id
    }

    /// What.
    pub fn role(&self) -> RoleId {
        self.role_id
    }

    /// Who made it.
    pub fn created_by(&self) -> PersonId {
        self.created_by
    }

    /// Its dates in the delegator's zone. The database holds no end before a start.
    pub fn period(&self) -> Option<Period> {
        self.period.0
    }

    /// The instants from which and to which it is in force as things stand at `now` (G1, R11): when it began or is due to, and
    /// when it ended or will at the latest, whether or not the job ran. An end is none where there is no end date; both are
    /// where it never began and never will.
    pub fn instants(&self, now: DateTime<Utc>) -> (Option<DateTime<Utc>>, Option<DateTime<Utc>>) {
        if self.cancelled_at.is_some() || self.begun_at.is_none() && self.state(now) == State::Cancelled {
            return (None, None);
        }
        let left = [self.delegator_until, self.proxy_until];
        let left = left.into_iter().flatten().filter(|until| *until <= now);
        let ends = left.chain(self.not_after).min();
        (self.begun_at.or(self.begin_due), self.ended_at.or(ends))
    }

    /// Since when the directory, if there is one, has not been told what holds of it at `now`; none: it knows. What is over by
    /// itself and has not been ended by the job is not even written down to be told (R11).
    pub fn directory_waits_since(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let is_open = self.begun_at.is_some() && self.ended_at.is_none();
        let ends = [self.not_after, self.delegator_until, self.proxy_until];
        let passed = ends.into_iter().flatten().filter(|end| is_open && *end <= now);
        passed.chain(self.unsent_since).min()
    }

    /// Why it ended or was cancelled.
    pub fn end_reason(&self) -> Option<EndReason> {
        self.end_reason.as_deref().and_then(EndReason::from_code)
    }

    /// Why it is over at `now`, be it by itself and noted by nobody yet (R11); none: it is not, or nobody knows.
    pub fn reason(&self, now: DateTime<Utc>) -> Option<EndReason> {
        let by_date = match self.begun_at {
            Some(_) => EndReason::EndDate,
            None => EndReason::NeverBegan,
        };
        let passed = [
            (self.not_after, by_date),
            (self.proxy_until, EndReason::ProxyTerminated),
            (self.delegator_until, EndReason::DelegatorTerminated),
        ];
        let passed = passed.into_iter().filter_map(|(at, reason)| Some((at?, reason)));
        let first = passed.filter(|(at, _)| *at <= now).min_by_key(|(at, _)| *at);
        self.end_reason()
            .or(first.map(|(_, reason)| reason))
            .or((!self.is_role_kept).then_some(EndReason::RoleLost))
    }

    /// Where it stands at `now`. What ends for want of the role is ended in the transaction that takes the role (R12).
    pub fn state(&self, now: DateTime<Utc>) -> State {
        let facts = Facts {
            begun_at: self.begun_at,
            ended_at: self.ended_at,
            cancelled_at: self.cancelled_at,
            not_after: self.not_after,
            delegator: Activity {
                disabled: self.delegator_disabled,
                active_from: self.delegator_from,
                active_until: self.delegator_until,
            },
            proxy: Activity {
                disabled: self.proxy_disabled,
                active_from: self.proxy_from,
                active_until: self.proxy_until,
            },
            is_role_kept: self.is_role_kept,
        };
        state(&facts, now)
    }
}

/// One delegation.
///
/// # Errors
/// When the database fails.
pub async fn by_id(conn: &mut Connection, id: i64) -> Result<Option<Delegation>> {
    Ok(shown_delegations::table
        .find(id)
        .select(Delegation::as_select())
        .first(conn)
        .await
        .optional()?)
}
