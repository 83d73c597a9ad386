//! What is refused is written down (G8): failed sign-ins, lock-outs and 403, each with account and address.
//!
//! Anybody can cause a refusal as often as they like, so what is written is bounded. Of the same account and address (and of a
//! page, the same page) the first one within an hour is written, then the tenth, the hundredth and so on, each with how many there
//! have been. Of each kind at most [`A_MINUTE`] are written a minute in this process, and no one person or address takes up all of that;
//! the next one that is written says how many were not.
//!
//! What was typed as a username is written only where there is such an account: people type passwords into the wrong field.

use db::transaction::Transaction;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use domain::audit::{Action, ObjectKind};
use domain::ids::PersonId;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::sync::watch;

use crate::actor::{Actor, PersonActor, RequestId, SystemActor};
use crate::audit::Record;
use crate::clock::{Clock, Stopwatch};
use crate::{Result, Services};

/// The most entries of one kind that are written a minute.
pub const A_MINUTE: u32 = 300;
/// So long refusals of the same are counted together.
const WINDOW: Duration = Duration::from_secs(60 * 60);
const MINUTE: Duration = Duration::from_secs(60);
/// The most that are counted apart: memory stays bounded. Beyond, each counts as the first, and the limit a minute holds.
const REMEMBERED: usize = 10_000;
/// The most characters of a path that are kept.
const LONGEST_PATH: usize = 200;

/// Who asked, as whatever looks at sessions and tokens found out. The server's middleware outside them puts this empty into the
/// request's extensions, and reads it after the answer: a refusal is written down with who was refused (G8).
#[derive(Debug, Clone, Default)]
pub struct Asker(Arc<OnceLock<Who>>);

impl Asker {
    /// Says who asked.
    pub fn is(&self, who: Who) {
        // The first who says so is right: nobody asks as two.
        let _ = self.0.set(who);
    }

    /// Who asked; none: nobody that is known.
    pub fn who(&self) -> Option<&Who> {
        self.0.get()
    }
}

/// What was refused. Each kind has its own limit, so that a flood of one hides none of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    /// Signing in to an account that is there.
    Account,
    /// Signing in to one that is not.
    UnknownAccount,
    /// Signing in after too many tries.
    LockedOut,
    /// A page or call, to a person or token.
    Page,
    /// The same, to nobody that is known.
    PageToNobody,
}

impl Kind {
    /// The most that one person, or one address, has written a minute: whoever asks for much hides nothing of others. From one
    /// address so many accounts can be tried a minute as signing in allows.
    fn share(self) -> u32 {
        match self {
            Self::Account | Self::LockedOut => 100,
            Self::UnknownAccount | Self::Page | Self::PageToNobody => 30,
        }
    }
}

/// One refusal that is to be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Noted {
    /// The how many-th of the same.
    times: u64,
    /// So many of its kind were not written since the last that was.
    unwritten: u64,
}

#[derive(Debug, Clone, Copy, Default)]
struct Seen {
    since: Duration,
    times: u64,
}

/// What is written a minute, of one kind.
#[derive(Debug, Clone, Copy, Default)]
struct Budget {
    since: Duration,
    written: u32,
    unwritten: u64,
}

impl Budget {
    fn is_over(&self, passed: Duration) -> bool {
        passed.saturating_sub(self.since) >= MINUTE
    }

    /// Takes one of `most` a minute, if one is left.
    fn has_room(&mut self, most: u32, passed: Duration) -> bool {
        if self.is_over(passed) {
            self.since = passed;
            self.written = 0;
        }
        let has_room = self.written < most;
        self.written += u32::from(has_room);
        has_room
    }
}

#[derive(Debug, Default)]
struct Counts {
    seen: HashMap<[u8; 32], Seen>,
    budgets: HashMap<Kind, Budget>,
    /// By kind and whoever was refused.
    shares: HashMap<[u8; 32], Budget>,
}

impl Counts {
    /// Counts one of `whose`, after `passed`; none: it is not to be written.
    fn note(&mut self, kind: Kind, whose: &str, what: &[&str], passed: Duration) -> Option<Noted> {
        let is_old = |since: Duration| passed.saturating_sub(since) >= WINDOW;
        if self.seen.len() >= REMEMBERED {
            self.seen.retain(|_, seen| !is_old(seen.since));
        }
        let key = key(kind, what);
        let full = self.seen.len() >= REMEMBERED && !self.seen.contains_key(&key);
        let first = Seen {
            since: passed,
            times: 0,
        };
        let mut apart = first;
        let seen = if full {
            &mut apart
        } else {
            self.seen.entry(key).or_insert(first)
        };
        if is_old(seen.since) {
            *seen = first;
        }
        seen.times += 1;
        let times = seen.times;
        let is_due = 10_u64.pow(times.ilog10()) == times;
        if !is_due {
            return None;
        }
        if self.shares.len() >= REMEMBERED {
            self.shares.retain(|_, share| !share.is_over(passed));
        }
        let share_key = self::key(kind, &[whose]);
        let full = self.shares.len() >= REMEMBERED && !self.shares.contains_key(&share_key);
        let has_share = full
            || self
                .shares
                .entry(share_key)
                .or_default()
                .has_room(kind.share(), passed);
        let budget = self.budgets.entry(kind).or_default();
        if !has_share || !budget.has_room(A_MINUTE, passed) {
            budget.unwritten += 1;
            return None;
        }
        Some(Noted {
            times,
            unwritten: std::mem::take(&mut budget.unwritten),
        })
    }
}

/// Takes the same room however long what was typed is.
fn key(kind: Kind, what: &[&str]) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update([kind as u8]);
    for part in what {
        hash.update(part.len().to_be_bytes());
        hash.update(part.as_bytes());
    }
    hash.finalize().into()
}

/// Counts refusals. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct Refusals {
    counts: Arc<Mutex<Counts>>,
    stopwatch: Stopwatch,
    /// How many are being written.
    pending: Arc<watch::Sender<u32>>,
}

impl Refusals {
    pub(crate) fn new(clock: Clock) -> Self {
        Self {
            counts: Arc::default(),
            pending: Arc::new(watch::Sender::new(0)),
            stopwatch: Stopwatch::new(clock),
        }
    }

    fn note(&self, kind: Kind, whose: &str, what: &[&str]) -> Option<Noted> {
        let passed = self.stopwatch.elapsed();
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        counts.note(kind, whose, what, passed)
    }
}

/// Who was refused a page or call.
#[derive(Debug, Clone)]
pub enum Who {
    /// Whoever is signed in.
    Person(PersonId),
    /// Another system, through this token.
    Token(String),
}

/// A page or call that was refused.
#[derive(Debug, Clone)]
pub struct RefusedPage<'a> {
    /// Who asked; none: nobody that is known.
    pub who: Option<&'a Who>,
    /// Where from.
    pub address: &'a str,
    /// By which method.
    pub method: &'a str,
    /// For which path, without what stands behind the question mark.
    pub path: &'a str,
    /// In which request.
    pub request_id: RequestId,
}

/// Why signing in was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub(crate) enum Failure {
    /// There is no such account.
    UnknownAccount,
    /// The account has another password, or none.
    WrongPassword,
    /// It was the right password of somebody who is not active.
    Inactive,
}

impl Failure {
    fn code(self) -> &'static str {
        self.into()
    }
}

/// Who tried to sign in, and from where.
#[derive(Debug, Clone)]
pub(crate) struct Tried {
    /// As typed, folded as usernames are compared. Written only if it is somebody's.
    pub(crate) account: String,
    pub(crate) address: String,
    pub(crate) request_id: Option<RequestId>,
}

impl Services {
    /// Writes down a failed try to sign in, if it is to be written. `person` is whose account it is.
    pub(crate) fn note_failed_sign_in(&self, tried: &Tried, person: Option<PersonId>, why: Failure) {
        let kind = match why {
            Failure::UnknownAccount => Kind::UnknownAccount,
            Failure::WrongPassword | Failure::Inactive => Kind::Account,
        };
        if let Some(noted) = self
            .refusals
            .note(kind, &tried.address, &[&tried.account, &tried.address])
        {
            let (services, tried) = (self.clone(), tried.clone());
            self.write_behind(async move {
                let facts = json!({ "reason": why.code() });
                let action = Action::SessionSignInFailed;
                services.write_sign_in(&tried, person, action, facts, noted).await
            });
        }
    }

    /// Writes down that signing in is refused for a while, if it is to be written.
    pub(crate) fn note_lock_out(&self, tried: &Tried) {
        if let Some(noted) =
            self.refusals
                .note(Kind::LockedOut, &tried.address, &[&tried.account, &tried.address])
        {
            let (services, tried) = (self.clone(), tried.clone());
            self.write_behind(async move {
                let mut conn = services.pool.get().await?;
                let person = db::people::credentials(&mut conn, &tried.account, services.now()).await?;
                drop(conn);
                let person = person.map(|person| person.id());
                let action = Action::SessionLockedOut;
                services
                    .write_sign_in(&tried, person, action, json!({}), noted)
                    .await
            });
        }
    }

    /// Writes behind the answer, which takes the same time whether there is such an account or not.
    pub(crate) fn write_behind(&self, write: impl Future<Output = Result<()>> + Send + 'static) {
        let pending = Arc::clone(&self.refusals.pending);
        pending.send_modify(|writes| *writes += 1);
        tokio::spawn(async move {
            if let Err(error) = write.await {
                tracing::error!(error = %error.chain(), "a refused sign-in could not be written into the audit log");
            }
            pending.send_modify(|writes| *writes -= 1);
        });
    }

    /// Waits until every refused sign-in is written that is to be.
    pub async fn refusals_written(&self) {
        let mut pending = self.refusals.pending.subscribe();
        // The sender lives as long as these services.
        let _ = pending.wait_for(|writes| *writes == 0).await;
    }

    async fn write_sign_in(
        &self,
        tried: &Tried,
        person: Option<PersonId>,
        action: Action,
        mut facts: Value,
        noted: Noted,
    ) -> Result<()> {
        let actor = SystemActor::in_request("/login", tried.request_id.clone());
        let now = self.now();
        let account = match person {
            Some(_) => tried.account.as_str(),
            None => "unknown account",
        };
        if let Some(facts) = facts.as_object_mut() {
            facts.insert("account".to_owned(), account.into());
            facts.insert("address".to_owned(), tried.address.as_str().into());
            facts.insert("times".to_owned(), noted.times.into());
            facts.insert("not_written".to_owned(), noted.unwritten.into());
        }
        let record = match person {
            Some(person) => Record::new(&actor, now, action, ObjectKind::Person, person).concerns(person),
            None => Record::new(&actor, now, action, ObjectKind::Account, "unknown"),
        };
        let mut tx = Transaction::autocommit(&self.pool).await?;
        record.after(Some(facts)).write(&mut tx).await
    }

    /// Writes down that a page or call was refused (403), if it is to be written.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn note_refused_page(&self, refused: RefusedPage<'_>) -> Result<()> {
        let path: String = refused.path.chars().take(LONGEST_PATH).collect();
        let who = match refused.who {
            Some(Who::Person(person)) => person.to_string(),
            Some(Who::Token(through)) => through.clone(),
            None => String::new(),
        };
        let kind = match refused.who {
            Some(_) => Kind::Page,
            None => Kind::PageToNobody,
        };
        let what = [who.as_str(), refused.address, refused.method, &path];
        let whose = if who.is_empty() {
            refused.address
        } else {
            who.as_str()
        };
        let Some(noted) = self.refusals.note(kind, whose, &what) else {
            return Ok(());
        };
        let request_id = Some(refused.request_id);
        let actor = match refused.who {
            Some(Who::Person(person)) => PersonActor::new(*person, path.clone(), request_id).into_own_right(),
            Some(Who::Token(through)) => Actor::from(SystemActor::in_request(through.clone(), request_id)),
            None => Actor::from(SystemActor::in_request(path.clone(), request_id)),
        };
        let facts = json!({
            "address": refused.address, "method": refused.method, "times": noted.times, "not_written": noted.unwritten,
        });
        let mut tx = Transaction::autocommit(&self.pool).await?;
        Record::new(&actor, self.now(), Action::AccessRefused, ObjectKind::Page, path)
            .after(Some(facts))
            .write(&mut tx)
            .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn times(counts: &mut Counts, what: &str, tries: u32, passed: u64) -> Vec<u64> {
        let passed = Duration::from_secs(passed);
        let noted = (0..tries).filter_map(|_| counts.note(Kind::Account, "10.0.0.1", &[what], passed));
        noted.map(|noted| noted.times).collect()
    }

    #[test]
    fn g8_of_the_same_the_first_the_tenth_the_hundredth_are_written() {
        let mut counts = Counts::default();
        assert_eq!(times(&mut counts, "ben", 1_234, 0), [1, 10, 100, 1_000]);
        assert_eq!(times(&mut counts, "ada", 9, 0), [1], "each apart");
        assert_eq!(times(&mut counts, "ben", 1, 3_599), Vec::<u64>::new());
        assert_eq!(times(&mut counts, "ben", 1, 3_600), [1], "after an hour");
    }

    #[test]
    fn g8_a_flood_fills_no_more_than_the_limit_a_minute_and_is_counted() {
        let mut counts = Counts::default();
        let flood = |counts: &mut Counts, kind, from: u32, passed: u64| -> Vec<Noted> {
            let all = (from..from + 20_000).filter_map(|n| {
                counts.note(
                    kind,
                    &n.to_string(),
                    &[&n.to_string()],
                    Duration::from_secs(passed),
                )
            });
            all.collect()
        };
        let first = flood(&mut counts, Kind::UnknownAccount, 0, 0);
        assert_eq!(first.len(), usize::try_from(A_MINUTE).unwrap());
        assert!(counts.seen.len() <= REMEMBERED, "{}", counts.seen.len());
        let other = counts.note(Kind::Account, "10.0.0.1", &["ben"], Duration::ZERO);
        assert_eq!(
            other.map(|noted| noted.times),
            Some(1),
            "hides none of another kind"
        );
        let next = flood(&mut counts, Kind::UnknownAccount, 50_000, 60);
        assert_eq!(next.len(), usize::try_from(A_MINUTE).unwrap());
        assert_eq!(next[0].unwritten, 20_000 - u64::from(A_MINUTE));
        assert_eq!(next[1].unwritten, 0);
    }

    #[test]
    fn g8_nobody_uses_up_what_is_written_of_others() {
        let mut counts = Counts::default();
        let mut page =
            |who: &str, path: u32| counts.note(Kind::Page, who, &[who, &path.to_string()], Duration::ZERO);
        let flood = (0..1_000).filter_map(|path| page("ada", path)).count();
        assert_eq!(flood, usize::try_from(Kind::Page.share()).unwrap());
        let other = page("ben", 1).unwrap();
        assert_eq!(other.times, 1);
        assert_eq!(other.unwritten, 1_000 - u64::from(Kind::Page.share()));
        // One address that tries as many accounts as it may: each is written.
        let mut account = |n: u32| counts.note(Kind::Account, "10.0.0.1", &[&n.to_string()], Duration::ZERO);
        assert_eq!((0..100).filter_map(&mut account).count(), 100);
        assert_eq!(account(100), None);
    }
}
