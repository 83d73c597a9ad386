//! Reading role delegations with everybody in them (R12, R15).

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Bool, Integer, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use domain::activity::Activity;
use domain::ids::{PersonId, RoleId};
use domain::role_delegation::{EndReason, Facts, Period, State, state};
use domain::zone::Zone;
use serde::Deserialize;

use super::parties::PeriodColumns;
use crate::glued::statement;
use crate::{Connection, Result};

/// A role delegation.
#[derive(Debug, Clone, Deserialize, QueryableByName)]
pub struct Delegation {
    /// Which.
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = BigInt)]
    delegator_id: i64,
    /// Signs in with it.
    #[diesel(sql_type = Text)]
    pub delegator_username: String,
    /// As shown.
    #[diesel(sql_type = Text)]
    pub delegator_name: String,
    /// The IANA zone in which its days lie (G1).
    #[diesel(sql_type = Text, deserialize_as = crate::zone::ZoneColumn)]
    #[serde(deserialize_with = "crate::zone::in_json")]
    pub zone: Zone,
    #[diesel(sql_type = BigInt)]
    proxy_id: i64,
    /// Signs in with it.
    #[diesel(sql_type = Text)]
    pub proxy_username: String,
    /// As shown.
    #[diesel(sql_type = Text)]
    pub proxy_name: String,
    #[diesel(sql_type = BigInt)]
    role_id: i64,
    /// What is posted.
    #[diesel(sql_type = Text)]
    pub role_code: String,
    /// As shown.
    #[diesel(sql_type = Text)]
    pub role_name: String,
    #[diesel(embed)]
    #[serde(flatten)]
    period: PeriodColumns,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    #[serde(deserialize_with = "crate::json::optional_instant")]
    not_after: Option<DateTime<Utc>>,
    /// Name of who made it.
    #[diesel(sql_type = Text)]
    pub created_by_name: String,
    #[diesel(sql_type = BigInt)]
    created_by: i64,
    /// When it was made.
    #[diesel(sql_type = Timestamptz)]
    #[serde(deserialize_with = "crate::json::instant")]
    pub created_at: DateTime<Utc>,
    /// When it began.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    #[serde(deserialize_with = "crate::json::optional_instant")]
    pub begun_at: Option<DateTime<Utc>>,
    /// When it was ended.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    #[serde(deserialize_with = "crate::json::optional_instant")]
    pub ended_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Text>)]
    end_reason: Option<String>,
    /// When it was cancelled.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    #[serde(deserialize_with = "crate::json::optional_instant")]
    pub cancelled_at: Option<DateTime<Utc>>,
    /// Counts its changes (G5).
    #[diesel(sql_type = Integer)]
    pub version: i32,
    #[diesel(sql_type = Bool)]
    delegator_disabled: bool,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    #[serde(deserialize_with = "crate::json::optional_instant")]
    delegator_from: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    #[serde(deserialize_with = "crate::json::optional_instant")]
    delegator_until: Option<DateTime<Utc>>,
    #[diesel(sql_type = Bool)]
    proxy_disabled: bool,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    #[serde(deserialize_with = "crate::json::optional_instant")]
    proxy_from: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    #[serde(deserialize_with = "crate::json::optional_instant")]
    proxy_until: Option<DateTime<Utc>>,
    #[diesel(sql_type = Bool)]
    is_role_kept: bool,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    #[serde(deserialize_with = "crate::json::optional_instant")]
    unsent_since: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    #[serde(deserialize_with = "crate::json::optional_instant")]
    begin_due: Option<DateTime<Utc>>,
}

impl Delegation {
    /// Who lends.
    pub fn delegator(&self) -> PersonId {
        PersonId(self.delegator_id)
    }

    /// Who receives.
    pub fn proxy(&self) -> PersonId {
        PersonId(self.proxy_id)
    }

    /// What.
    pub fn role(&self) -> RoleId {
        RoleId(self.role_id)
    }

    /// Who made it.
    pub fn created_by(&self) -> PersonId {
        PersonId(self.created_by)
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

/// When the request of that kind is due that is still to be carried out.
macro_rules! due_at {
    ($kind:literal) => {
        concat!(
            "(SELECT min(q.due_at) FROM role_requests q WHERE q.delegation_id = d.id AND q.kind = '",
            $kind,
            "' AND q.applied_at IS NULL AND q.state IN ('pending', 'in_progress', 'failed'))"
        )
    };
}

macro_rules! select_delegations {
    ($from:literal) => {
        concat!(
            "SELECT d.id, d.delegator_id, o.username AS delegator_username, ", crate::sql::shown_name!("o"), " AS delegator_name, \
               coalesce(o.time_zone, (SELECT value FROM profile_values WHERE code = 'SITE_TIME_ZONE' AND person_id IS NULL), \
               'Etc/UTC') AS zone, d.proxy_id, x.username AS proxy_username, ", crate::sql::shown_name!("x"), " AS proxy_name, d.role_id, \
               r.code AS role_code, r.name AS role_name, d.starts_on, d.ends_on, d.through_end, d.not_after, ", crate::sql::shown_name!("c"), " AS created_by_name, \
               d.created_by, d.created_at, d.begun_at, d.ended_at, d.end_reason, d.cancelled_at, d.version, \
               o.disabled_at IS NOT NULL AS delegator_disabled, o.active_from AS delegator_from, o.active_until AS delegator_until, \
               x.disabled_at IS NOT NULL AS proxy_disabled, x.active_from AS proxy_from, x.active_until AS proxy_until, ",
            $crate::sql::role_kept!("o", "d.role_id"),
            " AS is_role_kept, ",
            $crate::sql::unsent_since!("d"),
            " AS unsent_since, ",
            $crate::role_delegations::read::due_at!("begin"),
            " AS begin_due FROM ",
            $from,
            " JOIN people o ON o.id = d.delegator_id JOIN people x ON x.id = d.proxy_id JOIN people c ON c.id = d.created_by \
               JOIN roles r ON r.id = d.role_id "
        )
    };
}

pub(super) use {due_at, select_delegations};

/// One delegation.
///
/// # Errors
/// When the database fails.
pub async fn by_id(conn: &mut Connection, id: i64) -> Result<Option<Delegation>> {
    const SQL: &str = concat!(select_delegations!("role_delegations d"), "WHERE d.id = $1");
    let rows: Vec<Delegation> = statement(SQL).bind::<BigInt, _>(id).load(conn).await?;
    Ok(rows.into_iter().next())
}
