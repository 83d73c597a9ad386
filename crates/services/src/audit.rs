//! Audit entries: built here so that each carries G4, written in the change's transaction (G3), read for the page.

mod facts;
mod in_name_of;
mod notify;
mod words;

use chrono::{DateTime, Utc};
pub use db::audit::{Entry, Filter, PAGE};
use db::audit::{InNameOf, NewEntry};
use db::transaction::Transaction;
use domain::audit::{Action, ObjectKind, RightsChange};
use domain::ids::PersonId;
use serde_json::{Value, json};

use crate::Result;
use crate::access::{Everywhere, PagePermit, Privilege as _, ReadAuditLog};
use crate::actor::{Actor, InPlaceOf};

pub(crate) use facts::instant;
pub use in_name_of::{DoneInMyName, DonePage, MOST_DONE, OwnFilter, Proxy, Through};
pub(crate) use notify::{Change, notify_of_many};

/// The use cases of this feature: reading the audit log.
#[derive(Clone, Copy)]
pub struct Audit<'a> {
    services: &'a crate::Services,
}

impl crate::Services {
    /// Use cases: reading the audit log.
    pub fn audit(&self) -> Audit<'_> {
        Audit { services: self }
    }
}

/// The fact that names who lent the role, where the entry is on behalf of somebody else.
const AS_PROXY_OF: &str = "as_proxy_of";

/// What was done to what.
#[derive(Debug, Clone)]
pub struct Record {
    action: Action,
    entry: NewEntry,
    in_place_of: Option<InPlaceOf>,
    /// From whom a task came to the actor.
    owners: Vec<PersonId>,
    /// The key of other messages about the same event.
    event: Option<String>,
}

impl Record {
    /// `kind` and `id` name the object.
    pub fn new(
        actor: &Actor,
        now: DateTime<Utc>,
        action: Action,
        kind: ObjectKind,
        id: impl ToString,
    ) -> Self {
        Self {
            action,
            entry: NewEntry {
                at: now,
                actor_id: actor.person().map(|person| person.0),
                on_behalf_of: actor.on_behalf_of().map(|person| person.0),
                through: actor.through().to_owned(),
                action: action.code(),
                object_kind: kind.code(),
                object_id: id.to_string(),
                concerns_id: None,
                before: None,
                after: None,
                request_id: actor.own_request_id().map(str::to_owned),
                client_request_id: actor.clients_request_id().map(str::to_owned),
                people: Vec::new(),
            },
            in_place_of: actor.delegator().cloned(),
            owners: Vec::new(),
            event: None,
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

    /// Whom else it is about: who gave, who received, who was passed over. The filter by person finds them (G8).
    #[must_use]
    pub fn about(mut self, people: impl IntoIterator<Item = PersonId>) -> Self {
        self.entry
            .people
            .extend(people.into_iter().map(|person| person.0));
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

    /// From whom the task came to the actor, who did this for them (T5, T14): they find it under *Done in my name* too (R23).
    #[must_use]
    pub fn in_tasks_of(mut self, owners: &[PersonId]) -> Self {
        self.owners = owners.to_vec();
        self
    }

    /// The key of the messages that others get of the same event, so that nobody gets two (N).
    #[must_use]
    pub(crate) fn event(mut self, key: impl Into<String>) -> Self {
        self.event = Some(key.into());
        self
    }

    /// As rows, for a change that is written in one statement: the entry, in whose name it is written, and of what they are to
    /// be notified once the entry has an id.
    pub(crate) fn into_rows(self) -> (NewEntry, Vec<InNameOf>, Option<Change>) {
        let (names, change) = (self.names(), self.change());
        let Self {
            mut entry,
            in_place_of,
            owners,
            ..
        } = self;
        entry.people.extend(owners.iter().map(|owner| owner.0));
        entry.people.extend(in_place_of.iter().map(|who| who.person.0));
        entry.people.sort_unstable();
        entry.people.dedup();
        // An entry names one person as on whose behalf it was done: whoever lent the role stands in its facts (G4).
        if let Some(delegator) = in_place_of.filter(|who| entry.on_behalf_of != Some(who.person.0)) {
            let facts = entry.after.get_or_insert_with(|| json!({}));
            if let Some(facts) = facts.as_object_mut() {
                facts.insert(AS_PROXY_OF.to_owned(), delegator.username.into());
            }
        }
        (entry, names, change)
    }

    /// In whose name it is done: of who delegated the role, and of those from whom a task came.
    fn names(&self) -> Vec<InNameOf> {
        let delegator = self.in_place_of.as_ref();
        let owners = self.owners.iter();
        let owners = owners.filter(|owner| {
            Some(owner.0) != self.entry.actor_id
                && delegator.is_none_or(|delegator| delegator.person != **owner)
        });
        let owners = owners.map(|owner| InNameOf {
            delegator_id: owner.0,
            role_delegation_id: None,
        });
        let delegator = delegator.map(|delegator| InNameOf {
            delegator_id: delegator.person.0,
            role_delegation_id: Some(delegator.delegation),
        });
        delegator.into_iter().chain(owners).collect()
    }

    /// Of what the delegator is to be notified (R23); none: it changes nobody's rights, or nobody delegated them.
    fn change(&self) -> Option<Change> {
        match self.action.rights_change() {
            RightsChange::Made => {}
            RightsChange::None | RightsChange::Consequence => return None,
        }
        Some(Change::new(
            self.in_place_of.as_ref()?.person,
            &self.entry,
            self.event.clone(),
        ))
    }

    /// Writes it, and notifies whoever delegated the role through which it changes people's rights (R23).
    ///
    /// # Errors
    /// When the database fails; the change then fails with it.
    pub async fn write(self, tx: &mut Transaction) -> Result<()> {
        Self::write_all(vec![self], tx).await
    }

    /// Writes several at once. Several that change people's rights are one event, with one message.
    ///
    /// # Errors
    /// When the database fails; the changes then fail with it.
    pub async fn write_all(records: Vec<Self>, tx: &mut Transaction) -> Result<()> {
        let mut batches: Vec<Batch> = Vec::new();
        for record in records {
            let (entry, names, change) = record.into_rows();
            match batches.last_mut().filter(|batch| batch.takes(&entry, &names)) {
                Some(batch) => batch.entries.push(entry),
                None => batches.push(Batch {
                    entries: vec![entry],
                    names,
                    change,
                }),
            }
        }
        for batch in batches {
            batch.write(tx).await?;
        }
        Ok(())
    }
}

/// Entries of one action, written in the name of the same people.
struct Batch {
    entries: Vec<NewEntry>,
    names: Vec<InNameOf>,
    change: Option<Change>,
}

impl Batch {
    fn takes(&self, entry: &NewEntry, names: &[InNameOf]) -> bool {
        let mut entries = self.entries.iter();
        // Of what is in nobody's name nobody is notified.
        self.names == names && (names.is_empty() || entries.all(|own| own.action == entry.action))
    }

    async fn write(self, tx: &mut Transaction) -> Result<()> {
        if self.names.is_empty() {
            return Ok(db::audit::append(tx, &self.entries).await?);
        }
        let ids = db::audit::in_name_of::append(tx, &self.entries, &self.names).await?;
        match (self.change, ids.first()) {
            (Some(change), Some(first)) => change.notify(tx, *first, ids.len()).await,
            _ => Ok(()),
        }
    }
}

impl Audit<'_> {
    /// A page of the audit log, newest first, and whether there are older entries.
    ///
    /// # Errors
    /// Not permitted, or the database fails.
    pub async fn page(
        self,
        permitted: &PagePermit<Everywhere<ReadAuditLog>>,
        filter: &Filter,
    ) -> Result<(Vec<Entry>, bool)> {
        tracing::debug!(actor = %permitted.actor(), privilege = ReadAuditLog::PRIVILEGE.code(), "reading the audit log");
        let mut conn = self.services.pool.get().await?;
        let mut entries = db::audit::list(&mut conn, filter).await?;
        let more = entries.len() > usize::try_from(PAGE).unwrap_or(usize::MAX);
        entries.truncate(usize::try_from(PAGE).unwrap_or(usize::MAX));
        Ok((entries, more))
    }
}
