//! What is written and who is notified where somebody guesses.

use chrono::{DateTime, Utc};
use db::transaction::Transaction;
use domain::audit::{Action, ObjectKind};
use domain::ids::PersonId;
use domain::privilege::Privilege;
use serde_json::json;

use super::{Finding, Guessing, Notice};
use crate::Result;
use crate::actor::SystemActor;
use crate::audit::Record;
use crate::notifications::{Letters, Message};
use crate::refusals::Tried;
use crate::session::Authentication;
use crate::session::gate::network;

/// The most people who are notified.
const NOTIFIED: i64 = 100;

impl Authentication<'_> {
    /// Counts a failed sign-in, and reports it where there have been many of that account. Behind the answer, which takes the same
    /// time whatever is found.
    pub(in crate::session) fn note_guess(self, tried: &Tried, person: Option<PersonId>) {
        let Some(finding) = self.services.guesses.note(person, &network(&tried.address)) else {
            return;
        };
        match finding {
            Finding::Guessing(_, guessing) => tracing::warn!(
                failures = guessing.failures,
                addresses = guessing.addresses,
                of = if person.is_some() {
                    "one account"
                } else {
                    "accounts that do not exist"
                },
                "many failed sign-ins within an hour"
            ),
            Finding::ManyAccounts { failures } => tracing::warn!(
                failures,
                of = "very many accounts",
                "many failed sign-ins within an hour"
            ),
        }
        let (services, tried) = (self.services.clone(), tried.clone());
        self.services.write_behind(async move {
            let written = services.session().report(&tried, finding).await;
            if written.is_err() {
                services.guesses.not_written(&finding);
            }
            written
        });
    }

    async fn report(self, tried: &Tried, finding: Finding) -> Result<()> {
        let actor = SystemActor::in_request("/login", tried.request_id.clone());
        let now = self.services.now();
        let record = |kind, id: &str| Record::new(&actor, now, Action::SessionGuessing, kind, id);
        let facts = |account: &str, guessing: Guessing| json!({ "account": account, "failures": guessing.failures, "addresses": guessing.addresses_fact() });
        Transaction::run(&self.services.pool, async |tx| match finding {
            Finding::Guessing(Some(person), guessing) => {
                let record = record(ObjectKind::Person, &person.to_string()).concerns(person);
                record
                    .after(Some(facts(&tried.account, guessing)))
                    .write(tx)
                    .await?;
                let letters = letters(tx, (person, tried), guessing, now).await?;
                Ok(letters.write(tx).await?)
            }
            Finding::Guessing(None, guessing) => {
                let record = record(ObjectKind::Account, "unknown");
                record
                    .after(Some(facts("unknown account", guessing)))
                    .write(tx)
                    .await
            }
            Finding::ManyAccounts { failures } => {
                let facts = json!({ "account": "very many accounts", "failures": failures });
                record(ObjectKind::Account, "many")
                    .after(Some(facts))
                    .write(tx)
                    .await
            }
        })
        .await
    }
}

/// Messages to those who manage security over everyone in their own right, at most one an hour of an account; and to its owner, at
/// most one a day, if they are active.
async fn letters(
    tx: &mut Transaction,
    (person, tried): (PersonId, &Tried),
    guessing: Guessing,
    now: DateTime<Utc>,
) -> Result<Letters> {
    let mut letters = Letters::default();
    let (failures, addresses) = (guessing.failures, guessing.addresses);
    let owner = db::people::credentials(tx, &tried.account, now).await?;
    if owner.is_some_and(|owner| owner.active) {
        let key = format!("guessed:{person}:{}", now.date_naive());
        let message = Message::YourPasswordGuessed { failures, addresses };
        letters.to(person, &key, None, &message, now);
    }
    let names = db::people::names(tx, &[person]).await?;
    let hour = now.format("%Y-%m-%dT%H");
    let (key, message) = match guessing.notice {
        Notice::Nobody => return Ok(letters),
        Notice::OfAccount => (
            format!("guessing:{person}:{hour}"),
            Message::PasswordGuessed {
                person: names
                    .get(&person)
                    .map(|name| name.display_name.clone())
                    .unwrap_or_default(),
                account: tried.account.clone(),
                failures,
                addresses,
            },
        ),
        Notice::OfMany => (
            format!("guessing:many:{hour}"),
            Message::PasswordsGuessed {
                more_than: super::NOTICES,
            },
        ),
    };
    let able = db::rights::Able {
        privileges: &[Privilege::ManageSecurity],
        but: &[person],
        but_holders: None,
    };
    for administrator in db::rights::able_to_add(tx, &able, now, NOTIFIED).await? {
        letters.to(administrator, &key, None, &message, now);
    }
    Ok(letters)
}
