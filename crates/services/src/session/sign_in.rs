//! Signing in: the same answer and the same time for everybody who may not, and a limit on trying.

use db::transaction::Transaction;
use domain::audit::{Action, ObjectKind};
use domain::ids::PersonId;
use domain::username::username_key;

use super::gate::{Try, network, wide_network};
use super::hashing::{Busy, Turn};
use super::known_browser::{BrowserId, remember};
use super::password;
use crate::Error;
use crate::actor::{PersonActor, RequestId};
use crate::audit::Record;
use crate::refusals::{Failure, Tried};
use crate::session::Authentication;

/// Why nobody was signed in.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// Unknown username, wrong password, no password set, or inactive: never said which.
    #[error("wrong username or password")]
    Refused,
    /// Too many tries for this username from this address, or from this address.
    #[error("too many tries")]
    TooMany,
    /// Too many sign in at this moment.
    #[error("too many sign in at this moment")]
    Busy,
    /// Something else.
    #[error(transparent)]
    Failed(#[from] Error),
}

impl From<db::Error> for SignInError {
    fn from(error: db::Error) -> Self {
        Self::Failed(error.into())
    }
}

/// A try to sign in, as it was sent.
pub struct SignIn {
    /// As typed.
    pub username: String,
    /// As typed; never logged: the type is not `Debug`.
    pub password: String,
    /// Where the request came from.
    pub address: String,
    /// What the browser's cookie says it is.
    pub browser: Option<BrowserId>,
    /// The request, for the audit log.
    pub request_id: Option<RequestId>,
}

/// Somebody who has signed in.
#[derive(Debug)]
pub struct SignedIn {
    /// Who.
    pub person: PersonId,
    /// The id that their browser has from now on.
    pub browser: BrowserId,
}

impl<'a> Authentication<'a> {
    /// Who has this username and password.
    ///
    /// # Errors
    /// See [`SignInError`].
    pub async fn sign_in(self, sent: SignIn) -> Result<SignedIn, SignInError> {
        let account = username_key(sent.username.trim());
        let tried = Tried {
            account: account.clone(),
            address: sent.address.clone(),
            request_id: sent.request_id.clone(),
        };
        let (attempt, turn) = match self.admit(&account, &sent).await {
            Ok(admitted) => admitted,
            Err(error) => return Err(self.note_not_heard(&tried, error)),
        };
        let checked = self.check(&account, turn, sent.password).await;
        // A fault of ours is no failure of theirs.
        let (person, failure) = match checked {
            Ok(checked) => checked,
            Err(error) => {
                attempt.did_not_fail();
                return Err(error.into());
            }
        };
        match (person, failure) {
            (Some(person), None) => {
                attempt.did_not_fail();
                let browser = self
                    .write_signed_in(person, sent.browser, sent.request_id)
                    .await?;
                metrics::counter!("locum_sign_ins_total", "outcome" => "signed_in").increment(1);
                Ok(SignedIn { person, browser })
            }
            (person, failure) => {
                let why = failure.unwrap_or(Failure::UnknownAccount);
                self.services.note_failed_sign_in(&tried, person, why);
                self.note_guess(&tried, person);
                metrics::counter!("locum_sign_ins_total", "outcome" => "refused").increment(1);
                Err(SignInError::Refused)
            }
        }
    }

    /// Lets a try in. A browser that is known to be theirs waits in the queue of such browsers, which no flood from elsewhere fills,
    /// and has a limit of its own where that of the account and address is reached.
    async fn admit(self, account: &str, sent: &SignIn) -> Result<(Try<'a>, Turn), SignInError> {
        let known = match &sent.browser {
            Some(browser) if self.knows(browser, account).await? => Some(browser),
            Some(_) | None => None,
        };
        let attempt = self
            .services
            .gate
            .enter(account, &sent.address)
            .or_else(|| self.services.gate.enter_known(account, known?.reveal()))
            .ok_or(SignInError::TooMany)?;
        match self.turn_at_hashing(known, &sent.address).await {
            Ok(turn) => Ok((attempt, turn)),
            Err(Busy) => {
                attempt.did_not_fail();
                Err(SignInError::Busy)
            }
        }
    }

    /// A turn at hashing for a known browser; where too many of them wait too, and for everybody else, by address.
    async fn turn_at_hashing(self, known: Option<&BrowserId>, address: &str) -> Result<Turn, Busy> {
        if let Some(browser) = known
            && let Ok(turn) = self.services.hashing.turn_of_known(browser.reveal()).await
        {
            return Ok(turn);
        }
        self.services
            .hashing
            .turn(&network(address), &wide_network(address))
            .await
    }

    /// Whose account it is, if it is anybody's, and why they may not sign in; none: they may.
    async fn check(
        self,
        account: &str,
        turn: Turn,
        password: String,
    ) -> Result<(Option<PersonId>, Option<Failure>), Error> {
        let mut conn = self.services.pool.get().await?;
        let found = db::people::credentials(&mut conn, account, self.services.now()).await?;
        // Hashing takes 30 ms: the connection is somebody else's meanwhile.
        drop(conn);
        let hash = found.as_ref().and_then(|person| person.password_hash.clone());
        let right = password::verify(turn, password, hash).await?;
        Ok(match &found {
            None => (None, Some(Failure::UnknownAccount)),
            Some(person) if !right => (Some(person.id()), Some(Failure::WrongPassword)),
            Some(person) if !person.active => (Some(person.id()), Some(Failure::Inactive)),
            Some(person) => (Some(person.id()), None),
        })
    }

    /// Writes down that somebody signed in, and that their browser is known from now on.
    async fn write_signed_in(
        self,
        person: PersonId,
        browser: Option<BrowserId>,
        request_id: Option<RequestId>,
    ) -> Result<BrowserId, Error> {
        let actor = PersonActor::new(person, "/login", request_id);
        let now = self.services.now();
        Transaction::run(&self.services.pool, async |tx| {
            let record = Record::new(
                actor.in_own_right(),
                now,
                Action::SessionSignedIn,
                ObjectKind::Person,
                person,
            );
            record.concerns(person).write(tx).await?;
            remember(tx, browser, person, now).await
        })
        .await
    }

    /// Counts a try that was not heard, and writes it down where there were too many.
    fn note_not_heard(self, tried: &Tried, error: SignInError) -> SignInError {
        match error {
            SignInError::TooMany => {
                metrics::counter!("locum_sign_ins_total", "outcome" => "limited").increment(1);
                self.services.note_lock_out(tried);
            }
            SignInError::Busy => {
                metrics::counter!("locum_sign_ins_total", "outcome" => "busy").increment(1);
            }
            SignInError::Refused | SignInError::Failed(_) => {}
        }
        error
    }
}
