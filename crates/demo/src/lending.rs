//! Who lent which role to whom in the demo organisation: `delegations.csv`, days counted from the day of loading. A start in
//! the past is a start on the day it was saved (R7); what is to come waits for the job.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use domain::zone::Zone;
use serde::Deserialize;

use super::defect;
use super::tables::{day_from, told};
use services::Result;
use services::access::ManageSecurity;
use services::actor::PersonActor;
use services::role_delegations::{DatesInput, DelegationInput, Delegator};
use services::security_console::PersonInput;

use crate::Loader;

/// Something done to the delegation of that number. Who acts for somebody else does it on their behalf.
#[derive(Deserialize)]
pub(super) struct LendingRow {
    delegation: u32,
    pub(super) day: i64,
    who: String,
    action: String,
    delegator: String,
    role: String,
    proxy: String,
    starts: Option<i64>,
    ends: Option<i64>,
    /// `yes`: the end date is included (R6).
    through_end: String,
}

/// The delegations so far: (id, version).
pub(super) type Lent = HashMap<u32, (i64, i32)>;

impl Loader {
    /// Lives through one row, at the clock of its day.
    pub(super) async fn lend(&self, row: &LendingRow, lent: &mut Lent, today: DateTime<Utc>) -> Result<()> {
        let actor = self.acting(&row.who).await?;
        let whose = if row.delegator == row.who {
            Delegator::Oneself
        } else {
            Delegator::Other(row.delegator.clone())
        };
        let known = || {
            lent.get(&row.delegation)
                .copied()
                .ok_or_else(|| defect(row.delegation))
        };
        let done = match row.action.as_str() {
            "delegate" => {
                let input = self.new_delegation(row, today).await?;
                let saved = self
                    .services
                    .role_delegations()
                    .create(&actor, &whose, &input)
                    .await;
                saved.map(|saved| {
                    lent.insert(row.delegation, (saved.id, 1));
                })
            }
            // On the day itself: it ends with the save (R10).
            "end" => {
                let (id, version) = known()?;
                let input = DatesInput {
                    starts_on: String::new(),
                    ends_on: self
                        .zone_of(&row.delegator)
                        .await?
                        .today(self.services.now())
                        .to_string(),
                    through_end: false,
                    version,
                };
                self.services
                    .role_delegations()
                    .change(&actor, &whose, id, &input)
                    .await
                    .map(drop)
            }
            "delete" => {
                let (id, version) = known()?;
                self.services
                    .role_delegations()
                    .delete(&actor, &whose, id, version)
                    .await
                    .map(drop)
            }
            "disable" => self.disable(&actor, &row.proxy).await,
            other => return Err(defect(other)),
        };
        done.map_err(|error| told(&format!("delegation {}, {}", row.delegation, row.who), &error))
    }

    async fn new_delegation(&self, row: &LendingRow, today: DateTime<Utc>) -> Result<DelegationInput> {
        let zone = self.zone_of(&row.delegator).await?;
        // A start on the day of the save is that day wherever the clocks stand.
        let day = |days: Option<i64>| match days {
            Some(days) if days == row.day => Some(zone.today(today + TimeDelta::days(days)).to_string()),
            Some(days) => day_from(zone.today(today), days),
            None => None,
        };
        Ok(DelegationInput {
            role: row.role.clone(),
            proxy: row.proxy.clone(),
            starts_on: day(row.starts).unwrap_or_default(),
            ends_on: day(row.ends).unwrap_or_default(),
            through_end: row.through_end == "yes",
        })
    }

    pub(super) async fn zone_of(&self, username: &str) -> Result<Zone> {
        let person = db::people::by_username(&mut *self.services.pool().get().await?, username).await?;
        let person = person.ok_or_else(|| defect(username))?;
        Ok(person.time_zone)
    }

    /// Disables an account as the Security Console does: what was lent to its owner is suspended (R12).
    async fn disable(&self, actor: &PersonActor, username: &str) -> Result<()> {
        let viewer = self.services.access().viewer(actor.person()).await?;
        let viewer = viewer.ok_or_else(|| defect(username))?;
        let permitted = viewer.require_own::<ManageSecurity>()?;
        let (person, _) = self
            .services
            .security_console()
            .person(&permitted, username)
            .await?;
        let input = PersonInput {
            version: &person.version,
            disable: Some(true),
            ..PersonInput::default()
        };
        self.services
            .security_console()
            .save_person(actor, username, &input)
            .await
            .map(drop)
    }
}
