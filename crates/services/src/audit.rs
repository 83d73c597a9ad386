//! Audit entries: built here so that each carries G4, written in the change's transaction (G3), read for the page.

use chrono::{DateTime, Utc};
use db::Connection;
use db::audit::NewEntry;
pub use db::audit::{Entry, Filter};
use domain::ids::PersonId;
use serde_json::{Value, json};

use crate::access::{Everywhere, Permitted, Privilege as _, ReadAuditLog};
use crate::actor::{Actor, InPlaceOf};
use crate::{Result, Services};

/// The fact that names who lent the role, where the entry is on behalf of somebody else.
const AS_PROXY_OF: &str = "as_proxy_of";

/// What was done to what.
#[derive(Debug, Clone)]
pub struct Record {
    entry: NewEntry,
    in_place_of: Option<InPlaceOf>,
}

impl Record {
    /// `action` is `object.verb`; `kind` and `id` name the object.
    pub fn new(actor: &Actor, now: DateTime<Utc>, action: &str, kind: &str, id: impl ToString) -> Self {
        Self {
            entry: NewEntry {
                at: now,
                actor_id: actor.person.map(|person| person.0),
                on_behalf_of: actor.on_behalf_of().map(|person| person.0),
                through: actor.through.clone(),
                action: action.to_owned(),
                object_kind: kind.to_owned(),
                object_id: id.to_string(),
                concerns_id: None,
                before: None,
                after: None,
                request_id: actor.request_id.clone(),
            },
            in_place_of: actor.in_place_of.clone(),
        }
    }

    /// For whom it was done, where neither for oneself nor in the place of who lent the role.
    #[must_use]
    pub fn on_behalf_of(mut self, person: Option<PersonId>) -> Self {
        if let Some(person) = person {
            self.entry.on_behalf_of = Some(person.0);
        }
        self
    }

    /// The person it concerns.
    #[must_use]
    pub fn concerns(mut self, person: PersonId) -> Self {
        self.entry.concerns_id = Some(person.0);
        self
    }

    /// Facts before the change.
    #[must_use]
    pub fn before(mut self, facts: Option<Value>) -> Self {
        self.entry.before = facts;
        self
    }

    /// Facts after the change.
    #[must_use]
    pub fn after(mut self, facts: Option<Value>) -> Self {
        self.entry.after = facts;
        self
    }

    /// As a row, for a change that is written in one statement.
    pub(crate) fn into_entry(self) -> NewEntry {
        let Self {
            mut entry,
            in_place_of,
        } = self;
        // An entry names one person as on whose behalf it was done: whoever lent the role stands in its facts (G4).
        if let Some(delegator) = in_place_of.filter(|who| entry.on_behalf_of != Some(who.person.0)) {
            let facts = entry.after.get_or_insert_with(|| json!({}));
            if let Some(facts) = facts.as_object_mut() {
                facts.insert(AS_PROXY_OF.to_owned(), delegator.username.into());
            }
        }
        entry
    }

    /// Writes it.
    ///
    /// # Errors
    /// When the database fails; the change then fails with it.
    pub async fn write(self, conn: &mut Connection) -> Result<()> {
        Ok(db::audit::append(conn, &[self.into_entry()]).await?)
    }

    /// Writes several at once.
    ///
    /// # Errors
    /// When the database fails; the changes then fail with it.
    pub async fn write_all(records: Vec<Self>, conn: &mut Connection) -> Result<()> {
        let entries: Vec<_> = records.into_iter().map(Self::into_entry).collect();
        Ok(db::audit::append(conn, &entries).await?)
    }
}

/// Entries a page shows.
pub const PAGE: i64 = 50;

impl Services {
    /// A page of the audit log, newest first, and whether there are older entries.
    ///
    /// # Errors
    /// Not permitted, or the database fails.
    pub async fn audit_page(
        &self,
        permitted: &Permitted<Everywhere<ReadAuditLog>>,
        filter: &Filter,
    ) -> Result<(Vec<Entry>, bool)> {
        tracing::debug!(actor = %permitted.actor(), privilege = ReadAuditLog::PRIVILEGE.code(), "reading the audit log");
        let mut conn = self.pool.get().await?;
        let mut entries = db::audit::list(&mut conn, filter, PAGE + 1).await?;
        let more = entries.len() > usize::try_from(PAGE).unwrap_or(usize::MAX);
        entries.truncate(usize::try_from(PAGE).unwrap_or(usize::MAX));
        Ok((entries, more))
    }
}
