//! What a person holds and may lend: roles added and removed by hand, *Assignable* (R3, R12).

use chrono::{DateTime, Utc};
use db::security_console::change;
use db::security_console::people::{self as stored, Held, Person};
use db::security_console::roles::Lent;
use db::transaction::Transaction;
use domain::audit::{Action, ObjectKind};
use domain::ids::{PersonId, TaskId};
use domain::rights::Takes;
use serde_json::json;

use super::add::{Adding, add};
use super::impact::Consequence;
use super::plan::{Named, Plan, assignable};
use super::remove::{self, Removal};
use super::{account, lent_in_words, rights};
use crate::access::{self, ManageSecurity};
use crate::actor::{Actor, PersonActor};
use crate::audit::Record;
use crate::rights::Remaining;
use crate::security_console::SecurityConsole;
use crate::stale::Stale;
use crate::tasks::{StrandedBefore, StrandedByChange, TasksMoved};
use crate::{Error, Result};

/// A person's form as it is sent.
#[derive(Debug, Clone, Copy, Default)]
pub struct PersonInput<'a> {
    /// The digest the form was opened with (G5).
    pub version: &'a str,
    /// Codes of the roles that are ticked.
    pub assignable: &'a [String],
    /// Code of a role to grant by hand; empty: none.
    pub add: &'a str,
    /// Code of a role to take away; empty: none.
    pub remove: &'a str,
    /// The reader knows that delegations end with it (R12).
    pub confirmed: bool,
    /// True disables the account, false enables it.
    pub disable: Option<bool>,
}

/// What became of a save.
#[derive(Debug, Clone)]
pub enum Changed {
    /// Done; the words say what, the counts what became of open tasks that waited for the person (T7, T12).
    Done(Vec<String>, TasksMoved),
    /// Nothing was changed: taking the role away would end delegations for good, and the reader was not asked (R12).
    Confirm,
}

/// How a change that needs a confirmation leaves its transaction: rolled back.
pub(super) enum Stop {
    Confirm,
    Failed(Error),
}

/// What a save has done.
pub(super) struct Saved {
    pub(super) person: PersonId,
    pub(super) name: String,
    /// What was done; none: nothing had to be done.
    pub(super) words: Vec<String>,
    pub(super) consequence: Consequence,
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl From<db::Error> for Stop {
    fn from(error: db::Error) -> Self {
        Self::Failed(error.into())
    }
}

impl SecurityConsole<'_> {
    /// Saves what a person holds and may lend, and whether their account is open. Tasks that wait on somebody who may no
    /// longer decide are assigned anew at once (T7).
    ///
    /// # Errors
    /// [`Error::Invalid`] by field, [`Error::Stale`], [`Error::Conflict`] for oneself and the last super administrator.
    pub async fn save_person(
        self,
        actor: &PersonActor,
        username: &str,
        input: &PersonInput<'_>,
    ) -> Result<Changed> {
        let now = self.services.now();
        let takes_away = input.disable == Some(true) || !input.remove.trim().is_empty();
        let mut stranded = StrandedByChange::default();
        let submitted = self.services.submit(actor, now, async |tx| {
            if !takes_away {
                let saved = save(tx, actor, username, input, (self.services.tasks().new_id(), now)).await?;
                return Ok(saved.words);
            }
            let person = db::people::by_username(tx, username).await?;
            let person = person.ok_or(Error::NotFound)?.id();
            let before = StrandedBefore::read(tx, &[person], now).await?;
            let saved = save(tx, actor, username, input, (self.services.tasks().new_id(), now)).await?;
            stranded = before.by_change(tx, now).await?;
            Ok(saved.words)
        });
        let words = match submitted.await {
            Ok(saved) => saved,
            Err(Stop::Confirm) => return Ok(Changed::Confirm),
            Err(Stop::Failed(error)) => return Err(error),
        };
        let moved = self
            .services
            .tasks()
            .sweep_changed(actor.in_own_right(), &stranded)
            .await;
        Ok(Changed::Done(words, moved))
    }
}

/// Saves a person's form, inside the transaction.
///
/// # Errors
/// As [`SecurityConsole::save_person`].
pub(super) async fn save(
    tx: &mut Transaction,
    actor: &PersonActor,
    username: &str,
    input: &PersonInput<'_>,
    (new_id, now): (TaskId, DateTime<Utc>),
) -> std::result::Result<Saved, Stop> {
    let by = actor.person();
    let found = db::people::by_username(tx, username).await?;
    let id = found.ok_or(Error::NotFound)?.id();
    let ways = access::ways::<ManageSecurity>(tx, actor, id, now)
        .await
        .map_err(|error| match error {
            Error::Forbidden if by != id => Error::NotFound,
            other => other,
        })?;
    change::lock(tx, id).await?;
    let administrators = Remaining::before(tx, now).await?;
    let person = stored::read(tx, id, now).await?.ok_or(Error::NotFound)?;
    let plan = Plan::of(&person, input);
    if person.version != input.version {
        // A second click: everything it asks for is there. Else whatever no longer fits is what somebody changed (G5).
        return match plan {
            Ok(plan) if plan.is_done(&person) => Ok(Saved::nothing(&person)),
            _ => {
                let stale = Stale::changed(person.changed_by.clone(), person.changed_at, now);
                Err(Stop::Failed(stale))
            }
        };
    }
    let plan = plan?;
    let (permitted, takes) = rights::judge(tx, ways, &person, &plan, now).await?;
    let actor = permitted.acting();
    let plan = match takes {
        Takes::SecondPerson => plan.without_ticking_what_waits(&person),
        Takes::OnePerson => plan,
    };
    let mut saved = Saved::nothing(&person);
    if let Some(role) = &plan.add {
        let adding = Adding {
            by,
            person: &person,
            role,
            takes,
            new_id,
        };
        saved.words.extend(add(tx, actor, &adding, now).await?);
    }
    if let Some(role) = &plan.remove {
        let removal = Removal {
            by,
            person: &person,
            role,
            confirmed: input.confirmed,
        };
        let removed = remove::remove(tx, actor, &removal, now).await?;
        saved
            .words
            .extend(remove::in_words(&removed, &person.display_name));
        saved.consequence.removed = Some(removed);
    }
    change::set_assignable(tx, id, &plan.shown, &plan.ticked).await?;
    saved.note_assignable(&person, &plan);
    record(tx, actor, &person, &plan, takes, now).await?;
    match plan.disable {
        Some(true) => {
            let disabled = account::disable(tx, actor, by, &person, now).await?;
            let words = account::in_words(disabled.as_ref(), &person.display_name);
            saved.words.extend(words);
            saved.consequence.disabled = disabled;
        }
        Some(false) => saved.words.push(account::enable(tx, actor, &person, now).await?),
        None => {}
    }
    administrators.require(tx, &person.display_name, now).await?;
    Ok(saved)
}

impl Saved {
    fn nothing(person: &Person) -> Self {
        Self {
            person: person.id,
            name: person.display_name.clone(),
            words: Vec::new(),
            consequence: Consequence::default(),
        }
    }

    /// Says which ticks have changed.
    fn note_assignable(&mut self, person: &Person, plan: &Plan) {
        let name = &person.display_name;
        for role in plan.switched_on(person) {
            self.words.push(format!(
                "Assignable is switched on for {role}: {name} may delegate it."
            ));
            self.consequence.assignable.push(role);
        }
        for role in plan.switched_off(person) {
            self.words.push(left_as_they_are(role));
            self.consequence.not_assignable.push(role.name.clone());
        }
    }
}

/// R3: switching off leaves delegations as they are, and says how many.
fn left_as_they_are(role: &Held) -> String {
    let lent = Lent {
        in_force: role.in_force,
        scheduled: role.scheduled,
    };
    match lent_in_words(lent) {
        None => format!(
            "Assignable is switched off for {}: it is delegated to nobody.",
            role.name
        ),
        Some(words) => format!(
            "Assignable is switched off for {}: {words} stay as they are.",
            role.name
        ),
    }
}

/// One entry for everything the form changed, and none where it changed nothing.
async fn record(
    tx: &mut Transaction,
    actor: &Actor,
    person: &Person,
    plan: &Plan,
    takes: Takes,
    now: DateTime<Utc>,
) -> Result<()> {
    let before = assignable(person);
    let code = |role: &Option<Named>| role.as_ref().map(|role| role.code.clone());
    let added = code(&plan.add).filter(|code| {
        if takes == Takes::SecondPerson {
            return false;
        }
        let mut held = person.roles.iter().filter(|role| role.by_hand);
        !held.any(|role| role.code == *code)
    });
    let removed = code(&plan.remove);
    if before == plan.ticked_codes && added.is_none() && removed.is_none() {
        return Ok(());
    }
    Record::new(
        actor,
        now,
        Action::PersonRolesChanged,
        ObjectKind::Person,
        person.id,
    )
    .concerns(person.id)
    .before(Some(json!({ "assignable": before })))
    .after(Some(
        json!({ "assignable": plan.ticked_codes, "role_granted": added, "role_revoked": removed }),
    ))
    .write(tx)
    .await
}
