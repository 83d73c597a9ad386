//! Who gets a task's messages, and as what (T9), in one statement.

use db_macros::{Columns, Statement};
use diesel::QueryableByName;
use diesel::sql_types::{Array, SmallInt, Text};
use domain::ids::{PersonId, TaskId};

use crate::sql_types::PersonKey;
use crate::statement::Statement;
use crate::{Connection, Result};

/// As what somebody gets a task's messages; of several the first counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// They are asked now.
    Asked,
    /// It went to somebody who stands in for them.
    Copy,
    /// They decided an earlier step.
    Decided,
    /// They asked for it.
    Requester,
    /// It is about them.
    Subject,
    /// They started it (T15).
    Initiator,
}

const PARTS: [Part; 6] = [
    Part::Asked,
    Part::Copy,
    Part::Decided,
    Part::Requester,
    Part::Subject,
    Part::Initiator,
];

#[derive(QueryableByName, Columns)]
struct Member {
    #[diesel(sql_type = SmallInt)]
    part: i16,
    #[diesel(sql_type = PersonKey)]
    person_id: PersonId,
    #[diesel(sql_type = Array<Text>)]
    names: Vec<String>,
}

/// Everybody who gets a task's messages.
#[derive(Debug, Clone, Default)]
pub struct Audience {
    /// One entry a person, with the names of whom they stand in for, the person named first, then everyone in between; of a copy, the
    /// assignee's.
    pub members: Vec<(PersonId, Part, Vec<String>)>,
    /// Name of who acts.
    pub by: Option<String>,
}

#[derive(Statement)]
#[statement(file = "tasks/audience.sql", row = Member)]
struct OfTask {
    task: TaskId,
    by: Option<PersonId>,
}

/// Everybody who gets the task's messages as it stands, but `by`, who acts and knows.
///
/// # Errors
/// When the database fails.
pub async fn of_task(conn: &mut Connection, task: TaskId, by: Option<PersonId>) -> Result<Audience> {
    let mut audience = Audience::default();
    for row in (OfTask { task, by }).rows(conn).await? {
        let person = row.person_id;
        let part = usize::try_from(row.part).ok().and_then(|index| PARTS.get(index));
        match part {
            None => audience.by = row.names.into_iter().next(),
            Some(_) if Some(person) == by => {}
            Some(_) if audience.members.iter().any(|(known, ..)| *known == person) => {}
            Some(part) => audience.members.push((person, *part, row.names)),
        }
    }
    Ok(audience)
}
