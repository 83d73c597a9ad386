//! Turns at hashing passwords (S). A hash takes a processor for some 30 ms and 19 MiB, so few are made at once, and few wait.
//!
//! A [`Turn`] goes with the hashing itself, into its thread: whoever leaves meanwhile frees nothing that is still in use. Those who
//! wait are taken in turn by where they come from, so that nobody stands behind a flood from elsewhere; whoever finds the queue full
//! is told so at once.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

/// The most that wait for one source.
const WAITING_FOR_ONE: usize = 16;
/// The most that wait in all: two seconds' work for one processor.
const WAITING: usize = 64;

/// Whoever waits was taken out of the queue, or it was full.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too many passwords wait to be checked")]
pub(super) struct Busy;

/// Turns. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Hashing {
    inner: Arc<Inner>,
    /// One more at a time, for browsers that are known: a flood from many addresses fills the other queue, and not theirs.
    known: Arc<Inner>,
}

struct Inner {
    /// How many at once.
    at_once: usize,
    queue: Mutex<Queue>,
}

#[derive(Default)]
struct Queue {
    running: usize,
    /// Who waits, by source; the source whose turn it is stands first. None of them is empty.
    sources: VecDeque<Source>,
}

struct Source {
    name: String,
    /// What the source is a part of: who has many sources has one group.
    group: String,
    /// The first came first.
    waiting: VecDeque<oneshot::Sender<Turn>>,
}

/// The right to hash one password, until it is dropped.
pub(crate) struct Turn {
    inner: Arc<Inner>,
}

impl Hashing {
    /// Half of the processors hash; the others serve.
    pub(crate) fn new() -> Self {
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        Self::at_once((processors / 2).clamp(1, 4))
    }

    fn at_once(at_once: usize) -> Self {
        let inner = |at_once| {
            Arc::new(Inner {
                at_once,
                queue: Mutex::default(),
            })
        };
        Self {
            inner: inner(at_once),
            known: inner(1),
        }
    }

    /// A turn for somebody from that source, which is a part of that group, as soon as one is free.
    ///
    /// # Errors
    /// At once where too many wait.
    pub(super) async fn turn(&self, source: &str, group: &str) -> Result<Turn, Busy> {
        turn_in(&self.inner, source, group).await
    }

    /// The same for a known browser.
    ///
    /// # Errors
    /// At once where too many of them wait.
    pub(super) async fn turn_of_known(&self, browser: &str) -> Result<Turn, Busy> {
        turn_in(&self.known, browser, browser).await
    }

    /// A turn for the program itself, such as a command, which waits as long as it takes.
    pub(crate) async fn turn_of_program(&self) -> crate::Result<Turn> {
        let (give, get) = oneshot::channel();
        let busy = |error: String| crate::Error::internal(error);
        self.queue()
            .join("", "", give, false)
            .map_err(|error| busy(error.to_string()))?;
        self.inner.go_on();
        get.await.map_err(|error| busy(error.to_string()))
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.inner.queue()
    }
}

async fn turn_in(inner: &Arc<Inner>, source: &str, group: &str) -> Result<Turn, Busy> {
    let (give, get) = oneshot::channel();
    inner.queue().join(source, group, give, true)?;
    inner.go_on();
    get.await.map_err(|_| Busy)
}

impl Inner {
    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Gives free turns to those who wait.
    fn go_on(self: &Arc<Self>) {
        loop {
            let next = {
                let mut queue = self.queue();
                if queue.running >= self.at_once {
                    return;
                }
                let Some(next) = queue.next() else { return };
                queue.running += 1;
                next
            };
            let turn = Turn {
                inner: Arc::clone(self),
            };
            // Whoever has left leaves the turn to the next: it is given back where it cannot be given.
            drop(next.send(turn));
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.inner.queue().running -= 1;
        self.inner.go_on();
    }
}

impl Queue {
    /// Stands somebody in the queue.
    fn join(
        &mut self,
        source: &str,
        group: &str,
        give: oneshot::Sender<Turn>,
        is_bounded: bool,
    ) -> Result<(), Busy> {
        self.forget_leavers();
        let own = self.sources.iter().position(|one| one.name == source);
        let waiting = own
            .and_then(|own| self.sources.get(own))
            .map_or(0, |own| own.waiting.len());
        if is_bounded {
            if waiting >= WAITING_FOR_ONE {
                return Err(Busy);
            }
            let all: usize = self.sources.iter().map(|one| one.waiting.len()).sum();
            if all >= WAITING {
                self.make_room_for(group, waiting)?;
            }
        }
        // Making room may have moved the sources.
        match self.sources.iter_mut().find(|one| one.name == source) {
            Some(own) => own.waiting.push_back(give),
            None => self.sources.push_back(Source {
                name: source.to_owned(),
                group: group.to_owned(),
                waiting: VecDeque::from([give]),
            }),
        }
        Ok(())
    }

    /// Takes a last comer out of the queue: of the group for which most wait, for a group with far fewer; else of the source for which
    /// most wait, for a source with far fewer.
    fn make_room_for(&mut self, group: &str, waiting: usize) -> Result<(), Busy> {
        let of_group = |group: &str| -> usize {
            let sources = self.sources.iter().filter(|one| one.group == group);
            sources.map(|one| one.waiting.len()).sum()
        };
        let widest = self.sources.iter().map(|one| one.group.as_str());
        let widest = widest.max_by_key(|one| of_group(one)).map(str::to_owned);
        let crowd = widest.filter(|widest| of_group(widest) > of_group(group) + 1);
        let most = self
            .sources
            .iter_mut()
            .filter(|one| crowd.as_ref().is_none_or(|crowd| one.group == *crowd))
            .max_by_key(|one| one.waiting.len());
        match most {
            Some(most) if crowd.is_some() || most.waiting.len() > waiting + 1 => {
                most.waiting.pop_back();
                self.sources.retain(|source| !source.waiting.is_empty());
                Ok(())
            }
            _ => Err(Busy),
        }
    }

    fn forget_leavers(&mut self) {
        for source in &mut self.sources {
            source.waiting.retain(|give| !give.is_closed());
        }
        self.sources.retain(|source| !source.waiting.is_empty());
    }

    /// Whose turn it is.
    fn next(&mut self) -> Option<oneshot::Sender<Turn>> {
        let mut source = self.sources.pop_front()?;
        let next = source.waiting.pop_front();
        if !source.waiting.is_empty() {
            self.sources.push_back(source);
        }
        next
    }
}

#[cfg(test)]
mod tests;
