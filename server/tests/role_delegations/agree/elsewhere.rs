//! Every other list and check says the same as the roles in force do: console, directory, absences, tasks, rules, memberships.

use std::collections::BTreeSet;

use domain::role_delegation::State;

use super::lists::PoolSight;
use super::model::Instant;
use super::{Play, ROLES, report_of};

impl Play<'_> {
    /// Who held each role between two steps: at the first, and at each midnight until the second (T17). What is held at the
    /// second is known once the clock has moved on: what is given and taken at one instant was never held.
    pub fn note_holders(&mut self, since: Instant) {
        let Some(earlier) = self.history.before(self.now) else {
            return;
        };
        let instants: Vec<_> = [since]
            .into_iter()
            .chain(self.midnights.range(since..self.now).copied())
            .collect();
        for (person, role) in (0..earlier.people.len()).flat_map(|person| ROLES.map(|role| (person, role))) {
            if since < self.now && instants.iter().any(|at| earlier.holds(person, role, *at)) {
                self.held.insert((person, role));
            }
        }
    }

    /// Every list and check of the present: each time half of them.
    pub async fn ask_elsewhere(&mut self, person: usize) {
        if self.random.chance(50) {
            self.ask_lists(person).await;
        }
        if self.random.chance(50) {
            self.ask_of_reports(person).await;
        }
        if self.random.chance(50) {
            self.ask_pools(person).await;
        }
        if self.random.chance(50) {
            self.ask_sections_and_memberships(person).await;
        }
        if self.random.chance(50) {
            self.ask_covers(person).await;
        }
    }

    /// A task that waits for the holders of a role: who may decide it now (T11), and who sees it (T17).
    async fn ask_pools(&self, person: usize) {
        let username = &self.model.people[person].username;
        for role in ROLES {
            let decides = self.model.holds(person, role, self.now);
            let sees = decides || self.held.contains(&(person, role));
            let is_active = self.model.is_active(person, self.now);
            let expected = is_active.then_some(PoolSight { sees, decides });
            let found = self.product.pool_sight(username, self.pools[role]).await;
            assert_eq!(
                found,
                expected,
                "T11, T17: {username} and the task of {role}\n{}",
                self.story()
            );
        }
    }

    /// R14: a section of their own and one for each delegator; R13: what the directory would be told.
    async fn ask_sections_and_memberships(&self, person: usize) {
        let (model, now) = (&self.model, self.now);
        let username = &model.people[person].username;
        let in_force = model.in_force(person, now).into_iter();
        let mut expected: BTreeSet<_> = in_force
            .filter(|(role, _)| role == "line_manager")
            .map(|(_, delegator)| delegator)
            .collect();
        if model.is_active(person, now) && model.people[person].roles.contains("line_manager") {
            expected.insert(String::new());
        }
        let found = self.product.team_sections(username).await;
        assert_eq!(
            found,
            expected,
            "R14: the sections of {username}\n{}",
            self.story()
        );
        let holds = |role: &&str| model.holds(person, role, now);
        let expected: BTreeSet<_> = ROLES.into_iter().filter(holds).collect();
        let found = self.product.memberships(username, now).await;
        assert_eq!(found, expected, "R13: the groups of {username}\n{}", self.story());
    }

    /// Who covers whom, as a CSV: the rules of a person, those that have ended and the others.
    async fn ask_covers(&self, person: usize) {
        let username = &self.model.people[person].username;
        let covers = self.model.covers.iter().filter(|cover| cover.owner == person);
        let lines: Vec<_> = covers
            .map(|cover| {
                let delegate = self.model.people[cover.delegate].username.clone();
                let is_active = self.model.is_active(cover.delegate, self.now);
                (
                    delegate,
                    is_active,
                    self.model.rule_state(cover, self.now).to_owned(),
                )
            })
            .collect();
        let (ended, live): (Vec<_>, Vec<_>) = lines.into_iter().partition(|(.., state)| state == "Ended");
        for (filter, expected) in [("", live), ("ended", ended)] {
            let found = self.product.covers(username, filter).await;
            assert_eq!(
                found,
                expected,
                "T1–T3: the rules of {username}, {filter:?}\n{}",
                self.story()
            );
        }
    }

    /// The lists of the Security Console and of the directory.
    async fn ask_lists(&self, person: usize) {
        let username = self.model.people[person].username.clone();
        let expected = self.model.in_force(person, self.now);
        let console = self.product.console_lists(&username).await;
        assert_eq!(
            console.received,
            expected,
            "the Security Console of {username}\n{}",
            self.story()
        );
        let directory = self.product.directory_lists(&username).await;
        assert_eq!(
            directory,
            expected,
            "the directory's page of {username}\n{}",
            self.story()
        );
        for role in ROLES {
            let lent = self.model.lent.iter();
            let theirs = lent.filter(|lent| lent.delegator == person && lent.role == role);
            let states: Vec<_> = theirs.map(|lent| self.model.state(lent, self.now)).collect();
            let of = |wanted: &[State]| states.iter().filter(|state| wanted.contains(state)).count();
            let open = (of(&[State::InForce, State::Suspended]), of(&[State::Scheduled]));
            if let Some(found) = console.lent.get(role) {
                assert_eq!(*found, open, "R3: {role} of {username}\n{}", self.story());
            }
        }
    }

    /// Somebody who reports to the delegator, for the chain (D), now and around the edges.
    async fn ask_of_reports(&mut self, person: usize) {
        let username = self.model.people[person].username.clone();
        for delegator in 0..2 {
            let report = report_of(&self.model.people[delegator].username);
            let name = self.model.people[delegator].username.clone();
            let begin = self.history.begin();
            for at in [self.now, self.instant(begin, self.now)] {
                let in_force = if at == self.now {
                    self.model.in_force(person, at)
                } else {
                    self.history.in_force(person, at)
                };
                let expected = in_force.contains(&("line_manager".to_owned(), name.clone()));
                if person == delegator {
                    continue;
                }
                let found = self.product.may_manage(&username, &report, at).await;
                assert_eq!(
                    found,
                    (expected, expected),
                    "check and Why can: {username} for {report} at {at}\n{}",
                    self.story()
                );
            }
        }
    }
}
