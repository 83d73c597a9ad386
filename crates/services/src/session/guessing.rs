//! Notices that somebody guesses the password of one account from many addresses (S). Each address has its own limit (`gate`), and a
//! limit on the account would let anybody lock its owner out; so this is found out and reported: to the audit log, to those who manage
//! security, and to the owner.
//!
//! Failures are counted in memory, as the limits are: a second server counts its own, a restart forgets them. What is written does not
//! grow with the attack: one entry an hour for an account, [`NOTICES`] notices an hour and then one that says there are more; and one
//! entry an hour for all accounts that do not exist, whose names are never kept.

mod report;
#[cfg(test)]
mod tests;

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use domain::ids::PersonId;

use crate::clock::Stopwatch;

/// So many failures of one account within an hour are reported.
pub const FAILURES: u32 = 100;
/// How many accounts an hour whoever manages security is notified of one by one.
pub const NOTICES: u32 = 10;
const HOUR: Duration = Duration::from_secs(60 * 60);
/// An hour is counted in parts of five minutes, so that it can pass bit by bit.
const PARTS: usize = 12;
const PART_SECONDS: u64 = 300;
/// The most addresses of one account that are told apart.
const ADDRESSES: usize = 64;
/// The most accounts that are counted. Beyond, which takes failures of so many within an hour, further ones are not.
const REMEMBERED: usize = 10_000;

/// Whose account it is; none: nobody's. All that do not exist count as one.
type Account = Option<PersonId>;

/// Somebody guesses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Guessing {
    /// Failures within the last hour.
    failures: u32,
    /// From so many addresses or networks; [`ADDRESSES`] stands for that many or more.
    addresses: usize,
    notice: Notice,
}

/// Who of those who manage security is notified.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Notice {
    /// Of this account.
    OfAccount,
    /// That there are more accounts than are named.
    OfMany,
    /// Nobody any more within this hour, or of an account that does not exist.
    Nobody,
}

#[derive(Debug, Default)]
struct Seen {
    /// Failures in each part of the last hour, and the number of the newest part.
    parts: [u32; PARTS],
    newest: u64,
    addresses: HashSet<u64>,
    reported: Option<Duration>,
}

impl Seen {
    /// Forgets the parts that are more than an hour old.
    fn move_on(&mut self, now: Duration) {
        let part = now.as_secs() / PART_SECONDS;
        for passed in self.newest + 1..=part.min(self.newest + PARTS as u64) {
            if let Some(old) = self.parts.get_mut(place(passed)) {
                *old = 0;
            }
        }
        self.newest = self.newest.max(part);
        if self.failures() == 0 {
            self.addresses.clear();
        }
    }

    fn failures(&self) -> u32 {
        self.parts.iter().fold(0, |all, part| all.saturating_add(*part))
    }

    fn add(&mut self, address: u64) {
        if let Some(part) = self.parts.get_mut(place(self.newest)) {
            *part = part.saturating_add(1);
        }
        if self.addresses.len() < ADDRESSES {
            self.addresses.insert(address);
        }
    }
}

fn place(part: u64) -> usize {
    usize::try_from(part % PARTS as u64).unwrap_or_default()
}

#[derive(Debug, Default)]
struct Counts {
    accounts: HashMap<Account, Seen>,
    /// When the hour of notices began, and how many there were in it.
    notices: (Duration, u32),
}

impl Counts {
    fn note(&mut self, account: Account, address: u64, now: Duration) -> Option<Guessing> {
        if self.accounts.len() >= REMEMBERED && !self.accounts.contains_key(&account) {
            self.accounts.retain(|_, seen| {
                seen.move_on(now);
                seen.failures() > 0
            });
            if self.accounts.len() >= REMEMBERED {
                return None;
            }
        }
        let seen = self.accounts.entry(account).or_default();
        seen.move_on(now);
        seen.add(address);
        let (failures, addresses) = (seen.failures(), seen.addresses.len());
        let was_reported = seen
            .reported
            .is_some_and(|reported| now.saturating_sub(reported) < HOUR);
        if failures < FAILURES || was_reported {
            return None;
        }
        seen.reported = Some(now);
        let notice = match account {
            Some(_) => self.notice(now),
            None => Notice::Nobody,
        };
        Some(Guessing {
            failures,
            addresses,
            notice,
        })
    }

    fn notice(&mut self, now: Duration) -> Notice {
        let (since, count) = &mut self.notices;
        if now.saturating_sub(*since) >= HOUR {
            (*since, *count) = (now, 0);
        }
        *count = count.saturating_add(1);
        match *count {
            count if count <= NOTICES => Notice::OfAccount,
            count if count == NOTICES + 1 => Notice::OfMany,
            _ => Notice::Nobody,
        }
    }
}

/// Counts failures. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct Guesses {
    counts: Arc<Mutex<Counts>>,
    stopwatch: Stopwatch,
}

impl Guesses {
    pub(crate) fn new(stopwatch: &Stopwatch) -> Self {
        Self {
            counts: Arc::default(),
            stopwatch: stopwatch.clone(),
        }
    }

    /// Counts a failure of an account from a network; what is returned is to be reported.
    pub(super) fn note(&self, account: Account, network: &str) -> Option<Guessing> {
        let mut hasher = DefaultHasher::new();
        network.hash(&mut hasher);
        let now = self.stopwatch.elapsed();
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        counts.note(account, hasher.finish(), now)
    }
}
