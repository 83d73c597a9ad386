//! Windows computed again when their owner's zone changes (G1): those that have not passed move.

use chrono::{DateTime, Utc};
use db::delegation_rules::rezoned as stored;
use db::role_delegations::rezoned::Whose;
use db::transaction::Transaction;
use domain::audit::{Action, ObjectKind};
use domain::delegation_rule::rezoned;
use domain::zone::Zone;

use super::window_facts;
use crate::Result;
use crate::actor::Actor;
use crate::audit::Record;

/// Rules read at once.
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
        let rules = stored::open(tx, whose, after, now, BATCH).await?;
        let Some(last) = rules.last() else { return Ok(()) };
        after = Some(last.id);
        let (mut moved, mut records) = (Vec::new(), Vec::new());
        for rule in &rules {
            let zone = rule.time_zone.as_deref().and_then(Zone::parse).unwrap_or(site);
            let old = rule.term.window;
            let new = rezoned(&rule.term.kind, old, zone, now);
            if new == old {
                continue;
            }
            moved.push((rule.id, new));
            let facts = |window| window_facts(rule.id, window);
            let record = Record::new(
                actor,
                now,
                Action::DelegationRuleRezoned,
                ObjectKind::DelegationRule,
                rule.owner,
            );
            records.push(
                record
                    .concerns(rule.owner)
                    .about([rule.delegate])
                    .before(Some(facts(old)))
                    .after(Some(facts(new))),
            );
        }
        stored::write(tx, &moved).await?;
        Record::write_all(records, tx).await?;
    }
}
