//! tower-sessions' store over the services' sessions.

use std::collections::HashMap;
use std::fmt;

use app::context::SESSION_PERSON;
use async_trait::async_trait;
use db::sessions::Session as Row;
use domain::ids::PersonId;
use serde_json::Value;
use services::clock::Clock;
use services::session::store::Sessions;
use time::OffsetDateTime;
use tower_sessions::session::{Id, Record};
use tower_sessions::session_store::{Error, Result, SessionStore};

use super::life;

/// Two random ids of 128 bits that meet are a fault of the machine's; three tries would meet it again.
const TRIES: usize = 3;

/// Sessions in the database.
#[derive(Clone)]
pub(super) struct Store {
    sessions: Sessions,
    clock: Clock,
}

impl Store {
    pub(super) fn new(sessions: Sessions, clock: Clock) -> Self {
        Self { sessions, clock }
    }

    /// When a session ends is told by what it holds; tower-sessions' own idea of it is not used.
    fn row(&self, data: &HashMap<String, Value>) -> Row {
        Row {
            expires_at: life::expires_at(data, self.clock.now()),
            data: data.clone().into_iter().collect(),
        }
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Store")
    }
}

/// Kept in a column of its own too, so that all sessions of a person can be ended.
fn person_of(data: &HashMap<String, Value>) -> Option<PersonId> {
    data.get(SESSION_PERSON).and_then(Value::as_i64).map(PersonId)
}

fn failed(error: services::Error) -> Error {
    Error::Backend(error.chain().to_string())
}

#[async_trait]
impl SessionStore for Store {
    async fn create(&self, record: &mut Record) -> Result<()> {
        for _ in 0..TRIES {
            let person = person_of(&record.data);
            if self
                .sessions
                .create(record.id.0, person, self.row(&record.data))
                .await
                .map_err(failed)?
            {
                return Ok(());
            }
            record.id = Id::default();
        }
        Err(Error::Backend("every new session id was taken".to_owned()))
    }

    async fn save(&self, record: &Record) -> Result<()> {
        let row = self.row(&record.data);
        self.sessions
            .save(record.id.0, person_of(&record.data), row)
            .await
            .map_err(failed)
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let row = self.sessions.load(id.0, self.clock.now()).await.map_err(failed)?;
        row.map(|row| {
            let data = serde_json::from_value(row.data).map_err(|error| Error::Decode(error.to_string()))?;
            let expiry_date = OffsetDateTime::from_unix_timestamp(row.expires_at.timestamp())
                .map_err(|error| Error::Decode(error.to_string()))?;
            Ok(Record {
                id: *id,
                data,
                expiry_date,
            })
        })
        .transpose()
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        self.sessions.delete(id.0).await.map_err(failed)
    }
}
