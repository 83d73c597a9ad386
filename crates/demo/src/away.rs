//! Who was and will be away in the demo organisation: `absences.csv`, days counted from the day of loading.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::defect;
use super::tables::{day_from, told};
use services::Result;
use services::absences::{AbsenceInput, Decision, Target};

use crate::Loader;

/// Something done to the absence of that number.
#[derive(Deserialize)]
pub(super) struct AwayRow {
    absence: u32,
    pub(super) day: i64,
    who: String,
    action: String,
    /// In whose place; empty: in one's own right.
    delegator: String,
    person: String,
    kind: String,
    starts: Option<i64>,
    ends: Option<i64>,
}

/// The absences so far: (id, version).
pub(super) type Away = HashMap<u32, (i64, i32)>;

impl Loader {
    /// Lives through one row, at the clock of its day.
    pub(super) async fn be_away(&self, row: &AwayRow, away: &mut Away, today: DateTime<Utc>) -> Result<()> {
        let actor = self.acting(&row.who).await?;
        let target = || {
            let (id, version) = away.get(&row.absence).copied()?;
            Some(Target {
                id,
                version,
                delegator: row.delegator.clone(),
            })
        };
        let known = || target().ok_or_else(|| defect(row.absence));
        let done = match row.action.as_str() {
            "request" => {
                self.services
                    .absences()
                    .request(&actor, &self.absence(row, today).await?)
                    .await
            }
            "add" => {
                let input = self.absence(row, today).await?;
                self.services
                    .absences()
                    .add(&actor, &row.person, &row.delegator, &input)
                    .await
            }
            "approve" => {
                self.services
                    .absences()
                    .decide(&actor, &known()?, Decision::Approve)
                    .await
            }
            "cancel own" => self.services.absences().cancel_own(&actor, &known()?).await,
            other => return Err(defect(other)),
        };
        let done = done.map_err(|error| told(&format!("absence {}, {}", row.absence, row.who), &error))?;
        away.insert(row.absence, (done.id, done.version));
        Ok(())
    }

    async fn absence(&self, row: &AwayRow, today: DateTime<Utc>) -> Result<AbsenceInput> {
        let zone = self.zone_of(&row.person).await?;
        let day = |days: Option<i64>| {
            days.and_then(|days| day_from(zone.today(today), days))
                .unwrap_or_default()
        };
        Ok(AbsenceInput {
            kind: row.kind.clone(),
            starts_on: day(row.starts),
            ends_on: day(row.ends),
        })
    }
}
