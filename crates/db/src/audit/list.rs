//! Reading the audit log with filters (G8), newest first. Each combination of filters walks an index that holds nothing else in
//! its order, and no further than the page; so a page costs the same however long the log is.

use chrono::{DateTime, Utc};
use db_macros::{Columns, Parameters, Statement};
use diesel::sql_types::{Array, BigInt, Jsonb, Nullable, Text, Timestamptz};
use domain::ids::PersonId;

use crate::statement::{Parameters as _, Statement, Typed};
use crate::{Connection, Result};

/// What to look for; everything empty means everything.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Anybody an entry is about: who acted, for whom, who gave, who received, who was passed over.
    pub person: Option<PersonId>,
    /// `object_kind`, or `object_kind:object_id`.
    pub object: Option<String>,
    /// An action, or its part before the dot.
    pub action: Option<String>,
    /// From this instant.
    pub from: Option<DateTime<Utc>>,
    /// Before this instant.
    pub until: Option<DateTime<Utc>>,
    /// Entries that follow the one with this id: the next page.
    pub before_id: Option<i64>,
}

/// One entry with the names of its people.
#[derive(Debug, Clone, diesel::QueryableByName, Columns)]
pub struct Entry {
    /// In the order of writing.
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    /// When, in UTC.
    #[diesel(sql_type = Timestamptz)]
    pub at: DateTime<Utc>,
    /// Display name of who acted.
    #[diesel(sql_type = Nullable<Text>)]
    pub actor: Option<String>,
    /// Username of who acted.
    #[diesel(sql_type = Nullable<Text>)]
    pub actor_username: Option<String>,
    /// Display name of the person acted for.
    #[diesel(sql_type = Nullable<Text>)]
    pub on_behalf_of: Option<String>,
    /// The page, job, command or API token.
    #[diesel(sql_type = Text)]
    pub through: String,
    /// What was done.
    #[diesel(sql_type = Text)]
    pub action: String,
    /// What kind of thing.
    #[diesel(sql_type = Text)]
    pub object_kind: String,
    /// Which one.
    #[diesel(sql_type = Text)]
    pub object_id: String,
    /// Display name of the person concerned.
    #[diesel(sql_type = Nullable<Text>)]
    pub concerns: Option<String>,
    /// Names of the further people it is about, with their usernames, by name.
    #[diesel(sql_type = Array<Text>)]
    pub people: Vec<String>,
    /// Facts before.
    #[diesel(sql_type = Nullable<Jsonb>)]
    pub before: Option<serde_json::Value>,
    /// Facts after.
    #[diesel(sql_type = Nullable<Jsonb>)]
    pub after: Option<serde_json::Value>,
    /// As in the log lines of the request.
    #[diesel(sql_type = Nullable<Text>)]
    pub request_id: Option<String>,
    /// What the client, or a proxy before us, calls the request.
    #[diesel(sql_type = Nullable<Text>)]
    pub client_request_id: Option<String>,
}

/// The most entries on a page.
pub const PAGE: i64 = 50;

/// Which statement answers a filter: each reads by an index that holds nothing else in its order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// By nothing but the period.
    Period,
    /// By kind of object or action, or both.
    Kind,
    /// By object, and action or not.
    Object,
    /// By person, and kind of object or action or not.
    Person,
    /// By person and object, and action or not.
    PersonAndObject,
}

impl Reading {
    /// The statement.
    pub fn sql(self) -> &'static str {
        match self {
            Self::Period => OfPeriod::SQL,
            Self::Kind => OfKind::SQL,
            Self::Object => OfObject::SQL,
            Self::Person => OfPerson::SQL,
            Self::PersonAndObject => OfPersonAndObject::SQL,
        }
    }

    /// Its parameters, named as the fields of a [`Filter`]; an object has a kind and an id.
    pub fn parameters(self) -> Vec<Typed> {
        match self {
            Self::Period => OfPeriod::parameters(),
            Self::Kind => OfKind::parameters(),
            Self::Object => OfObject::parameters(),
            Self::Person => OfPerson::parameters(),
            Self::PersonAndObject => OfPersonAndObject::parameters(),
        }
    }
}

#[derive(Statement)]
#[statement(file = "audit/of_kind.sql", row = Entry)]
struct OfKind<'a> {
    object_kind: Option<&'a str>,
    action: Option<&'a str>,
    #[statement(embed)]
    bounds: Bounds,
}

#[derive(Statement)]
#[statement(file = "audit/of_object.sql", row = Entry)]
struct OfObject<'a> {
    object_kind: Option<&'a str>,
    object_id: Option<&'a str>,
    action: Option<&'a str>,
    #[statement(embed)]
    bounds: Bounds,
}

/// The period, and the entry that the page follows.
#[derive(Clone, Copy, Parameters)]
struct Bounds {
    from: Option<DateTime<Utc>>,
    until: Option<DateTime<Utc>>,
    before_id: Option<i64>,
}

#[derive(Statement)]
#[statement(file = "audit/of_period.sql", row = Entry)]
struct OfPeriod {
    #[statement(embed)]
    bounds: Bounds,
}

#[derive(Statement)]
#[statement(file = "audit/of_person.sql", row = Entry)]
struct OfPerson<'a> {
    person: Option<PersonId>,
    object_kind: Option<&'a str>,
    action: Option<&'a str>,
    #[statement(embed)]
    bounds: Bounds,
}

#[derive(Statement)]
#[statement(file = "audit/of_person_and_object.sql", row = Entry)]
struct OfPersonAndObject<'a> {
    person: Option<PersonId>,
    object_kind: Option<&'a str>,
    object_id: Option<&'a str>,
    action: Option<&'a str>,
    #[statement(embed)]
    bounds: Bounds,
}

impl Filter {
    /// Kind and id of the object.
    fn object(&self) -> (Option<&str>, Option<&str>) {
        let object = self.object.as_deref();
        match object.and_then(|object| object.split_once(':')) {
            Some((kind, id)) => (Some(kind), Some(id)),
            None => (object, None),
        }
    }

    /// The statement that answers it.
    pub fn reading(&self) -> Reading {
        match (self.object(), self.person, &self.action) {
            ((_, Some(_)), Some(_), _) => Reading::PersonAndObject,
            ((_, Some(_)), None, _) => Reading::Object,
            ((_, None), Some(_), _) => Reading::Person,
            ((Some(_), None), None, _) | ((None, None), None, Some(_)) => Reading::Kind,
            ((None, None), None, None) => Reading::Period,
        }
    }
}

/// Entries that match, newest first: one more than a page, if there are as many.
///
/// # Errors
/// When the database fails.
pub async fn list(conn: &mut Connection, filter: &Filter) -> Result<Vec<Entry>> {
    let (object_kind, object_id) = filter.object();
    let action = filter.action.as_deref();
    let person = filter.person;
    let bounds = Bounds {
        from: filter.from,
        until: filter.until,
        before_id: filter.before_id,
    };
    match filter.reading() {
        Reading::Period => OfPeriod { bounds }.rows(conn).await,
        Reading::Kind => {
            let entries = OfKind {
                object_kind,
                action,
                bounds,
            };
            entries.rows(conn).await
        }
        Reading::Object => {
            let entries = OfObject {
                object_kind,
                object_id,
                action,
                bounds,
            };
            entries.rows(conn).await
        }
        Reading::Person => {
            let entries = OfPerson {
                person,
                object_kind,
                action,
                bounds,
            };
            entries.rows(conn).await
        }
        Reading::PersonAndObject => {
            let entries = OfPersonAndObject {
                person,
                object_kind,
                object_id,
                action,
                bounds,
            };
            entries.rows(conn).await
        }
    }
}
