//! The limit on guessing: failed tries per username and per address, in this process. Who knows the password is
//! never held up by having signed in often.

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use governor::clock::DefaultClock;
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::DefaultKeyedStateStore;
use governor::{Quota, RateLimiter};
use sha2::{Digest, Sha256};

/// Failures of one username: ten in a row, then one every six seconds.
const PER_ACCOUNT: NonZeroU32 = nonzero(10);
/// Failures from one address, behind which a whole office may sit: a hundred in a row, then a hundred a minute.
const PER_ADDRESS: NonZeroU32 = nonzero(100);
/// Names and addresses are forgotten beyond this many: memory stays bounded.
const REMEMBERED: usize = 10_000;

const fn nonzero(number: u32) -> NonZeroU32 {
    match NonZeroU32::new(number) {
        Some(number) => number,
        None => NonZeroU32::MIN,
    }
}

/// What was typed, hashed: a key takes the same room however long that was, and a form may be long.
type Key = [u8; 32];

fn key(text: &str) -> Key {
    Sha256::digest(text.as_bytes()).into()
}

type Limiter = RateLimiter<Key, DefaultKeyedStateStore<Key>, DefaultClock, StateInformationMiddleware>;

/// Counts failures of one kind of key.
struct Failures {
    limiter: Limiter,
    /// How long it takes until one more failure is allowed.
    pause: Duration,
    closed_until: Mutex<HashMap<Key, Instant>>,
}

impl Failures {
    fn new(per_minute: NonZeroU32) -> Self {
        let quota = Quota::per_minute(per_minute);
        Self {
            limiter: RateLimiter::keyed(quota).with_middleware::<StateInformationMiddleware>(),
            pause: quota.replenish_interval(),
            closed_until: Mutex::default(),
        }
    }

    fn is_open(&self, text: &str) -> bool {
        let key = key(text);
        let mut closed = self.closed_until.lock().unwrap_or_else(PoisonError::into_inner);
        match closed.get(&key) {
            Some(until) if Instant::now() < *until => false,
            Some(_) => {
                closed.remove(&key);
                true
            }
            None => true,
        }
    }

    fn count(&self, text: &str) {
        let key = key(text);
        let exhausted = match self.limiter.check_key(&key) {
            Ok(left) => left.remaining_burst_capacity() == 0,
            Err(_) => true,
        };
        if exhausted {
            let mut closed = self.closed_until.lock().unwrap_or_else(PoisonError::into_inner);
            let now = Instant::now();
            if closed.len() > REMEMBERED {
                closed.retain(|_, until| now < *until);
            }
            closed.insert(key, now + self.pause);
        }
        if self.limiter.len() > REMEMBERED {
            self.limiter.retain_recent();
        }
    }
}

/// The limit on guessing. Cheap to clone.
#[derive(Clone)]
pub struct Gate {
    accounts: Arc<Failures>,
    addresses: Arc<Failures>,
}

impl Gate {
    /// Nobody has failed yet.
    pub fn new() -> Self {
        Self {
            accounts: Arc::new(Failures::new(PER_ACCOUNT)),
            addresses: Arc::new(Failures::new(PER_ADDRESS)),
        }
    }

    /// Whether this username may be tried from this address now.
    pub(super) fn is_open(&self, account: &str, address: &str) -> bool {
        self.accounts.is_open(account) && self.addresses.is_open(address)
    }

    /// Counts a failed try.
    pub(super) fn count_failure(&self, account: &str, address: &str) {
        self.accounts.count(account);
        self.addresses.count(address);
    }
}

impl Default for Gate {
    fn default() -> Self {
        Self::new()
    }
}
