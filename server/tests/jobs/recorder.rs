//! A directory that a test looks into and lets fail: it keeps memberships as LDAP would.

use std::collections::BTreeSet;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use ldap_directory::{Membership, Recipient, Sent};
use tokio::sync::Notify;

type Pending<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;
type Answer = Arc<dyn Fn(&Membership) -> Option<Sent> + Send + Sync>;
type Aside = Box<dyn FnOnce() -> Pending<'static, ()> + Send>;

/// The directory.
#[derive(Default)]
pub struct Recorder {
    members: Mutex<BTreeSet<(String, String)>>,
    sent: Mutex<Vec<String>>,
    answer: Mutex<Option<Answer>>,
    aside: Mutex<Option<Aside>>,
    hangs: AtomicBool,
    manages: Mutex<Option<usize>>,
    hanging: Notify,
}

impl Recorder {
    pub fn new() -> Arc<Self> {
        Arc::new(Self::default())
    }

    /// Answers so instead of doing it, where the function says so.
    pub fn answers(&self, answer: impl Fn(&Membership) -> Option<Sent> + Send + Sync + 'static) {
        *self.answer.lock().unwrap() = Some(Arc::new(answer));
    }

    /// Does what it is told again.
    pub fn recovers(&self) {
        *self.answer.lock().unwrap() = None;
    }

    /// Something else happens, once, between what it is told and its answer.
    pub fn meanwhile(&self, aside: impl FnOnce() -> Pending<'static, ()> + Send + 'static) {
        *self.aside.lock().unwrap() = Some(Box::new(aside));
    }

    /// Does half of what it is told next, and then gives no answer.
    pub fn hangs(&self) {
        self.hangs.store(true, Ordering::SeqCst);
    }

    /// Manages so many of a batch in time, and no more.
    pub fn manages(&self, many: usize) {
        *self.manages.lock().unwrap() = Some(many);
    }

    /// Until it hangs.
    pub async fn is_hanging(&self) {
        self.hanging.notified().await;
    }

    /// `username role`, in order.
    pub fn members(&self) -> Vec<String> {
        let members = self.members.lock().unwrap();
        members
            .iter()
            .map(|(who, role)| format!("{who} {role}"))
            .collect()
    }

    /// `+username role` and `-username role`, as it was told.
    pub fn sent(&self) -> Vec<String> {
        self.sent.lock().unwrap().clone()
    }

    /// Forgets what it was told.
    pub fn forget(&self) {
        self.sent.lock().unwrap().clear();
    }

    fn ensure(&self, membership: &Membership) {
        let key = (membership.username.clone(), membership.role.clone());
        let mut members = self.members.lock().unwrap();
        if membership.is_member {
            members.insert(key)
        } else {
            members.remove(&key)
        };
    }
}

impl Recipient for Recorder {
    fn send<'a>(&'a self, batch: &'a [Membership]) -> Pending<'a, Vec<Sent>> {
        Box::pin(async move {
            let answer = self.answer.lock().unwrap().clone();
            let hangs = self.hangs.swap(false, Ordering::SeqCst);
            let manages = *self.manages.lock().unwrap();
            let mut answers = Vec::new();
            for (place, membership) in batch.iter().enumerate() {
                if hangs && place * 2 >= batch.len() {
                    self.hanging.notify_one();
                    std::future::pending::<()>().await;
                }
                if manages.is_some_and(|manages| place >= manages) {
                    answers.push(Sent::TooSlow("too much at once".to_owned()));
                    continue;
                }
                let sign = if membership.is_member { '+' } else { '-' };
                let line = format!("{sign}{} {}", membership.username, membership.role);
                self.sent.lock().unwrap().push(line);
                let refused = answer.as_ref().and_then(|answer| answer(membership));
                if refused.is_none() {
                    self.ensure(membership);
                }
                answers.push(refused.unwrap_or(Sent::Done));
            }
            let aside = self.aside.lock().unwrap().take();
            if let Some(aside) = aside {
                aside().await;
            }
            answers
        })
    }
}
