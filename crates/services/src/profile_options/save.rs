//! Setting and removing a profile value (R19).

use chrono::{DateTime, Utc};
use db::Connection;
use db::people::Person;
use db::profile_options::{self as stored, Set};
use db::transaction::Transaction;
use domain::audit::{Action, ObjectKind};
use domain::ids::PersonId;
use domain::profile_option::types::SiteTimeZone;
use domain::profile_option::{Level, ProfileOption};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::site_zone;
use crate::access::{self, ManageSetup};
use crate::actor::{Actor, PersonActor};
use crate::audit::Record;
use crate::profile_options::ProfileOptions;
use crate::stale::{Deed, Stale};
use crate::{Error, FieldProblem, Result};

/// A value as it is typed.
#[derive(Debug, Clone, Default)]
pub struct ValueInput {
    /// A Profile Option Code.
    pub code: String,
    /// `site` or `user`.
    pub level: String,
    /// Username, at User level.
    pub user: String,
    /// The value.
    pub value: String,
    /// The version of the value that the form was opened with; none: it showed no value of that level (G5).
    pub version: Option<i32>,
    /// Remove it, so that the Site's value or the default holds.
    pub remove: bool,
}

/// What was saved.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ValueSaved {
    /// In words.
    pub words: String,
}

impl ProfileOptions<'_> {
    /// Sets or removes a value.
    ///
    /// # Errors
    /// [`Error::Invalid`] by field, [`Error::Stale`] when somebody else has set or removed it since the form was opened.
    pub async fn save(self, actor: &PersonActor, input: &ValueInput) -> Result<ValueSaved> {
        let now = self.services.now();
        let submitted = self
            .services
            .submit(actor, now, async |tx| save(tx, actor, input, now).await);
        let (saved, zone_moved) = submitted.await?;
        if zone_moved {
            // Whoever has left by the new zone's calendar decides nothing any more (T7, T13).
            self.services
                .tasks()
                .sweep_after_change(actor.in_own_right())
                .await;
        }
        Ok(saved)
    }
}

/// A value's place.
struct Place {
    option: ProfileOption,
    level: Level,
    user: Option<Person>,
}

impl Place {
    fn person(&self) -> Option<PersonId> {
        self.user.as_ref().map(Person::id)
    }

    /// `PER_USER_DELEGATION_MAX_DAYS for Ben Ode`.
    fn in_words(&self) -> String {
        let code = self.option.code();
        match &self.user {
            Some(person) => format!("{code} for {}", person.display_name),
            None => format!("{code} at Site level"),
        }
    }
}

async fn save(
    tx: &mut Transaction,
    actor: &PersonActor,
    input: &ValueInput,
    now: DateTime<Utc>,
) -> Result<(ValueSaved, bool)> {
    let by = actor.person();
    let (place, value, actor) = check(tx, actor, input, now).await?;
    let actor = &actor;
    let present = stored::find(tx, place.option, place.person()).await?;
    let was = present.as_ref().map(|set| set.value.clone());
    let wanted = (!input.remove).then_some(value);
    if was == wanted {
        // Nothing to change.
        let words = format!("{} is as you want it.", place.in_words());
        return Ok((ValueSaved { words }, false));
    }
    if present.as_ref().map(|set| set.version) != input.version {
        return Err(stale(tx, &place, present.as_ref(), now).await?);
    }
    let done = match (&present, &wanted) {
        (Some(present), Some(value)) => stored::update(tx, present, value, by, now).await?,
        (None, Some(value)) => stored::insert(tx, place.option, place.person(), value, by, now).await?,
        (Some(present), None) => stored::delete(tx, present).await?,
        (None, None) => true,
    };
    if !done {
        let newest = stored::find(tx, place.option, place.person()).await?;
        return Err(stale(tx, &place, newest.as_ref(), now).await?);
    }
    let moved = place.option == ProfileOption::SiteTimeZone;
    if moved {
        let zone = stored::in_force::<SiteTimeZone>(tx, None).await?;
        site_zone::moved(tx, actor, zone, now).await?;
    }
    let facts = |value: &Option<String>| -> Option<Value> {
        let username = place.user.as_ref().map(|person| person.username.clone());
        let value = value.as_ref()?;
        Some(json!({ "level": place.level.code(), "user": username, "value": value }))
    };
    let action = match &wanted {
        Some(_) => Action::ProfileValueSet(place.option),
        None => Action::ProfileValueRemoved(place.option),
    };
    let mut record = Record::new(actor, now, action, ObjectKind::ProfileValue, place.option.code())
        .before(facts(&was))
        .after(facts(&wanted));
    if let Some(person) = place.person() {
        record = record.concerns(person);
    }
    record.write(tx).await?;
    let words = match &wanted {
        Some(value) if value.is_empty() => format!("{} is empty now.", place.in_words()),
        Some(value) => format!("{} is {value} now.", place.in_words()),
        None => format!("{} is removed.", place.in_words()),
    };
    Ok((ValueSaved { words }, moved))
}

/// The value's place, the value, and the actor as the right to set it names them: over everyone for the Site, over the
/// person at User level.
async fn check(
    tx: &mut Transaction,
    actor: &PersonActor,
    input: &ValueInput,
    now: DateTime<Utc>,
) -> Result<(Place, String, Actor)> {
    let Some(option) = ProfileOption::from_code(input.code.trim()) else {
        return Err(Error::invalid(
            "code",
            "Profile Option Code must be one of those listed",
        ));
    };
    let mut problems = Vec::new();
    let level = Level::from_code(input.level.trim());
    if level.is_none() {
        problems.push(FieldProblem::new("level", "Choose Site or User"));
    }
    if level.is_some_and(|level| !option.levels().contains(&level)) {
        let message = format!("{} can be set at Site level only", option.code());
        problems.push(FieldProblem::new("level", message));
    }
    let (mut user, mut acting) = (None, None);
    if level == Some(Level::User) && problems.is_empty() {
        let typed = input.user.trim();
        user = db::people::by_username(tx, typed).await?;
        if let Some(person) = &user {
            let right = access::require::<ManageSetup>(tx, actor, person.id(), now).await;
            acting = where_permitted(right)?.map(|permitted| permitted.acting().clone());
        }
        // Whoever is out of the actor's scope does not exist for them (S).
        if acting.is_none() {
            let message = match typed {
                "" => "Enter the username of the person it is for".to_owned(),
                _ => "User must be the username of somebody in the directory".to_owned(),
            };
            problems.push(FieldProblem::new("user", message));
        }
    }
    if level == Some(Level::Site) {
        let right = access::require_everywhere::<ManageSetup>(tx, actor, now).await;
        acting = where_permitted(right)?.map(|permitted| permitted.acting().clone());
        if acting.is_none() {
            let message = "Choose User: you set values for the people in your data scope";
            problems.push(FieldProblem::new("level", message));
        }
    }
    let value = if input.remove {
        Ok(String::new())
    } else {
        option.check(&input.value)
    };
    if let Err(message) = &value {
        problems.push(FieldProblem::new("value", message.clone()));
    }
    match (level, value, acting) {
        (Some(level), Ok(value), Some(acting)) if problems.is_empty() => {
            Ok((Place { option, level, user }, value, acting))
        }
        _ => Err(Error::Invalid(problems)),
    }
}

fn where_permitted<T>(right: Result<T>) -> Result<Option<T>> {
    match right {
        Ok(right) => Ok(Some(right)),
        Err(Error::Forbidden) => Ok(None),
        Err(other) => Err(other),
    }
}

/// Who set or removed it since the form was opened, and when (G5).
async fn stale(
    conn: &mut Connection,
    place: &Place,
    present: Option<&Set>,
    now: DateTime<Utc>,
) -> Result<Error> {
    let Some(set) = present else {
        let object = (ObjectKind::ProfileValue, place.option.code());
        let removed = Action::ProfileValueRemoved(place.option);
        let removed = db::audit::last_time(conn, removed, object, place.person()).await?;
        let (by, at) = removed.unzip();
        return Ok(Stale::error(Deed::Removed, by, at, now));
    };
    Ok(Stale::changed(set.changed_by_name.clone(), set.changed_at, now))
}
