//! A person's open tasks, oldest first: those assigned to them and those of the pools they belong to (T11).

use chrono::{DateTime, Utc};
use db_macros::{Columns, Statement};
use diesel::QueryableByName;
use diesel::sql_types::{Array, Bool, Nullable, SmallInt, Text, Timestamptz};
use domain::ids::{PersonId, RoleId, TaskId};
use domain::policy::PolicyKind;

use crate::sql_types::{PersonKey, PolicyKindCode, RoleKey, TaskKey};
use crate::statement::Statement;
use crate::{Connection, Result};

/// What to look for; everything empty means everything.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Of one type.
    pub kind: Option<PolicyKind>,
    /// Only those that came to the person by a delegation rule (true), or did not (false).
    pub delegated: Option<bool>,
    /// Whom they are about: a username, or a part of a name, folded.
    pub subject: Option<String>,
    /// What they are about: a part of a role's name or code, folded.
    pub role: Option<String>,
    /// A part of the policy's name, in any case.
    pub policy: Option<String>,
    /// Whom the person stands in for: a username, or a part of a name, folded (T16).
    pub standing_in_for: Option<String>,
    /// Waiting since this instant or longer.
    pub until: Option<DateTime<Utc>>,
    /// Tasks after this one: the next page.
    pub after: Option<(DateTime<Utc>, TaskId)>,
    /// Lines a page has, where not [`PAGE`].
    pub rows: Option<usize>,
    /// These alone.
    pub only: Option<Vec<TaskId>>,
}

impl Filter {
    /// Lines that are read: one more than a page has, to know whether there are others.
    fn read(&self) -> usize {
        self.rows.map_or(READ, |rows| rows.saturating_add(1))
    }

    fn of(&self, person: PersonId, now: DateTime<Utc>) -> Filtered<'_> {
        Filtered {
            person,
            now,
            kind: self.kind,
            delegated: self.delegated,
            after_at: self.after.map(|(at, _)| at),
            after: self.after.map(|(_, task)| task),
            until: self.until,
            subject: text(self.subject.as_deref()),
            role: text(self.role.as_deref()),
            policy: text(self.policy.as_deref()),
            standing_in_for: text(self.standing_in_for.as_deref()),
            limit: i64::try_from(self.read()).unwrap_or(i64::MAX),
            only: self.only.as_deref(),
        }
    }

    fn is_plain(&self) -> bool {
        let texts = [&self.subject, &self.role, &self.policy, &self.standing_in_for];
        texts.iter().all(|text| text.is_none())
            && self.kind.is_none()
            && self.delegated.is_none()
            && self.until.is_none()
            && self.after.is_none()
            && self.rows.is_none()
            && self.only.is_none()
    }
}

/// What Postgres can hold; nothing is called by anything else.
fn text(text: Option<&str>) -> Option<&str> {
    text.filter(|text| crate::people::is_text(text))
}

/// A line of the list.
#[derive(Debug, Clone, QueryableByName, Columns)]
pub struct InboxRow {
    #[diesel(sql_type = TaskKey)]
    task_id: TaskId,
    /// Since when the person is asked.
    #[diesel(sql_type = Timestamptz)]
    pub assigned_at: DateTime<Utc>,
    /// Whom the step named, where the person stands in for them; in a pool, whose role they have as a proxy, if it is not
    /// their own too (T11).
    #[diesel(sql_type = Array<Text>)]
    pub standing_in_for: Vec<String>,
    /// Name of the role whose pool is asked, where it is one.
    #[diesel(sql_type = Nullable<Text>)]
    pub pool: Option<String>,
    /// Its type.
    #[diesel(sql_type = PolicyKindCode)]
    pub kind: PolicyKind,
    /// As shown.
    #[diesel(sql_type = Text)]
    pub title: String,
    /// Its policy's name.
    #[diesel(sql_type = Text)]
    pub policy_name: String,
    /// Name of whom it is about.
    #[diesel(sql_type = Text)]
    pub subject: String,
    #[diesel(sql_type = PersonKey)]
    subject_id: PersonId,
    /// Name of what it is about.
    #[diesel(sql_type = Nullable<Text>)]
    pub role: Option<String>,
    #[diesel(sql_type = Nullable<RoleKey>)]
    role_id: Option<RoleId>,
    /// Name of who asked.
    #[diesel(sql_type = Nullable<Text>)]
    pub requester: Option<String>,
    /// The open step, from 1.
    #[diesel(sql_type = SmallInt)]
    pub position: i16,
    /// How many steps there are.
    #[diesel(sql_type = SmallInt)]
    pub steps: i16,
    /// Whether the open step allows delegation.
    #[diesel(sql_type = Bool)]
    pub allows_delegation: bool,
    /// Whether approving needs a reason.
    #[diesel(sql_type = Bool)]
    pub reason_to_approve: bool,
    /// Whether denying needs a reason.
    #[diesel(sql_type = Bool)]
    pub reason_to_deny: bool,
}

impl InboxRow {
    /// Which task.
    pub fn task(&self) -> TaskId {
        self.task_id
    }

    /// Whom it is about, and the role that it is about.
    pub fn about(&self) -> (PersonId, Option<RoleId>) {
        (self.subject_id, self.role_id)
    }
}

/// Lines read at once: a page of 25, and one more to know whether there are others. The number stands in `inbox.sql` too.
const READ: usize = 26;

/// Lines a page has, unless another number is asked for.
pub const PAGE: usize = READ - 1;

/// The first page of everything, which is what is nearly always asked for. Without the filters the planner keeps one plan for all.
#[derive(Statement)]
#[statement(file = "tasks/inbox.sql", row = InboxRow)]
struct FirstPage {
    person: PersonId,
    now: DateTime<Utc>,
}

#[derive(Statement)]
#[statement(file = "tasks/inbox_filtered.sql", row = InboxRow)]
struct Filtered<'a> {
    person: PersonId,
    now: DateTime<Utc>,
    kind: Option<PolicyKind>,
    delegated: Option<bool>,
    after_at: Option<DateTime<Utc>>,
    after: Option<TaskId>,
    until: Option<DateTime<Utc>>,
    subject: Option<&'a str>,
    role: Option<&'a str>,
    policy: Option<&'a str>,
    standing_in_for: Option<&'a str>,
    limit: i64,
    only: Option<&'a [TaskId]>,
}

/// A page of a person's open tasks, oldest first, and whether there are more.
///
/// # Errors
/// When the database fails.
pub async fn list(
    conn: &mut Connection,
    person: PersonId,
    filter: &Filter,
    now: DateTime<Utc>,
) -> Result<(Vec<InboxRow>, bool)> {
    let read = filter.read();
    let mut rows = if filter.is_plain() {
        FirstPage { person, now }.rows(conn).await?
    } else {
        filter.of(person, now).rows(conn).await?
    };
    let more = rows.len() >= read;
    rows.truncate(read.saturating_sub(1));
    Ok((rows, more))
}
