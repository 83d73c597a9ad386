//! The same, asked of the domain: what a save does (R6–R8, R10), what a run begins (R8, R9), and where everything stands (R11,
//! R12). Each instant it names must be the first at which the model's calendars say so.

use chrono::TimeDelta;
use domain::activity::{Activity, assignment_window};
use domain::role_delegation::{Before, Facts, Period, instants, plan, state};
use domain::zone::Zone;

use super::model::{Instant, Lent, Model};

fn zone(model: &Model, person: usize) -> Zone {
    Zone::parse(model.zone(person).name()).unwrap()
}

fn period(lent: &Lent) -> Period {
    Period::new(lent.starts_on, lent.ends_on, lent.through_end).unwrap()
}

fn activity(model: &Model, place: usize) -> Activity {
    let person = &model.people[place];
    let (active_from, active_until) =
        assignment_window(Some(person.hired_on), person.terminated_on, zone(model, place));
    Activity {
        disabled: person.is_disabled,
        active_from,
        active_until,
    }
}

/// At this instant it is so, and the moment before it was not.
fn comes_at(at: Instant, is_so: impl Fn(Instant) -> bool) -> bool {
    is_so(at) && !is_so(at - TimeDelta::microseconds(1))
}

/// Where each delegation stands.
pub fn stand(model: &Model, now: Instant) -> Result<(), String> {
    for lent in &model.lent {
        let due = instants(period(lent), zone(model, lent.delegator));
        let facts = Facts {
            begun_at: lent.begun,
            ended_at: lent.over.filter(|_| lent.begun.is_some()),
            cancelled_at: lent.over.filter(|_| lent.begun.is_none()),
            not_after: lent.passed.or(due.not_after),
            delegator: activity(model, lent.delegator),
            proxy: activity(model, lent.proxy),
            is_role_kept: model.may_lend(lent.delegator, lent.role),
        };
        let (domain, expected) = (state(&facts, now), model.state(lent, now));
        if domain != expected {
            return Err(format!(
                "the domain says {domain:?} of {lent:?}, the model {expected:?}"
            ));
        }
    }
    Ok(())
}

/// What a save at `now` has done with `lent`, which was like `old` before it, or not there.
pub fn saved(model: &Model, lent: &Lent, old: Option<&Lent>, now: Instant) -> Result<(), String> {
    let before = old.map(|old| Before {
        period: period(old),
        has_begun: old.begun.is_some(),
    });
    let had_begun = before.is_some_and(|before| before.has_begun);
    let plan = plan(period(lent), before.as_ref(), zone(model, lent.delegator), now);
    let has_come = |at| model.today(lent.delegator, at) >= lent.starts_on;
    let has_passed = |at| model.has_passed(lent, at);
    let is_end_due = |at| model.is_end_due(lent, at);
    let is_over = lent.over.is_some();
    let end_due = match plan.end_due {
        None => is_over || lent.ends_on.is_none() || lent.is_one_day() && lent.begun.is_none(),
        Some(_) if is_over => false,
        Some(due) if lent.is_one_day() && !lent.through_end => lent.begun.is_some() && due == now,
        Some(due) if lent.is_one_day() => lent.begun.is_some() && comes_at(due, has_passed),
        Some(due) => comes_at(due, is_end_due),
    };
    let claims = [
        (
            "begins now",
            plan.begins_now == (!had_begun && lent.begun.is_some()),
        ),
        ("ends now", plan.ends_now == (is_over && had_begun)),
        ("never begins", plan.never_begins == (is_over && !had_begun)),
        (
            "begin due",
            plan.begin_due.is_some() == (lent.begun.is_none() && !is_over)
                && plan.begin_due.is_none_or(|due| comes_at(due, has_come)),
        ),
        ("end due", end_due),
        (
            "not after",
            plan.not_after.is_some() == lent.ends_on.is_some()
                && plan.not_after.is_none_or(|end| {
                    // What ends with the save was in force until then.
                    comes_at(end, has_passed) || plan.ends_now && end == now
                }),
        ),
    ];
    match claims.iter().find(|(_, holds)| !holds) {
        None => Ok(()),
        Some((claim, _)) => Err(format!("{claim}: {plan:?} for {lent:?}")),
    }
}

/// What a run at `now` has begun: `after` is what it made of `before`. A begin that is due is carried out, and a single day begins
/// for as long as it lasts (R8); where the last day is over it never began (R9).
pub fn ran(before: &Model, after: &Model, now: Instant) -> Result<(), String> {
    for (lent, then) in before.lent.iter().zip(&after.lent) {
        if lent.begun.is_some() || lent.over.is_some() || lent.passed.is_some() {
            continue;
        }
        let due = instants(period(lent), zone(before, lent.delegator));
        let is_due = due.begin <= now;
        let is_over = due.not_after.is_some_and(|over| over <= now);
        let expected = (is_due && !is_over, is_due && is_over);
        let became = (then.begun.is_some(), then.begun.is_none() && then.over.is_some());
        if became != expected {
            return Err(format!(
                "begun, or never to begin: {expected:?} for {lent:?}, which became {then:?}"
            ));
        }
    }
    Ok(())
}
