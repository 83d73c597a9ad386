//! Notices that somebody guesses the password of one account from many addresses (S). Each address has its own limit (`gate`), and a
//! limit on the account would let anybody lock its owner out; so this is found out and reported: to the audit log, to those who manage
//! security, and to the owner.
//!
//! Failures are counted in memory, as the limits are: a second server counts its own, a restart forgets them. What is written does not
//! grow with the attack: one entry an hour for an account, [`NOTICES`] notices an hour and then one that says there are more; one
//! entry an hour for all accounts that do not exist, whose names are never kept; and one an hour where more accounts fail than are
//! counted.

mod report;
#[cfg(test)]
mod tests;

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
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
/// The most accounts that are counted. Where more fail within an hour, those with the fewest failures are forgotten, so that nobody
/// hides an attack on one account behind failures of many: an account that has one in [`REMEMBERED`] of all failures stays.
const REMEMBERED: usize = 10_000;
/// So many are forgotten at a time: looking for them takes a look at all.
const FORGOTTEN: usize = REMEMBERED / 10;

/// Whose account it is; none: nobody's. All that do not exist count as one.
type Account = Option<PersonId>;

/// What is to be reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Finding {
    /// Somebody guesses the password of this account.
    Guessing(Account, Guessing),
    /// More accounts fail than are counted.
    ManyAccounts {
        /// Failures of those that are counted, within the last hour.
        failures: u32,
    },
}

/// Somebody guesses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Guessing {
    /// Failures within the last hour.
    failures: u32,
    /// From so many addresses or networks; [`ADDRESSES`] stands for that many or more.
    addresses: usize,
    notice: Notice,
}

impl Guessing {
    /// For the audit log: beyond [`ADDRESSES`] they are not counted.
    fn addresses_fact(&self) -> serde_json::Value {
        if self.addresses < ADDRESSES {
            self.addresses.into()
        } else {
            format!("{ADDRESSES} or more").into()
        }
    }
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
    /// When the last failure was, and the [`Counts::forgotten`] of then.
    last: Duration,
    ahead: u32,
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

    /// The higher, the longer it is remembered. Who comes late begins with what those before them were forgotten with, or else they
    /// would be the next to be forgotten, each time anew.
    fn rank(&self) -> u32 {
        self.ahead.saturating_add(self.failures())
    }

    fn add(&mut self, address: u64, (now, forgotten): (Duration, u32)) {
        (self.last, self.ahead) = (now, forgotten);
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
    /// When it was last reported that more accounts fail than are counted.
    many_reported: Option<Duration>,
    /// The highest rank of those that were forgotten; 0: there was room for all.
    forgotten: u32,
}

impl Counts {
    fn note(&mut self, account: Account, address: u64, now: Duration) -> Option<Finding> {
        let many = if self.accounts.len() >= REMEMBERED && !self.accounts.contains_key(&account) {
            self.make_room(now)
        } else {
            None
        };
        let seen = self.accounts.entry(account).or_default();
        seen.move_on(now);
        seen.add(address, (now, self.forgotten));
        let (failures, addresses) = (seen.failures(), seen.addresses.len());
        // There is room to be made only for the first failure of an account, which is no guessing yet.
        if failures < FAILURES || is_within_hour(seen.reported, now) {
            return many;
        }
        seen.reported = Some(now);
        let notice = match account {
            Some(_) => self.notice(now),
            None => Notice::Nobody,
        };
        let guessing = Guessing {
            failures,
            addresses,
            notice,
        };
        Some(Finding::Guessing(account, guessing))
    }

    /// Forgets the accounts that have no failures any more, or else those with the fewest, of these the ones whose last is longest
    /// ago. What is returned is to be reported.
    fn make_room(&mut self, now: Duration) -> Option<Finding> {
        self.accounts.retain(|_, seen| {
            seen.move_on(now);
            seen.failures() > 0
        });
        if self.accounts.len() < REMEMBERED {
            self.forgotten = 0;
            return None;
        }
        let all = self.accounts.values();
        let failures = all.fold(0, |all: u32, seen| all.saturating_add(seen.failures()));
        let all = self.accounts.iter();
        let mut ranked: Vec<_> = all
            .map(|(account, seen)| (seen.rank(), seen.last, *account))
            .collect();
        ranked.select_nth_unstable(FORGOTTEN - 1);
        for (rank, _, account) in ranked.into_iter().take(FORGOTTEN) {
            self.accounts.remove(&account);
            self.forgotten = self.forgotten.max(rank);
        }
        if is_within_hour(self.many_reported, now) {
            return None;
        }
        self.many_reported = Some(now);
        Some(Finding::ManyAccounts { failures })
    }

    /// What could not be written is found again at the next failure.
    fn not_written(&mut self, finding: &Finding) {
        match finding {
            Finding::Guessing(account, guessing) => {
                if let Some(seen) = self.accounts.get_mut(account) {
                    seen.reported = None;
                }
                match guessing.notice {
                    Notice::OfAccount | Notice::OfMany => self.notices.1 = self.notices.1.saturating_sub(1),
                    Notice::Nobody => {}
                }
            }
            Finding::ManyAccounts { .. } => self.many_reported = None,
        }
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

fn is_within_hour(reported: Option<Duration>, now: Duration) -> bool {
    reported.is_some_and(|reported| now.saturating_sub(reported) < HOUR)
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
    pub(super) fn note(&self, account: Account, network: &str) -> Option<Finding> {
        let mut hasher = DefaultHasher::new();
        network.hash(&mut hasher);
        let now = self.stopwatch.elapsed();
        self.counts().note(account, hasher.finish(), now)
    }

    /// It could not be reported.
    fn not_written(&self, finding: &Finding) {
        self.counts().not_written(finding);
    }

    fn counts(&self) -> MutexGuard<'_, Counts> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
