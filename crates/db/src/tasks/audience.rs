//! Who gets a task's messages, and as what (T9), in one statement.

use diesel::sql_types::{Array, BigInt, Nullable, SmallInt, Text, Uuid};
use diesel_async::RunQueryDsl;
use domain::ids::{PersonId, TaskId};

use crate::glued::statement;
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

/// Somebody who gets a task's messages.
#[derive(Debug, Clone, diesel::QueryableByName)]
pub struct Member {
    #[diesel(sql_type = SmallInt)]
    part: i16,
    #[diesel(sql_type = Nullable<BigInt>)]
    person_id: Option<i64>,
    /// Names of whom they stand in for, the person named first, then everyone in between; of a copy, the assignee's.
    #[diesel(sql_type = Array<Text>)]
    pub names: Vec<String>,
}

/// Everybody who gets a task's messages.
#[derive(Debug, Clone, Default)]
pub struct Audience {
    /// One entry a person.
    pub members: Vec<(PersonId, Part, Vec<String>)>,
    /// Name of who acts.
    pub by: Option<String>,
}

// A copy goes to whom the assignment names, but to nobody who has unticked it since. The pools' members are not in it:
// they find the task in their list.
const SQL: &str = concat!(
    "WITH asked AS (SELECT a.person_id, a.path, a.copies, a.released_at IS NULL AS open FROM task_assignments a \
       WHERE a.task_id = $1 AND a.person_id IS NOT NULL AND (a.released_at IS NULL OR EXISTS (SELECT FROM task_decisions d \
         WHERE d.task_id = $1 AND d.position = a.position AND d.decided_by = a.person_id))), \
     members (part, person_id, others) AS ( \
       SELECT -1, $2::bigint, ARRAY[$2::bigint] WHERE $2 IS NOT NULL \
       UNION ALL SELECT 0, person_id, array_remove(path, person_id) FROM asked WHERE open \
       UNION ALL SELECT 1, c.owner_id, ARRAY[a.person_id] FROM asked a, unnest(a.copies) c (owner_id) WHERE NOT EXISTS (SELECT \
         FROM delegation_rules r WHERE r.owner_id = c.owner_id AND r.closed_at IS NULL AND r.saved_by = r.owner_id AND NOT r.keep_copy) \
       UNION ALL SELECT 2, d.decided_by, d.decided_for FROM task_decisions d WHERE d.task_id = $1 \
       UNION ALL SELECT 3, t.requester_id, '{}' FROM tasks t WHERE t.id = $1 \
       UNION ALL SELECT 4, t.subject_id, '{}' FROM tasks t WHERE t.id = $1 \
       UNION ALL SELECT 5, t.initiator_id, '{}' FROM tasks t WHERE t.id = $1) \
     SELECT m.part::smallint AS part, m.person_id, ARRAY(SELECT ",
    crate::sql::shown_name!("p"),
    " FROM unnest(m.others) WITH ORDINALITY o (id, nr) \
       JOIN people p ON p.id = o.id ORDER BY o.nr) AS names FROM members m WHERE m.person_id IS NOT NULL ORDER BY m.part, m.person_id"
);

/// Everybody who gets the task's messages as it stands, but `by`, who acts and knows.
///
/// # Errors
/// When the database fails.
pub async fn of_task(conn: &mut Connection, task: TaskId, by: Option<PersonId>) -> Result<Audience> {
    let rows: Vec<Member> = statement(SQL)
        .bind::<Uuid, _>(task.0)
        .bind::<Nullable<BigInt>, _>(by.map(|person| person.0))
        .load(conn)
        .await?;
    let mut audience = Audience::default();
    for row in rows {
        let Some(person) = row.person_id.map(PersonId) else {
            continue;
        };
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
