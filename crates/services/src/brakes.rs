//! Brakes on how often somebody may do something (S): how often a person may ask and comment, and how often a token may call.
//! They hold up whoever goes on without a pause, such as a script that has gone wrong, and nobody who works.
//!
//! They are judged before any work, in memory and in this process: a second server doubles them, a restart forgets them.
//! `Brake::rate` is the table of all of them; which of them holds an endpoint is said in the table of endpoints. Downloads are bounded
//! by how many there are at once, and how long one takes (`downloads`).

mod downloads;

use std::fmt;
use std::hash::Hash;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

use domain::ids::PersonId;
use governor::clock::Clock;
use governor::middleware::NoOpMiddleware;
use governor::state::keyed::DashMapStateStore;
use governor::{NotUntil, Quota, RateLimiter};

use crate::api::secret::Secret;
use crate::clock::Stopwatch;
use downloads::Downloads;
pub use downloads::{Download, LONGEST_DOWNLOAD};

/// Calls a second for one token, unless the installation says otherwise.
pub const USUAL_API_RATE: NonZeroU32 = count(2_000);

/// Those who have done nothing for long are forgotten at every so many checks.
const CHECKS_BETWEEN_SWEEPS: u32 = 256;

/// The most people or tokens that one brake remembers. Beyond, which takes so many of them at once, newcomers pass: a brake
/// guards no right, and memory stays bounded.
const REMEMBERED: usize = 100_000;

/// What is braked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Brake {
    /// Requests for a role, by person.
    Requests,
    /// Comments on tasks, by person. Each task counts.
    Comments,
    /// Operations on several things, by person.
    Operations,
    /// What pickers and previews ask, by person.
    Questions,
    /// Lists that are searched, filtered or turned over, by person.
    Searches,
    /// Downloads that a person has under way.
    Downloads,
    /// Downloads that everybody has under way.
    AllDownloads,
    /// Calls to the API, by token.
    Calls,
}

/// How often.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Rate {
    count: NonZeroU32,
    per: Period,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Period {
    Second,
    Minute,
    /// Not how often, but how many at the same time.
    AtOnce,
}

const fn count(number: u32) -> NonZeroU32 {
    match NonZeroU32::new(number) {
        Some(number) => number,
        None => NonZeroU32::MIN,
    }
}

impl Brake {
    /// How often each may be done; for calls the installation says it.
    fn rate(self, calls: NonZeroU32) -> Rate {
        let (count, per) = match self {
            Self::Requests => (count(10), Period::Minute),
            Self::Comments => (count(30), Period::Minute),
            Self::Operations => (count(30), Period::Minute),
            Self::Questions => (count(20), Period::Second),
            Self::Searches => (count(300), Period::Minute),
            Self::Downloads => (count(2), Period::AtOnce),
            Self::AllDownloads => (count(4), Period::AtOnce),
            Self::Calls => (calls, Period::Second),
        };
        Rate { count, per }
    }

    /// Its word in the metrics.
    fn code(self) -> &'static str {
        self.into()
    }
}

/// Somebody was too quick; nothing was done. Its words are for them, and say when to try again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooMany {
    brake: Brake,
    rate: Rate,
    /// How many they wanted to do at once.
    wanted: u32,
    /// After so many seconds it can be done, if nothing else is done meanwhile. At least 1.
    pub seconds: u32,
}

impl fmt::Display for TooMany {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (most, per) = (self.rate.count, self.rate.per);
        match (self.brake, self.wanted) {
            (Brake::Requests, _) => write!(f, "You have made {most} requests in the last {per}."),
            (Brake::Comments, 1) => write!(f, "You have made {most} comments in the last {per}."),
            (Brake::Comments, _) => write!(
                f,
                "You can make {most} comments a {per}, and these would be more."
            ),
            (Brake::Operations, _) => write!(
                f,
                "You have done something to several tasks {most} times in the last {per}."
            ),
            (Brake::Questions, _) => write!(f, "You have asked {most} times in the last {per}."),
            (Brake::Searches, _) => write!(f, "You have searched {most} times in the last {per}."),
            (Brake::Downloads, _) => write!(
                f,
                "You have {most} downloads under way. Wait until one has ended."
            ),
            (Brake::AllDownloads, _) => write!(
                f,
                "{most} downloads are under way, and Locum makes no more {per}."
            ),
            (Brake::Calls, _) => write!(f, "This token has made {most} calls in the last {per}."),
        }?;
        match self.seconds {
            1 => f.write_str(" Try again in 1 second."),
            seconds => write!(f, " Try again in {seconds} seconds."),
        }
    }
}

impl std::error::Error for TooMany {}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Second => "second",
            Self::Minute => "minute",
            Self::AtOnce => "at once",
        })
    }
}

/// All brakes. Cheap to clone.
#[derive(Clone)]
pub struct Brakes {
    requests: Arc<Limiter<PersonId>>,
    comments: Arc<Limiter<PersonId>>,
    operations: Arc<Limiter<PersonId>>,
    questions: Arc<Limiter<PersonId>>,
    searches: Arc<Limiter<PersonId>>,
    downloads: Downloads,
    calls: Arc<Limiter<Vec<u8>>>,
}

impl Brakes {
    /// Nobody has done anything yet. `calls` is how many a token may make in a second.
    pub fn new(stopwatch: &Stopwatch, calls: NonZeroU32) -> Self {
        Self {
            requests: Arc::new(Limiter::new(Brake::Requests, stopwatch, calls)),
            comments: Arc::new(Limiter::new(Brake::Comments, stopwatch, calls)),
            operations: Arc::new(Limiter::new(Brake::Operations, stopwatch, calls)),
            questions: Arc::new(Limiter::new(Brake::Questions, stopwatch, calls)),
            searches: Arc::new(Limiter::new(Brake::Searches, stopwatch, calls)),
            downloads: Downloads::default(),
            calls: Arc::new(Limiter::new(Brake::Calls, stopwatch, calls)),
        }
    }

    /// A person asks for a role.
    ///
    /// # Errors
    /// When they have asked too often.
    pub fn request(&self, person: PersonId) -> Result<(), TooMany> {
        self.requests.check(&person, NonZeroU32::MIN)
    }

    /// A person comments on so many tasks, which is all or nothing. More than [`Brakes::most_comments`] are never taken.
    ///
    /// # Errors
    /// When that is too many.
    pub fn comment(&self, person: PersonId, tasks: NonZeroU32) -> Result<(), TooMany> {
        self.comments.check(&person, tasks)
    }

    /// Tasks that one form may comment on.
    pub fn most_comments(&self) -> u32 {
        self.comments.rate.count.get()
    }

    /// A person starts an operation on several things.
    ///
    /// # Errors
    /// When they have started too many.
    pub fn operation(&self, person: PersonId) -> Result<(), TooMany> {
        self.operations.check(&person, NonZeroU32::MIN)
    }

    /// A picker or preview asks for a person.
    ///
    /// # Errors
    /// When it has asked too often.
    pub fn question(&self, person: PersonId) -> Result<(), TooMany> {
        self.questions.check(&person, NonZeroU32::MIN)
    }

    /// A person searches, filters or turns over a list.
    ///
    /// # Errors
    /// When they have searched too often.
    pub fn search(&self, person: PersonId) -> Result<(), TooMany> {
        self.searches.check(&person, NonZeroU32::MIN)
    }

    /// A person begins a download, which ends when what is returned is dropped.
    ///
    /// # Errors
    /// When they, or all together, have too many under way.
    pub fn download(&self, person: PersonId) -> Result<Download, TooMany> {
        self.downloads.begin(person)
    }

    /// A call with this token, of which nobody knows yet whether it is one: that would take a query.
    ///
    /// # Errors
    /// When it came too often.
    pub fn call(&self, token: &Secret) -> Result<(), TooMany> {
        self.calls.check(&token.hash(), NonZeroU32::MIN)
    }
}

type States<K> = RateLimiter<K, DashMapStateStore<K>, Stopwatch, NoOpMiddleware<Duration>>;

/// One brake: who has done how much.
struct Limiter<K: Eq + Hash + Clone> {
    brake: Brake,
    rate: Rate,
    stopwatch: Stopwatch,
    states: States<K>,
    checks: AtomicU32,
    /// How many it remembers.
    most: usize,
    is_full: AtomicBool,
}

impl<K: Eq + Hash + Clone> Limiter<K> {
    fn new(brake: Brake, stopwatch: &Stopwatch, calls: NonZeroU32) -> Self {
        let rate = brake.rate(calls);
        let quota = match rate.per {
            Period::Second => Quota::per_second(rate.count),
            Period::Minute => Quota::per_minute(rate.count),
            // No limiter counts these; one that did would hold up as little as it can.
            Period::AtOnce => Quota::per_second(rate.count),
        };
        Self {
            brake,
            rate,
            stopwatch: stopwatch.clone(),
            states: RateLimiter::new(quota, DashMapStateStore::default(), stopwatch.clone()),
            checks: AtomicU32::new(0),
            most: REMEMBERED,
            is_full: AtomicBool::new(false),
        }
    }

    fn check(&self, who: &K, wanted: NonZeroU32) -> Result<(), TooMany> {
        self.sweep();
        if self.is_full.load(Ordering::Relaxed) {
            return Ok(());
        }
        let wait = match self.states.check_key_n(who, wanted) {
            Ok(Ok(())) => return Ok(()),
            Ok(Err(not_until)) => self.wait(&not_until),
            Err(_) => Duration::from_secs(u64::MAX),
        };
        metrics::counter!("locum_too_many_total", "brake" => self.brake.code()).increment(1);
        let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
        let seconds = u32::try_from(seconds).unwrap_or(u32::MAX);
        Err(TooMany {
            brake: self.brake,
            rate: self.rate,
            wanted: wanted.get(),
            seconds: seconds.max(1),
        })
    }

    fn wait(&self, not_until: &NotUntil<Duration>) -> Duration {
        not_until.wait_time_from(self.stopwatch.now())
    }

    /// Forgets those whose count is back where it began.
    fn sweep(&self) {
        if self.checks.fetch_add(1, Ordering::Relaxed) % CHECKS_BETWEEN_SWEEPS == CHECKS_BETWEEN_SWEEPS - 1 {
            self.states.retain_recent();
            self.is_full
                .store(self.states.len() >= self.most, Ordering::Relaxed);
        }
    }
}

impl Clock for Stopwatch {
    type Instant = Duration;

    fn now(&self) -> Duration {
        self.elapsed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock as Time;

    const MANY: i64 = 3_000;

    /// A brake on requests, and the file that its clock is.
    fn brake() -> (Limiter<PersonId>, tempfile::NamedTempFile) {
        let file = tempfile::NamedTempFile::new().unwrap();
        at(&file, "2028-01-11T09:00:00Z");
        let stopwatch = Stopwatch::of_steps(Time::file(file.path().to_owned()));
        (Limiter::new(Brake::Requests, &stopwatch, USUAL_API_RATE), file)
    }

    fn at(file: &tempfile::NamedTempFile, instant: &str) {
        std::fs::write(file.path(), instant).unwrap();
    }

    #[test]
    fn s_whoever_has_done_nothing_for_long_is_forgotten() {
        let (brake, file) = brake();
        for person in 0..MANY {
            brake.check(&PersonId(person), NonZeroU32::MIN).unwrap();
        }
        assert_eq!(brake.states.len(), 3_000, "all of them within a minute");
        at(&file, "2028-01-11T09:02:00Z");
        for _ in 0..CHECKS_BETWEEN_SWEEPS {
            let _ = brake.check(&PersonId(MANY), NonZeroU32::MIN);
        }
        assert_eq!(brake.states.len(), 1);
    }

    #[test]
    fn s_a_brake_remembers_so_many_and_lets_newcomers_pass() {
        let (mut brake, file) = brake();
        brake.most = 1_000;
        let most = 1_000;
        let sweep = i64::from(CHECKS_BETWEEN_SWEEPS);
        for person in 0..2 * most {
            brake.check(&PersonId(person), NonZeroU32::MIN).unwrap();
        }
        let remembered = i64::try_from(brake.states.len()).unwrap();
        assert!((most..=most + sweep).contains(&remembered), "{remembered}");
        // A minute later there is room again, and it brakes as before.
        at(&file, "2028-01-11T09:02:00Z");
        for _ in 0..sweep {
            let _ = brake.check(&PersonId(0), NonZeroU32::MIN);
        }
        let held_up = (0..20).filter(|_| brake.check(&PersonId(1), NonZeroU32::MIN).is_err());
        assert_eq!(held_up.count(), 10);
    }

    #[test]
    fn s_the_machines_time_passes_where_a_clock_file_stands_still() {
        let file = tempfile::NamedTempFile::new().unwrap();
        at(&file, "2028-01-11T09:00:00Z");
        let (both, steps) = (
            Stopwatch::new(Time::file(file.path().to_owned())),
            Stopwatch::of_steps(Time::file(file.path().to_owned())),
        );
        let before = both.elapsed();
        while both.elapsed() == before {}
        assert_eq!(steps.elapsed(), Duration::ZERO);
        at(&file, "2028-01-11T10:00:00Z");
        assert!(both.elapsed() > Duration::from_secs(3_600));
        assert_eq!(steps.elapsed(), Duration::from_secs(3_600));
        at(&file, "2028-01-11T08:00:00Z");
        assert_eq!(steps.elapsed(), Duration::from_secs(3_600), "it never goes back");
        at(&file, "9999-12-31T00:00:00Z");
        assert_eq!(
            steps.elapsed(),
            Duration::from_secs(3_600) + Duration::from_secs(86_400)
        );
    }
}
