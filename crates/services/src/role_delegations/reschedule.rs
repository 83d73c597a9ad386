//! Instants computed anew when a delegator's zone changes (G1): windows that have not passed move; what has begun stays begun.

use chrono::{DateTime, Utc};
use db::role_delegations::rezoned::{self, Moved, Open, Whose};
use db::transaction::Transaction;
use domain::audit::{Action, ObjectKind};
use domain::role_delegation::instants;
use domain::zone::Zone;
use serde_json::json;

use crate::Result;
use crate::actor::Actor;
use crate::audit::{Record, instant};

/// Delegations read at once.
const BATCH: i64 = 2_000;

/// Moves them, each with its audit entry. `site` is the zone of everybody who has none.
pub(crate) async fn reschedule(
    tx: &mut Transaction,
    actor: &Actor,
    whose: Whose,
    site: Zone,
    now: DateTime<Utc>,
) -> Result<()> {
    let mut after = None;
    loop {
        let open = rezoned::open(tx, whose, after, now, BATCH).await?;
        let Some(last) = open.last() else { return Ok(()) };
        after = Some(last.id);
        let (mut moved, mut records) = (Vec::new(), Vec::new());
        for delegation in &open {
            let old = instants_of(delegation);
            let Some(new) = moved_to(delegation, site, now).filter(|new| *new != old) else {
                continue;
            };
            let facts = |at: &Moved| json!({ "begin_due": instant(at.begin_due), "end_due": instant(at.end_due), "not_after": instant(at.not_after) });
            let record = Record::new(
                actor,
                now,
                Action::RoleDelegationRescheduled,
                ObjectKind::RoleDelegation,
                delegation.id,
            );
            records.push(
                record
                    .concerns(delegation.delegator)
                    .about([delegation.proxy])
                    .before(Some(facts(&old)))
                    .after(Some(facts(&new))),
            );
            moved.push(new);
        }
        rezoned::write(tx, &moved).await?;
        Record::write_all(records, tx).await?;
    }
}

fn instants_of(delegation: &Open) -> Moved {
    Moved {
        id: delegation.id,
        not_after: delegation.not_after,
        begin_due: delegation.begin_due,
        end_due: delegation.end_due,
    }
}

/// Only requests that are there move: a single day's end is written by what begins it (R8), and is due at once or with the
/// day.
fn moved_to(delegation: &Open, site: Zone, now: DateTime<Utc>) -> Option<Moved> {
    let zone = delegation
        .time_zone
        .as_deref()
        .and_then(Zone::parse)
        .unwrap_or(site);
    let period = delegation.period()?;
    let due = instants(period, zone);
    let end_due = delegation
        .end_due
        .and_then(|old| match (period.is_one_day(), period.through_end()) {
            (false, _) => due.end,
            (true, true) => due.not_after,
            (true, false) => Some(old.min(now)),
        });
    Some(Moved {
        id: delegation.id,
        // What passes with the zone passes now: until now it was in force, by the log (D).
        not_after: due
            .not_after
            .map(|end| if delegation.has_begun { end.max(now) } else { end }),
        begin_due: delegation.begin_due.map(|_| due.begin),
        end_due,
    })
}
