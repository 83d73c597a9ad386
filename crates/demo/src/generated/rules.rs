//! Delegation rules for one person in twenty: half of them permanent, the others in force, to come or ended.

use chrono::{DateTime, TimeDelta, Utc};
use db::delegation_rules::NewRule;
use domain::delegation_rule::{RuleKind, window};
use domain::ids::PersonId;

use super::people::Organisation;

/// Owners leave this remainder divided by [`ONE_IN`]; their delegates are the next, who have no rule of their own.
const OWNER: usize = 7;
const ONE_IN: usize = 20;

/// Saved how many days ago, and the first and last day counted from today.
type Days = (i64, Option<(i64, i64)>);

const STATES: [Days; 10] = [
    (700, None),
    (400, None),
    (200, None),
    (90, None),
    (30, None),
    (9, Some((-5, 9))),
    (3, Some((-2, 12))),
    (2, Some((6, 20))),
    (50, Some((-45, -31))),
    (25, Some((-20, -8))),
];

/// The rules of an organisation whose first person has that id.
pub(super) fn rules(organisation: Organisation, first: PersonId, now: DateTime<Utc>) -> Vec<NewRule> {
    let owners = (OWNER..organisation.people.saturating_sub(1)).step_by(ONE_IN);
    let free = |number: &usize| !organisation.is_named(*number) && !organisation.is_named(*number + 1);
    owners
        .filter(free)
        .filter_map(|owner| rule(organisation, first, owner, now))
        .collect()
}

fn rule(organisation: Organisation, first: PersonId, number: usize, now: DateTime<Utc>) -> Option<NewRule> {
    let id = |number: usize| {
        i64::try_from(number)
            .ok()
            .map(|number| PersonId(first.0 + number))
    };
    let (saved, days) = STATES.get(number / ONE_IN % STATES.len()).copied()?;
    let zone = organisation.zone(number);
    let day = |days: i64| zone.today(now).checked_add_signed(TimeDelta::try_days(days)?);
    let kind = match days {
        None => RuleKind::Permanent,
        Some((starts, ends)) => RuleKind::Temporary {
            starts_on: day(starts)?,
            ends_on: day(ends)?,
        },
    };
    let saved_at = now - TimeDelta::try_days(saved)?;
    let owner = id(number)?;
    Some(NewRule {
        owner,
        delegate: id(number + 1)?,
        window: window(&kind, zone, saved_at),
        kind,
        keep_copy: !number.is_multiple_of(3),
        saved_by: owner,
        saved_at,
    })
}
