//! When the job Send Pending LDAP Requests runs by itself (J1): a cron expression on the clocks of the Site's zone.

use std::str::FromStr as _;

use chrono::{DateTime, Utc};
use croner::Cron;

use crate::zone::Zone;

/// The first run after `at`; `None` for an empty schedule, one that cannot be read, and one that never comes.
pub fn next_run(schedule: &str, zone: Zone, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let cron = Cron::from_str(schedule.trim()).ok()?;
    let next = cron.find_next_occurrence(&at.with_timezone(&zone.table()), false);
    next.ok().map(|next| next.to_utc())
}
