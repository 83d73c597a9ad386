//! The limit on guessing (S). Nobody can be kept out by others: tries count for the account and the address together, and
//! failures for the address as well. Who signs in from a browser that is known has a limit of that browser's.
//!
//! A try counts when it begins, so of a hundred that are sent at once only as many are heard as may fail. What became of it is
//! said afterwards: who knows the password is hardly held up by signing in often.
//!
//! Counts are this process': a second server doubles them, a restart forgets them.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use sha2::{Digest, Sha256};

use crate::clock::Stopwatch;

/// Tries of one account from one address, whatever becomes of them: sixty in a row, then one a second.
const TRIES: Rate = Rate::new(60, Duration::from_secs(1));
/// Failures of one account from one address: ten in a row, then one every six seconds.
const FAILURES: Rate = Rate::new(10, Duration::from_secs(6));
/// Failures from one address, behind which a whole office may sit: a hundred in a row, then a hundred a minute.
const ADDRESS_FAILURES: Rate = Rate::new(100, Duration::from_millis(600));
/// The most keys that one count remembers; memory stays bounded. Beyond, which takes so many addresses at once, newcomers are not
/// counted: what they cost is bounded by the queue for hashing.
const REMEMBERED: usize = 100_000;

/// What was typed, hashed: a key takes the same room however long that was, and a form may be long.
type Key = [u8; 32];

fn key(parts: &[&str]) -> Key {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.len().to_be_bytes());
        hash.update(part.as_bytes());
    }
    hash.finalize().into()
}

/// So many in a row, and one more after each pause.
#[derive(Debug, Clone, Copy)]
struct Rate {
    pause: Duration,
    /// What so many in a row take up.
    burst: Duration,
}

impl Rate {
    const fn new(in_a_row: u32, pause: Duration) -> Self {
        Self {
            pause,
            burst: pause.saturating_mul(in_a_row),
        }
    }
}

/// Counts of one kind. A key's number is the instant at which its count is back at none.
struct Counts {
    rate: Rate,
    most: usize,
    free_at: Mutex<State>,
}

#[derive(Default)]
struct State {
    keys: HashMap<Key, Duration>,
    swept_at: Duration,
}

impl Counts {
    fn new(rate: Rate) -> Self {
        Self {
            rate,
            most: REMEMBERED,
            free_at: Mutex::default(),
        }
    }

    /// Counts one, if there is room for it.
    fn take(&self, key: Key, now: Duration) -> bool {
        let mut state = self.free_at.lock().unwrap_or_else(PoisonError::into_inner);
        // Full: those that are back at none are forgotten, at most once a pause.
        if state.keys.len() >= self.most && now.saturating_sub(state.swept_at) >= self.rate.pause {
            state.keys.retain(|_, free_at| *free_at > now);
            state.swept_at = now;
        }
        let from = state.keys.get(&key).copied().unwrap_or_default().max(now);
        let next = from.saturating_add(self.rate.pause);
        if next > now.saturating_add(self.rate.burst) {
            return false;
        }
        if state.keys.len() < self.most || state.keys.contains_key(&key) {
            state.keys.insert(key, next);
        }
        true
    }

    /// Takes one back.
    fn give_back(&self, key: &Key) {
        let mut state = self.free_at.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(free_at) = state.keys.get_mut(key) {
            *free_at = free_at.saturating_sub(self.rate.pause);
        }
    }
}

/// The limit on guessing. Cheap to clone.
#[derive(Clone)]
pub struct Gate {
    tries: Arc<Counts>,
    failures: Arc<Counts>,
    addresses: Arc<Counts>,
    stopwatch: Stopwatch,
}

/// A try that is being made. Dropped without a word, as when its sender leaves, it has failed.
pub(super) struct Try<'gate> {
    gate: &'gate Gate,
    account: Key,
    /// None: what is counted is a known browser's.
    address: Option<Key>,
}

impl Gate {
    /// Nobody has tried yet.
    pub fn new(stopwatch: &Stopwatch) -> Self {
        Self {
            tries: Arc::new(Counts::new(TRIES)),
            failures: Arc::new(Counts::new(FAILURES)),
            addresses: Arc::new(Counts::new(ADDRESS_FAILURES)),
            stopwatch: stopwatch.clone(),
        }
    }

    /// Begins a try of this account from this address; none: there were too many.
    pub(super) fn enter(&self, account: &str, address: &str) -> Option<Try<'_>> {
        let network = network(address);
        self.begin(
            key(&["address", account, &network]),
            Some(key(&["address", &network])),
        )
    }

    /// Begins a try of this account from a browser that is known to be theirs; none: there were too many in it.
    pub(super) fn enter_known(&self, account: &str, browser: &str) -> Option<Try<'_>> {
        self.begin(key(&["browser", account, browser]), None)
    }

    fn begin(&self, account: Key, address: Option<Key>) -> Option<Try<'_>> {
        let now = self.stopwatch.elapsed();
        if !self.failures.take(account, now) {
            return None;
        }
        if address.is_some_and(|address| !self.addresses.take(address, now)) {
            self.failures.give_back(&account);
            return None;
        }
        let begun = Try {
            gate: self,
            account,
            address,
        };
        if !self.tries.take(account, now) {
            begun.did_not_fail();
            return None;
        }
        Some(begun)
    }
}

impl Try<'_> {
    /// It was no failure: it was right, or the machine's fault.
    pub(super) fn did_not_fail(self) {
        self.gate.failures.give_back(&self.account);
        if let Some(address) = self.address {
            self.gate.addresses.give_back(&address);
        }
    }
}

/// Whose address it is; what is no address is nobody's but its own.
pub(super) fn network(address: &str) -> String {
    address.parse().map_or_else(|_| address.to_owned(), network_of)
}

/// The network that an address belongs to, as far as the outside can tell: of IPv6 everybody has one of their own, 2^64 addresses.
pub fn network_of(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
        IpAddr::V4(v4) => v4.to_string(),
    }
}

/// What an address's network is a part of: of IPv6 a customer may have up to 2^16 networks, all of them in one of these. For bounds
/// on what one customer may take, above those on a network; not for counting failures, as neighbours would keep each other out.
pub fn wide_network_of(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V6(v6) => {
            let [a, b, c, ..] = v6.segments();
            format!("{a:x}:{b:x}:{c:x}::/48")
        }
        IpAddr::V4(v4) => v4.to_string(),
    }
}

/// The wide network of an address; what is no address is nobody's but its own.
pub(super) fn wide_network(address: &str) -> String {
    address
        .parse()
        .map_or_else(|_| address.to_owned(), wide_network_of)
}

#[cfg(test)]
mod tests;
