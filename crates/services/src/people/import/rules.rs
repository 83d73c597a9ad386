//! What an import does to delegation rules: their windows move with their owner's zone (G1), and an owner is told
//! when their delegate becomes inactive (T16).

use chrono::{DateTime, Utc};
use db::people::import;
use db::transaction::Transaction;
use domain::audit::{Action, ObjectKind};
use domain::delegation_rule::rezoned;
use domain::zone::Zone;

use crate::Result;
use crate::actor::Actor;
use crate::audit::Record;
use crate::delegates::window_facts;
use crate::notifications::{Letters, Message};

/// Rules read at once.
const BATCH: i64 = 2_000;

/// Moves the windows not yet passed of everyone who changed zones; each rule that moves has its audit entry.
pub(super) async fn move_with_owners(
    tx: &mut Transaction,
    actor: &Actor,
    site: Zone,
    now: DateTime<Utc>,
) -> Result<()> {
    let mut after = None;
    loop {
        let rules = import::rules_of_movers(tx, after, now, BATCH).await?;
        let Some(last) = rules.last() else { return Ok(()) };
        after = Some(last.id());
        let mut moved = Vec::new();
        let mut records = Vec::new();
        for rule in &rules {
            let zone = rule.time_zone.as_deref().and_then(Zone::parse).unwrap_or(site);
            let (Some(kind), old) = (rule.kind(), rule.window()) else {
                continue;
            };
            let new = rezoned(&kind, old, zone, now);
            if new == old {
                continue;
            }
            moved.push((rule.id(), new));
            let facts = |window| window_facts(rule.id(), window);
            let record = Record::new(
                actor,
                now,
                Action::DelegationRuleRezoned,
                ObjectKind::DelegationRule,
                rule.owner(),
            )
            .concerns(rule.owner())
            .about([rule.delegate()])
            .before(Some(facts(old)))
            .after(Some(facts(new)));
            records.push(record);
        }
        import::move_rules(tx, &moved).await?;
        Record::write_all(records, tx).await?;
    }
}

/// Tells the owners whose delegate the import made inactive.
pub(super) async fn tell_owners(tx: &mut Transaction, now: DateTime<Utc>) -> Result<()> {
    let mut after = None;
    loop {
        let orphaned = import::orphaned(tx, after, now, BATCH).await?;
        let Some(last) = orphaned.last() else {
            return Ok(());
        };
        after = Some(last.rule());
        let mut letters = Letters::default();
        for rule in orphaned {
            let key = format!("rule:{}:delegate_inactive", rule.rule());
            letters.to(
                rule.owner(),
                &key,
                None,
                &Message::DelegateInactive {
                    delegate: rule.delegate,
                },
                now,
            );
        }
        letters.write(tx).await?;
    }
}
