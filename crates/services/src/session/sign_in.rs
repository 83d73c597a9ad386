//! Signing in: the same answer and the same time for everybody who may not, and a limit on trying.

use domain::audit::Action;
use domain::ids::PersonId;
use domain::username::username_key;

use crate::actor::{Actor, RequestId};
use crate::audit::Record;
use crate::refusals::{Failure, Tried};
use crate::session::password;
use crate::{Error, Services};

/// Why nobody was signed in.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// Unknown username, wrong password, no password set, or inactive: never said which.
    #[error("wrong username or password")]
    Refused,
    /// Too many tries for this username or from this address.
    #[error("too many tries")]
    TooMany,
    /// Something else.
    #[error(transparent)]
    Failed(#[from] Error),
}

impl From<db::Error> for SignInError {
    fn from(error: db::Error) -> Self {
        Self::Failed(error.into())
    }
}

impl Services {
    /// Refuses a try because there were too many.
    fn locked_out(&self, tried: &Tried) -> SignInError {
        metrics::counter!("locum_sign_ins_total", "outcome" => "limited").increment(1);
        self.note_lock_out(tried);
        SignInError::TooMany
    }

    /// Who has this username and password. `address` is where the request came from.
    ///
    /// # Errors
    /// See [`SignInError`].
    pub async fn sign_in(
        &self,
        username: &str,
        password: String,
        address: &str,
        request_id: Option<RequestId>,
    ) -> Result<PersonId, SignInError> {
        let account = username_key(username.trim());
        let tried = Tried {
            account: account.clone(),
            address: address.to_owned(),
            request_id: request_id.clone(),
        };
        if !self.gate.is_open(&account, address) {
            return Err(self.locked_out(&tried));
        }
        let now = self.now();
        let mut conn = self.pool.get().await?;
        let found = db::people::credentials(&mut conn, &account, now).await?;
        // Hashing takes 30 ms: the connection is somebody else's meanwhile.
        drop(conn);
        let hash = found.as_ref().and_then(|person| person.password_hash.clone());
        let right = password::verify(password, hash).await?;
        // Of a hundred guesses sent at once, those behind the tenth failure are not heard either.
        if !self.gate.is_open(&account, address) {
            return Err(self.locked_out(&tried));
        }
        let (whose, why) = match &found {
            None => (None, Failure::UnknownAccount),
            Some(person) if right && !person.active => (Some(person.id()), Failure::Inactive),
            Some(person) => (Some(person.id()), Failure::WrongPassword),
        };
        match found.filter(|person| right && person.active) {
            Some(person) => {
                let actor = Actor {
                    person: Some(person.id()),
                    in_place_of: None,
                    through: "/login".to_owned(),
                    request_id,
                };
                let mut conn = self.pool.get().await?;
                let record = Record::new(&actor, now, Action::SessionSignedIn, "person", person.id());
                record.concerns(person.id()).write(&mut conn).await?;
                metrics::counter!("locum_sign_ins_total", "outcome" => "signed_in").increment(1);
                Ok(person.id())
            }
            None => {
                self.gate.count_failure(&account, address);
                self.note_failed_sign_in(&tried, whose, why);
                metrics::counter!("locum_sign_ins_total", "outcome" => "refused").increment(1);
                Err(SignInError::Refused)
            }
        }
    }

    /// Sets a person's password and ends their sessions, from a command.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown username, [`Error::Invalid`] for a password that is too short.
    pub async fn set_password(&self, actor: &Actor, username: &str, password: String) -> crate::Result<()> {
        if password.chars().count() < password::SHORTEST {
            let message = format!("Password must have at least {} characters", password::SHORTEST);
            return Err(Error::invalid("password", message));
        }
        let hash = password::hash(password).await?;
        let mut tx = db::transaction::Transaction::begin(&self.pool).await?;
        let outcome = store_password(&mut tx, actor, username, &hash, self.now()).await;
        tx.finish(outcome).await
    }
}

async fn store_password(
    conn: &mut db::Connection,
    actor: &Actor,
    username: &str,
    hash: &str,
    now: chrono::DateTime<chrono::Utc>,
) -> crate::Result<()> {
    let person = db::people::by_username(conn, username)
        .await?
        .ok_or(Error::NotFound)?;
    db::people::set_password_hash(conn, person.id(), hash, now).await?;
    db::sessions::delete_of(conn, person.id()).await?;
    let record = Record::new(actor, now, Action::PersonPasswordSet, "person", person.id());
    record.concerns(person.id()).write(conn).await
}
