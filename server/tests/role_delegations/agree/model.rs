//! What R6–R12 say, as slowly and plainly as they say it: a day has come when the calendar on the delegator's wall shows
//! it, and nothing is ever turned into an instant. Past and future are not worked out, they are kept and played through.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use domain::role_delegation::State;

pub type Instant = DateTime<Utc>;

/// Somebody of the organisation.
#[derive(Debug, Clone)]
pub struct Person {
    pub username: String,
    /// None: the Site's.
    pub zone: Option<Tz>,
    pub hired_on: NaiveDate,
    pub terminated_on: Option<NaiveDate>,
    pub is_disabled: bool,
    /// Roles granted by hand, other than employee.
    pub roles: BTreeSet<&'static str>,
    /// A role that a provisioning rule lets them have given to others (R2 b).
    pub may_provision: Option<&'static str>,
}

/// A delegation.
#[derive(Debug, Clone)]
pub struct Lent {
    pub id: i64,
    /// Places in the list of people.
    pub delegator: usize,
    pub proxy: usize,
    pub role: &'static str,
    pub starts_on: NaiveDate,
    pub ends_on: Option<NaiveDate>,
    /// The end date is included (R6).
    pub through_end: bool,
    pub begun: Option<Instant>,
    /// Ended or cancelled, for good.
    pub over: Option<Instant>,
    /// The calendar of another zone already showed the day after the last one: what has passed stays passed (G1).
    pub passed: Option<Instant>,
    /// Since when it is over, whether or not anything has noted that (R11).
    pub ended: Option<Instant>,
}

impl Lent {
    pub fn is_one_day(&self) -> bool {
        self.ends_on == Some(self.starts_on)
    }

    /// R5: whether the delegation covers that day.
    pub fn covers(&self, day: NaiveDate) -> bool {
        let is_before_end = self.ends_on.is_none_or(|end| day < end);
        let is_end = self.ends_on == Some(day);
        day >= self.starts_on && (is_before_end || is_end && (self.through_end || self.is_one_day()))
    }

    /// Whether every day that it covers is before that one.
    pub fn is_before(&self, day: NaiveDate) -> bool {
        let Some(end) = self.ends_on else { return false };
        let mut days = self.starts_on.iter_days().take_while(|covered| *covered <= end);
        day > self.starts_on && !days.any(|covered| covered >= day && self.covers(covered))
    }

    fn has_day_in_common(&self, other: &Self) -> bool {
        match (self.ends_on, other.ends_on) {
            (None, None) => true,
            (Some(end), _) => {
                let mut days = self.starts_on.iter_days().take_while(|day| *day <= end);
                days.any(|day| self.covers(day) && other.covers(day))
            }
            (None, Some(_)) => other.has_day_in_common(self),
        }
    }

    /// R1: it covers an earlier or a later day than `old` did.
    pub fn reaches_beyond(&self, old: &Self) -> bool {
        let last = [self.ends_on, old.ends_on].into_iter().flatten().max();
        let horizon = last.unwrap_or(old.starts_on).max(old.starts_on);
        let is_later = match (self.ends_on, old.ends_on) {
            (_, None) => false,
            (None, Some(_)) => true,
            (Some(_), Some(_)) => old
                .starts_on
                .iter_days()
                .take_while(|day| *day <= horizon)
                .any(|day| self.covers(day) && old.is_before(day)),
        };
        // R8: a single day without its end ends with the next run of the job, before the day is over.
        let ends_by_run = |lent: &Self| lent.is_one_day() && !lent.through_end;
        let lasts_longer = ends_by_run(old) && !ends_by_run(self) && self.covers(old.starts_on);
        self.starts_on < old.starts_on || is_later || lasts_longer
    }
}

/// A delegation rule (T1–T3).
#[derive(Debug, Clone)]
pub struct Cover {
    /// Places in the list of people.
    pub owner: usize,
    pub delegate: usize,
    /// First and last day, both whole; none: until it is removed.
    pub days: Option<(NaiveDate, NaiveDate)>,
    /// The calendar of another zone already showed the first day, or the day after the last one: what has begun stays begun, and
    /// what has passed stays passed (G1).
    pub begun: bool,
    pub passed: bool,
}

/// Everything that decides who acts for whom.
#[derive(Debug, Clone)]
pub struct Model {
    pub site: Tz,
    /// `DELEGATION_END_DUE` is `END_OF_DAY`: of what is there, that says nothing (R6).
    pub ticks_the_box: bool,
    pub people: Vec<Person>,
    pub lent: Vec<Lent>,
    pub covers: Vec<Cover>,
}

impl Model {
    pub fn zone(&self, person: usize) -> Tz {
        self.people[person].zone.unwrap_or(self.site)
    }

    /// What the calendar on that person's wall shows.
    pub fn today(&self, person: usize, at: Instant) -> NaiveDate {
        at.with_timezone(&self.zone(person)).date_naive()
    }

    pub fn is_terminated(&self, person: usize, at: Instant) -> bool {
        let last_day = self.people[person].terminated_on;
        last_day.is_some_and(|last_day| self.today(person, at) > last_day)
    }

    pub fn is_active(&self, person: usize, at: Instant) -> bool {
        let is_hired = self.people[person].hired_on <= self.today(person, at);
        is_hired && !self.people[person].is_disabled && !self.is_terminated(person, at)
    }

    /// R2, R12.
    pub fn may_lend(&self, person: usize, role: &'static str) -> bool {
        let person = &self.people[person];
        person.roles.contains(role) || person.may_provision == Some(role)
    }

    /// R11: the end of the last day.
    pub fn has_passed(&self, lent: &Lent, at: Instant) -> bool {
        lent.passed.is_some() || lent.is_before(self.today(lent.delegator, at))
    }

    /// R12.
    pub fn has_cause_to_end(&self, lent: &Lent, at: Instant) -> bool {
        self.is_terminated(lent.delegator, at)
            || self.is_terminated(lent.proxy, at)
            || !self.may_lend(lent.delegator, lent.role)
    }

    /// R6, R8: a run of the job at this instant would end it, had it begun before that run.
    pub fn is_end_due(&self, lent: &Lent, at: Instant) -> bool {
        self.has_passed(lent, at) || lent.is_one_day() && !lent.through_end
    }

    /// R12, in the words of the pages.
    pub fn state(&self, lent: &Lent, at: Instant) -> State {
        let is_over = lent.over.is_some() || self.has_passed(lent, at) || self.has_cause_to_end(lent, at);
        match (lent.begun.is_some(), is_over) {
            (true, true) => State::Ended,
            (false, true) => State::Cancelled,
            (false, false) => State::Scheduled,
            (true, false) if self.is_active(lent.delegator, at) && self.is_active(lent.proxy, at) => {
                State::InForce
            }
            (true, false) => State::Suspended,
        }
    }

    /// R5: another one that counts has a day in common with it.
    pub fn overlaps(&self, lent: &Lent) -> bool {
        let parties = |lent: &Lent| (lent.delegator, lent.proxy, lent.role);
        self.lent.iter().any(|other| {
            let counts = other.id != lent.id && other.over.is_none();
            counts && parties(other) == parties(lent) && other.has_day_in_common(lent)
        })
    }

    /// Who lends what to this person at that instant: role and username, in order.
    pub fn in_force(&self, proxy: usize, at: Instant) -> BTreeSet<(String, String)> {
        let lent = self.lent.iter();
        lent.filter(|lent| lent.proxy == proxy && self.state(lent, at) == State::InForce)
            .map(|lent| (lent.role.to_owned(), self.people[lent.delegator].username.clone()))
            .collect()
    }

    /// R13: whether anything at all gives a role to an active person.
    pub fn holds(&self, person: usize, role: &str, at: Instant) -> bool {
        let is_proxy = || self.in_force(person, at).iter().any(|(lent, _)| lent == role);
        self.is_active(person, at) && (self.people[person].roles.contains(role) || is_proxy())
    }

    /// T3, G1: how a rule stands, in the words of the pages.
    pub fn rule_state(&self, cover: &Cover, at: Instant) -> &'static str {
        let today = self.today(cover.owner, at);
        match cover.days {
            None => "In force",
            Some((_, last)) if cover.passed || today > last => "Ended",
            Some((first, _)) if cover.begun || today >= first => "In force",
            Some(_) => "Scheduled",
        }
    }

    /// R12: what has a cause to end has ended for good, whatever comes afterwards.
    pub fn settle(&mut self, at: Instant) {
        for place in 0..self.lent.len() {
            let lent = &self.lent[place];
            if lent.over.is_none() && self.has_cause_to_end(lent, at) {
                self.lent[place].over = Some(at);
            }
        }
    }

    /// What time alone has ended since `since`, when everything was as it is now: at the first instant at which a calendar says so
    /// (R11).
    pub fn note_ends(&mut self, since: Instant, at: Instant, midnights: &BTreeSet<Instant>) {
        for place in 0..self.lent.len() {
            let lent = &self.lent[place];
            if lent.begun.is_none() || lent.ended.is_some() {
                continue;
            }
            let is_over = |at: Instant| self.state(lent, at) == State::Ended;
            let passing = midnights.range(since..=at).copied();
            let found = passing.chain([at]).find(|instant| is_over(*instant));
            self.lent[place].ended = found;
        }
    }

    /// Before somebody's zone changes: what has passed by the old one stays passed (G1).
    pub fn note_passed(&mut self, at: Instant) {
        for place in 0..self.lent.len() {
            let lent = &self.lent[place];
            if lent.passed.is_none() && self.has_passed(lent, at) {
                self.lent[place].passed = Some(at);
            }
        }
        for place in 0..self.covers.len() {
            let state = self.rule_state(&self.covers[place], at);
            let cover = &mut self.covers[place];
            (cover.begun, cover.passed) = (state != "Scheduled", state == "Ended");
        }
    }

    /// R7, R10: what a save does at once. Where the start was earlier and the end is changed to today, that is the end, be it
    /// included or not, also of what no run has begun: it never begins (R9).
    pub fn saved(&mut self, place: usize, is_end_changed: bool, at: Instant) {
        let today = self.today(self.lent[place].delegator, at);
        let has_passed = self.has_passed(&self.lent[place], at);
        let lent = &mut self.lent[place];
        let is_today = is_end_changed && lent.ends_on.is_some_and(|end| end <= today);
        let was_earlier = lent.begun.is_some() || lent.starts_on < today;
        if was_earlier && (is_today || has_passed) && !lent.is_one_day() {
            lent.over = Some(at);
        } else if lent.begun.is_none() && lent.starts_on <= today {
            lent.begun = Some(at);
        }
    }

    /// One run of the job (R8, R9, R12).
    pub fn run(&mut self, at: Instant) {
        self.settle(at);
        for place in 0..self.lent.len() {
            let lent = &self.lent[place];
            let is_too_late = self.has_passed(lent, at);
            let has_come = self.today(lent.delegator, at) >= lent.starts_on;
            let ends = self.is_end_due(lent, at);
            let lent = &mut self.lent[place];
            match (lent.over, lent.begun) {
                (None, None) if lent.passed.is_some() || has_come && is_too_late => lent.over = Some(at),
                (None, None) if has_come => lent.begun = Some(at),
                (None, Some(_)) if ends => lent.over = Some(at),
                _ => {}
            }
        }
    }

    /// The future as if nothing changed and the job ran all the time: at each midnight, and again right after it.
    pub fn foresee(&self, now: Instant, midnights: &BTreeSet<Instant>) -> History {
        let moment = TimeDelta::microseconds(1);
        let mut future = self.clone();
        let mut history = History::default();
        let soon = [now + moment, now + moment * 2];
        let later = midnights
            .range(now + moment * 3..)
            .flat_map(|midnight| [*midnight, *midnight + moment]);
        for at in soon.into_iter().chain(later) {
            future.run(at);
            history.keep(at, &future);
        }
        history
    }
}

/// How everything was from each of these instants on.
#[derive(Debug, Default)]
pub struct History(Vec<(Instant, Model)>);

impl History {
    pub fn keep(&mut self, from: Instant, model: &Model) {
        self.0.push((from, model.clone()));
    }

    /// The first of them.
    pub fn begin(&self) -> Instant {
        self.0[0].0
    }

    /// Everything as it was at the last of them before that instant.
    pub fn before(&self, at: Instant) -> Option<&Model> {
        let known = self.0.iter().rev().find(|(from, _)| *from < at);
        known.map(|(_, model)| model)
    }

    pub fn in_force(&self, proxy: usize, at: Instant) -> BTreeSet<(String, String)> {
        let known = self.0.iter().rev().find(|(from, _)| *from <= at);
        known.map_or_else(BTreeSet::new, |(_, model)| model.in_force(proxy, at))
    }
}
