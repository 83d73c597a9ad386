//! What may happen to people and to the Site's options while roles are lent.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use chrono_tz::Tz;
use services::security_console::PersonInput;

use super::model::{Lent, Model};
use super::{Play, ROLES, Rarity, ZONES, any_zone, zone};

impl Play<'_> {
    /// Somebody: often one who is not active, so that people come back.
    fn person(&mut self) -> (usize, String) {
        let people = 0..self.model.people.len();
        let away: Vec<_> = people
            .filter(|place| !self.model.is_active(*place, self.now))
            .collect();
        let place = if self.random.chance(60) && !away.is_empty() {
            self.random.pick(&away)
        } else {
            self.random.place(self.model.people.len())
        };
        (place, self.model.people[place].username.clone())
    }

    pub async fn disable_or_enable(&mut self) {
        let (place, username) = self.person();
        let disable = !self.model.people[place].is_disabled;
        self.tell(format!("{username} is disabled: {disable}"));
        let wanted = PersonInput {
            disable: Some(disable),
            ..PersonInput::default()
        };
        self.product.console(&username, wanted).await;
        self.model.people[place].is_disabled = disable;
    }

    /// The last day worked, or the first one, is moved by an import: days ago, or days on.
    pub async fn terminate_or_rehire(&mut self) {
        let (place, username) = self.person();
        let today = self.model.today(place, self.now);
        let day = today + TimeDelta::days(self.random.pick(&[-2, -1, 0, 0, 1, 1, 2]));
        let person = &mut self.model.people[place];
        match (person.terminated_on, self.random.within(0..4)) {
            (Some(_), _) => person.terminated_on = None,
            (None, 0) if person.hired_on < today => person.hired_on = day,
            _ if person.hired_on > today => person.hired_on = day.min(today),
            (None, _) => person.terminated_on = Some(day.max(person.hired_on)),
        }
        let (hired, terminated) = (person.hired_on, person.terminated_on);
        self.tell(format!("{username} works from {hired} to {terminated:?}"));
        self.product.import(&self.model, [place]).await;
    }

    pub async fn grant_or_take(&mut self) {
        let place = self.random.place(3);
        let missing = ROLES
            .into_iter()
            .find(|role| !self.model.people[place].roles.contains(role));
        let role = missing
            .filter(|_| self.random.chance(80))
            .unwrap_or(ROLES[self.random.place(2)]);
        let username = self.model.people[place].username.clone();
        let is_taken = self.model.people[place].roles.remove(role);
        if !is_taken {
            self.model.people[place].roles.insert(role);
        }
        self.tell(format!("{role} is taken from {username}: {is_taken}"));
        if self.random.chance(50) {
            return self.product.import(&self.model, [place]).await;
        }
        let (add, remove) = if is_taken { ("", role) } else { (role, "") };
        let wanted = PersonInput {
            add,
            remove,
            ..PersonInput::default()
        };
        self.product.console(&username, wanted).await;
    }

    pub async fn move_zone(&mut self) {
        let (place, username) = self.person();
        // Mostly of those who lend: theirs are the days.
        let lent = self.model.lent.iter().filter(|lent| lent.over.is_none());
        let delegators: Vec<usize> = lent.map(|lent| lent.delegator).collect();
        let (place, username) = if self.random.chance(70) && !delegators.is_empty() {
            let place = self.random.pick(&delegators);
            (place, self.model.people[place].username.clone())
        } else {
            (place, username)
        };
        let name = self.another_zone(|model, zone| model.people[place].zone = Some(zone));
        let moved = self.random.chance(80).then(|| zone(name));
        let before = self.model.clone();
        self.model.note_passed(self.now);
        self.model.people[place].zone = moved;
        self.tell(format!("{username} is in {moved:?}"));
        self.product.import(&self.model, [place]).await;
        self.reached.append(&mut self.rarities(&before, &self.model));
    }

    pub async fn move_site(&mut self) {
        let name = self.another_zone(|model, zone| model.site = zone);
        let before = self.model.clone();
        self.model.note_passed(self.now);
        self.model.site = zone(name);
        self.tell(format!("the Site is in {name}"));
        self.product.option("SITE_TIME_ZONE", name).await;
        self.reached.append(&mut self.rarities(&before, &self.model));
    }

    /// What a zone that moves brings about.
    fn rarities(&self, before: &Model, after: &Model) -> BTreeSet<Rarity> {
        let now = self.now;
        let is_rare = |lent: &Lent| {
            let is_back = |person| before.is_terminated(person, now) && !after.is_terminated(person, now);
            let has_passed = [before, after].map(|model| lent.is_before(model.today(lent.delegator, now)));
            match (lent.over, lent.begun, has_passed) {
                // By no run.
                (Some(over), ..)
                    if over > self.last_run && (is_back(lent.delegator) || is_back(lent.proxy)) =>
                {
                    Some(Rarity::TerminationTakenBack)
                }
                (None, None, [true, false]) => Some(Rarity::PassedDaysComeBack),
                (None, Some(begun), [false, true]) if begun < now => Some(Rarity::PassesWithTheZone),
                _ => None,
            }
        };
        before.lent.iter().filter_map(is_rare).collect()
    }

    /// Any zone, or one that brings something rare about.
    fn another_zone(&mut self, moved: impl Fn(&mut Model, Tz)) -> &'static str {
        let first = any_zone(self.random);
        let is_telling = |name: &&str| {
            let mut after = self.model.clone();
            moved(&mut after, zone(name));
            !self.rarities(&self.model, &after).is_empty()
        };
        let found = ZONES.into_iter().find(is_telling);
        found.filter(|_| self.random.chance(90)).unwrap_or(first)
    }

    pub async fn move_ends(&mut self) {
        self.model.ticks_the_box = !self.model.ticks_the_box;
        let value = if self.model.ticks_the_box {
            "END_OF_DAY"
        } else {
            "START_OF_DAY"
        };
        self.tell(format!("DELEGATION_END_DUE is {value}"));
        self.product.option("DELEGATION_END_DUE", value).await;
    }
}
