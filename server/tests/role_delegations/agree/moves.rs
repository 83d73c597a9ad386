//! What may happen to the clock and to delegations, each done to the program and to the model. What R1–R5 refuse is foretold,
//! too.

use chrono::{NaiveDate, TimeDelta};
use domain::role_delegation::State;

use super::model::Lent;
use super::{Play, ROLES, Rarity, domain_rules};

impl Play<'_> {
    /// To the same instant, some minutes on, up to an edge of a day or to one at which something passes, or days on.
    pub fn move_clock(&mut self) {
        let edges: Vec<_> = self
            .midnights
            .range(self.now + TimeDelta::seconds(1)..self.now + TimeDelta::days(3))
            .copied()
            .collect();
        let what_passed = |at| {
            let lent = self.model.lent.iter().filter(|lent| lent.over.is_none());
            lent.filter(|lent| self.model.has_passed(lent, at) || self.model.has_cause_to_end(lent, at))
                .count()
        };
        let now = what_passed(self.now);
        let telling = edges.iter().find(|edge| what_passed(**edge) != now);
        let moment = TimeDelta::microseconds(self.random.within(-1..2));
        self.now = match (self.random.within(0..10), edges.first(), telling) {
            (3..5, Some(edge), _) | (5..7, _, Some(edge)) => *edge + moment,
            (7..9, ..) => self.now + TimeDelta::minutes(self.random.within(1..900)),
            (9.., ..) => self.now + TimeDelta::minutes(self.random.within(900..4_000)),
            _ => self.now,
        };
        self.product.at(self.now);
    }

    pub async fn do_something(&mut self) {
        match self.random.within(0..100) {
            0..11 => self.run().await,
            11..41 => self.create().await,
            41..55 => self.change().await,
            55..58 => self.delete().await,
            58..63 => self.disable_or_enable().await,
            63..73 => self.terminate_or_rehire().await,
            73..77 => self.grant_or_take().await,
            77..89 => self.move_zone().await,
            89..97 => self.move_site().await,
            _ => self.move_ends().await,
        }
    }

    pub fn tell(&mut self, what: String) {
        self.story.push(format!("{}: {what}", self.now));
    }

    async fn run(&mut self) {
        self.tell("the job runs".to_owned());
        self.product.run().await;
        self.last_run = self.now;
        let before = self.model.clone();
        self.model.run(self.now);
        self.holds(domain_rules::ran(&before, &self.model, self.now));
    }

    /// A start around today, and an end around it.
    fn days(&mut self, today: NaiveDate) -> (NaiveDate, Option<NaiveDate>) {
        let start = today + TimeDelta::days(self.random.pick(&[-1, 0, 0, 0, 1, 1, 1, 2, 2, 3]));
        let end = match self.random.within(0..10) {
            0..2 => None,
            2..4 => Some(start),
            _ => Some(start + TimeDelta::days(self.random.within(-1..4))),
        };
        (start, end)
    }

    /// Delegators act for themselves where they can, else the HR specialist does.
    fn is_own(&mut self, delegator: usize) -> bool {
        self.random.chance(50) && self.model.is_active(delegator, self.now)
    }

    async fn create(&mut self) {
        let people = self.model.people.len();
        let delegator = self.random.place(3);
        // Mostly to the same few, so that days come to overlap.
        let proxy = if self.random.chance(70) {
            3
        } else {
            (delegator + 1 + self.random.place(people - 1)) % people
        };
        let role = ROLES[self.random.place(2)];
        let today = self.model.today(delegator, self.now);
        let (starts_on, ends_on) = self.days(today);
        let through_end = ends_on.is_some() && self.random.chance(50);
        let mut lent = Lent {
            id: 0,
            delegator,
            proxy,
            role,
            starts_on,
            ends_on,
            through_end,
            begun: None,
            over: None,
            passed: None,
            ended: None,
        };
        let is_allowed = !self.model.is_terminated(delegator, self.now)
            && self.model.may_lend(delegator, role)
            && self.model.is_active(proxy, self.now)
            && starts_on >= today
            && ends_on.is_none_or(|end| end >= starts_on)
            && !self.model.overlaps(&lent);
        let names = [delegator, proxy].map(|person| self.model.people[person].username.clone());
        let is_own = self.is_own(delegator);
        let created = self
            .product
            .create(
                (&names[0], is_own),
                (&names[1], role),
                (starts_on, ends_on, through_end),
            )
            .await;
        self.tell(format!(
            "{} lends {role} to {} from {starts_on} to {ends_on:?}, included {through_end}: {created:?}",
            names[0], names[1]
        ));
        assert_eq!(created.is_some(), is_allowed, "R1–R5\n{}", self.story());
        let Some(id) = created else { return };
        lent.id = id;
        self.model.lent.push(lent);
        let place = self.model.lent.len() - 1;
        self.model.saved(place, true, self.now);
        self.holds(domain_rules::saved(
            &self.model,
            &self.model.lent[place],
            None,
            self.now,
        ));
    }

    async fn change(&mut self) {
        if self.model.lent.is_empty() {
            return self.create().await;
        }
        let place = self.some_lent();
        let old = self.model.lent[place].clone();
        let today = self.model.today(old.delegator, self.now);
        let is_fixed = old.begun.is_some() || old.starts_on <= today;
        let (start, end) = self.days(today);
        let mut lent = old.clone();
        lent.starts_on = if is_fixed || self.random.chance(40) {
            old.starts_on
        } else {
            start
        };
        // Mostly to about today, which ends things in ways of their own (R10).
        lent.ends_on = if self.random.chance(40) {
            Some(today + TimeDelta::days(self.random.within(-1..3)))
        } else {
            end
        };
        // Sometimes of the same end, so that only the box changes.
        if self.random.chance(20) && old.ends_on.is_some_and(|end| end >= lent.starts_on) {
            lent.ends_on = old.ends_on;
        }
        lent.through_end = lent.ends_on.is_some() && self.random.chance(50);
        let is_longer = lent.ends_on.is_none_or(|end| end >= lent.starts_on) && lent.reaches_beyond(&old);
        let is_allowed = !self.is_over(&old)
            && (is_fixed || lent.starts_on >= today)
            && lent
                .ends_on
                .is_none_or(|end| end >= today && end >= lent.starts_on)
            && (!is_longer
                || self.model.may_lend(lent.delegator, lent.role)
                    && self.model.is_active(lent.proxy, self.now)
                    && !self.model.overlaps(&lent));
        let delegator = self.model.people[lent.delegator].username.clone();
        let is_own = self.is_own(lent.delegator);
        let days = (lent.starts_on, lent.ends_on, lent.through_end);
        let is_changed = self.product.change((&delegator, is_own), lent.id, days).await;
        self.tell(format!(
            "{} is changed to {} to {:?}, included {}: {is_changed}",
            lent.id, days.0, days.1, days.2
        ));
        assert_eq!(is_changed, is_allowed, "R1\n{}", self.story());
        // Of what has begun, a save of the dates that it has changes nothing, an end of today neither (R10).
        let is_same = days == (old.starts_on, old.ends_on, old.through_end);
        if is_changed && !(is_same && old.begun.is_some()) {
            let is_end_changed = lent.ends_on != old.ends_on;
            self.model.lent[place] = lent;
            self.model.saved(place, is_end_changed, self.now);
            if old.begun.is_none() && self.model.lent[place].over.is_some() {
                self.reached.insert(Rarity::EndsBeforeAnyRunBeganIt);
            }
            self.holds(domain_rules::saved(
                &self.model,
                &self.model.lent[place],
                Some(&old),
                self.now,
            ));
        }
    }

    /// One that may still be changed, mostly.
    fn some_lent(&mut self) -> usize {
        let places = 0..self.model.lent.len();
        let open: Vec<_> = places
            .filter(|place| !self.is_over(&self.model.lent[*place]))
            .collect();
        if self.random.chance(90) && !open.is_empty() {
            self.random.pick(&open)
        } else {
            self.random.place(self.model.lent.len())
        }
    }

    fn is_over(&self, lent: &Lent) -> bool {
        matches!(self.model.state(lent, self.now), State::Ended | State::Cancelled)
    }

    async fn delete(&mut self) {
        if self.model.lent.is_empty() {
            return self.create().await;
        }
        let place = self.some_lent();
        let lent = self.model.lent[place].clone();
        let delegator = self.model.people[lent.delegator].username.clone();
        let is_own = self.is_own(lent.delegator);
        let is_deleted = self.product.delete((&delegator, is_own), lent.id).await;
        self.tell(format!("{} is deleted: {is_deleted}", lent.id));
        assert_eq!(is_deleted, !self.is_over(&lent), "R12\n{}", self.story());
        if is_deleted {
            self.model.lent[place].over = Some(self.now);
        }
    }
}
