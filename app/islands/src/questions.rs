//! What is asked of the server while somebody types.

use std::pin::Pin;
use std::rc::Rc;
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::server_error::ServerError;

/// Asks the question; what comes of it is after how long it may be asked again, where it was asked too often.
type Ask = Rc<dyn Fn() -> Pin<Box<dyn Future<Output = Option<Duration>>>>>;

/// The questions of one field or form, in the browser only. The latest one counts: a question that has not been asked yet when
/// the next one comes is never asked, and an answer to one that is not the latest any more is dropped. A field or form that is there
/// no more has asked none.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Questions {
    latest: RwSignal<usize>,
}

impl Questions {
    pub(crate) fn new() -> Self {
        Self {
            latest: RwSignal::new(0),
        }
    }

    /// There is nothing to ask now, and whatever was asked does not count any more.
    pub(crate) fn drop_all(self) {
        self.next();
    }

    /// Asks once the typing has rested. Asked too often, what is said stays until the question may be asked again.
    pub(crate) fn ask<T, A>(
        self,
        rest: Duration,
        ask: impl Fn() -> A + 'static,
        answered: impl Fn(Result<T, ServerError>) + 'static,
    ) where
        T: 'static,
        A: Future<Output = Result<T, ServerError>> + 'static,
    {
        let number = self.next();
        let answered = Rc::new(answered);
        let ask: Ask = Rc::new(move || {
            let (answer, answered) = (ask(), Rc::clone(&answered));
            Box::pin(async move {
                let answer = answer.await;
                if !self.is_latest(number) {
                    return None;
                }
                if let Err(ServerError::TooMany { seconds }) = answer {
                    return Some(Duration::from_secs(seconds.into()));
                }
                answered(answer);
                None
            })
        });
        self.wait(number, rest, ask);
    }

    fn wait(self, number: usize, rest: Duration, ask: Ask) {
        if rest.is_zero() {
            self.send(number, ask);
        } else {
            set_timeout(move || self.send(number, ask), rest);
        }
    }

    fn send(self, number: usize, ask: Ask) {
        if !self.is_latest(number) {
            return;
        }
        spawn_local(async move {
            if let Some(again) = ask().await {
                self.wait(number, again, ask);
            }
        });
    }

    fn next(self) -> usize {
        let number = self.latest.get_untracked().wrapping_add(1);
        self.latest.set(number);
        number
    }

    fn is_latest(self, number: usize) -> bool {
        self.latest.try_get_untracked() == Some(number)
    }
}
