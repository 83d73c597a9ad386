//! A change of `SITE_TIME_ZONE` (G1): the days of everyone without a zone of their own begin and end elsewhere now.

use chrono::{DateTime, Utc};
use db::profile_options::{self as stored, Instants};
use db::provisioning::people::{self, Who};
use db::role_delegations::{endings, rezoned};
use db::security_console::change;
use db::transaction::Transaction;
use domain::activity::{Activity, ActivityState, assignment_window};
use domain::audit::{Action, ObjectKind};
use domain::delegation_rule::rezoned;
use domain::ids::PersonId;
use domain::zone::Zone;

use crate::Result;
use crate::actor::Actor;
use crate::audit::Record;
use crate::delegates::window_facts;
use crate::notifications::{Letters, Message};
use crate::role_delegations::over::end_many;
use crate::role_delegations::reschedule::reschedule;

/// Rows read at once.
const BATCH: i64 = 2_000;

/// Computes anew when people without a zone begin and end to be active, and the windows of their rules not yet passed.
pub(super) async fn moved(tx: &mut Transaction, actor: &Actor, zone: Zone, now: DateTime<Utc>) -> Result<()> {
    move_people(tx, actor, zone, now).await?;
    reschedule(tx, actor, rezoned::Whose::WithoutZone, zone, now).await?;
    move_rules(tx, actor, zone, now).await
}

async fn move_people(tx: &mut Transaction, actor: &Actor, zone: Zone, now: DateTime<Utc>) -> Result<()> {
    let mut after = None;
    loop {
        let people = stored::without_zone(tx, after, BATCH).await?;
        let Some(last) = people.last() else { return Ok(()) };
        after = Some(last.id());
        let mut instants: Vec<(PersonId, Instants)> = Vec::new();
        let (mut left, mut turned, mut gone) = (Vec::new(), Vec::new(), Vec::new());
        for person in &people {
            let old = person.activity();
            let (active_from, active_until) = assignment_window(person.hired_on, person.terminated_on, zone);
            let new = Activity {
                active_from,
                active_until,
                ..old
            };
            if new != old {
                instants.push((person.id(), (active_from, active_until)));
            }
            if old.is_active(now) != new.is_active(now) {
                turned.push((person.id(), new.is_active(now)));
            }
            if old.state(now) == ActivityState::Terminated && new != old {
                gone.push(person.id());
            }
            if old.is_active(now) && !new.is_active(now) {
                left.push((person.id(), person.display_name.clone()));
            }
        }
        // Who had left by the old zone had lent and received nothing more since then, also if the new one brings them back (R11, R12).
        end_many(tx, actor, endings::Whose::People(&gone), now).await?;
        stored::set_instants(tx, &instants, now).await?;
        settle(tx, actor, &turned, now).await?;
        for (person, name) in left {
            change::end_sessions(tx, person).await?;
            tell_owners(tx, person, &name, now).await?;
        }
    }
}

/// What the roles of people whose work begins or ends with it become (R11, R12, R20).
async fn settle(
    tx: &mut Transaction,
    actor: &Actor,
    turned: &[(PersonId, bool)],
    now: DateTime<Utc>,
) -> Result<()> {
    let who = |is_active: bool| -> Vec<PersonId> {
        let turned = turned.iter().filter(|(_, now_active)| *now_active == is_active);
        turned.map(|(person, _)| *person).collect()
    };
    let everybody: Vec<PersonId> = turned.iter().map(|(person, _)| *person).collect();
    people::apply(tx, Who::These(&everybody), &actor.author(), now).await?;
    end_many(tx, actor, endings::Whose::People(&everybody), now).await?;
    for is_active in [false, true] {
        endings::note_activity(tx, &who(is_active), is_active, now).await?;
    }
    Ok(())
}

/// T16: an owner is told when their delegate becomes inactive.
async fn tell_owners(tx: &mut Transaction, person: PersonId, name: &str, now: DateTime<Utc>) -> Result<()> {
    let mut after = None;
    loop {
        let rules = change::rules_naming(tx, person, after, now, BATCH).await?;
        let Some(last) = rules.last() else { return Ok(()) };
        after = Some(last.rule());
        let mut letters = Letters::default();
        for rule in &rules {
            let key = format!("rule:{}:delegate_inactive", rule.rule());
            let told = Message::DelegateInactive {
                delegate: name.to_owned(),
            };
            letters.to(rule.owner(), &key, None, &told, now);
        }
        letters.write(tx).await?;
    }
}

/// Each rule that moves has its audit entry, as when its owner changes zones.
async fn move_rules(tx: &mut Transaction, actor: &Actor, zone: Zone, now: DateTime<Utc>) -> Result<()> {
    let mut after = None;
    loop {
        let rules = stored::rules_without_zone(tx, after, now, BATCH).await?;
        let Some(last) = rules.last() else { return Ok(()) };
        after = Some(last.id());
        let (mut moved, mut records) = (Vec::new(), Vec::new());
        for rule in &rules {
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
            );
            records.push(
                record
                    .concerns(rule.owner())
                    .about([rule.delegate()])
                    .before(Some(facts(old)))
                    .after(Some(facts(new))),
            );
        }
        db::people::import::move_rules(tx, &moved).await?;
        Record::write_all(records, tx).await?;
    }
}
