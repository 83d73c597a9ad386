//! A change of `SITE_TIME_ZONE` (G1): the days of everyone without a zone of their own begin and end elsewhere now.

use chrono::{DateTime, Utc};
use db::profile_options::{self as stored, Instants};
use db::provisioning::people::{self, Who};
use db::role_delegations::rezoned::Whose;
use db::role_delegations::{endings, terminations};
use db::security_console::change;
use db::transaction::Transaction;
use domain::activity::{Activity, ActivityState, assignment_window};
use domain::ids::PersonId;
use domain::zone::Zone;

use crate::Result;
use crate::actor::Actor;
use crate::delegates;
use crate::delegates::leavers::notify_owners_of;
use crate::role_delegations::over::end_many;
use crate::role_delegations::reschedule::reschedule;

/// Rows read at once.
const BATCH: i64 = 2_000;

/// Computes anew when people without a zone begin and end to be active, and the windows of their rules not yet passed.
pub(super) async fn moved(tx: &mut Transaction, actor: &Actor, zone: Zone, now: DateTime<Utc>) -> Result<()> {
    move_people(tx, actor, zone, now).await?;
    reschedule(tx, actor, Whose::WithoutZone, zone, now).await?;
    delegates::reschedule::reschedule(tx, actor, Whose::WithoutZone, zone, now).await
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
                left.push(person.id());
            }
        }
        // Who had left by the old zone had lent and received nothing more since then, also if the new one brings them back (R11, R12).
        end_many(tx, actor, terminations::Whose::People(&gone), now).await?;
        stored::set_instants(tx, &instants, now).await?;
        settle(tx, actor, &turned, now).await?;
        for person in left {
            change::end_sessions(tx, person).await?;
            notify_owners_of(tx, person, now).await?;
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
    end_many(tx, actor, terminations::Whose::People(&everybody), now).await?;
    for is_active in [false, true] {
        endings::note_activity(tx, &who(is_active), is_active, now).await?;
    }
    Ok(())
}
