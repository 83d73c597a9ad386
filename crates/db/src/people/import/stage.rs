//! Bringing the rows of a file into temporary tables, some thousand at a time.

use chrono::{DateTime, NaiveDate, Utc};
use db_macros::Statement;
use domain::ids::RoleId;

use crate::statement::{Script, Statement};
use crate::transaction::Transaction;
use crate::{Connection, Result};

/// One line of the file, checked on its own.
#[derive(Debug, Clone, Default)]
pub struct Row {
    /// Physical line in the file; the header is line 1.
    pub line: i64,
    /// As written; compared without regard to case.
    pub username: String,
    /// As shown.
    pub display_name: String,
    /// For mail.
    pub email: Option<String>,
    /// The manager's username.
    pub manager: Option<String>,
    /// Of the work assignment.
    pub department: Option<String>,
    /// Of the work assignment.
    pub job: Option<String>,
    /// Of the work assignment.
    pub location: Option<String>,
    /// First day of work, in the person's zone.
    pub hired_on: Option<NaiveDate>,
    /// Last day of work, in the person's zone.
    pub terminated_on: Option<NaiveDate>,
    /// An IANA name; none: the Site's.
    pub time_zone: Option<String>,
    /// The first instant of the work assignment (UTC).
    pub active_from: Option<DateTime<Utc>>,
    /// The first instant after it (UTC).
    pub active_until: Option<DateTime<Utc>>,
    /// Names folded, for search.
    pub search_text: String,
    /// Roles granted by hand.
    pub roles: Vec<RoleId>,
}

/// Rows to be staged together.
#[derive(Debug, Default)]
pub struct Batch {
    people: StagePeople,
    roles: StageRoles,
}

#[derive(Debug, Default, Statement)]
#[statement(file = "people/import/stage_people.sql")]
struct StagePeople {
    line: Vec<i64>,
    username: Vec<String>,
    display_name: Vec<String>,
    email: Vec<Option<String>>,
    manager: Vec<Option<String>>,
    department: Vec<Option<String>>,
    job: Vec<Option<String>>,
    location: Vec<Option<String>>,
    hired_on: Vec<Option<NaiveDate>>,
    terminated_on: Vec<Option<NaiveDate>>,
    time_zone: Vec<Option<String>>,
    active_from: Vec<Option<DateTime<Utc>>>,
    active_until: Vec<Option<DateTime<Utc>>>,
    search_text: Vec<String>,
}

#[derive(Debug, Default, Statement)]
#[statement(file = "people/import/stage_roles.sql")]
struct StageRoles {
    line: Vec<i64>,
    role: Vec<RoleId>,
}

impl Batch {
    /// Adds a row.
    pub fn push(&mut self, row: Row) {
        let Self { people, roles } = self;
        roles.line.extend(row.roles.iter().map(|_| row.line));
        roles.role.extend(row.roles);
        people.line.push(row.line);
        people.username.push(row.username);
        people.display_name.push(row.display_name);
        people.email.push(row.email);
        people.manager.push(row.manager);
        people.department.push(row.department);
        people.job.push(row.job);
        people.location.push(row.location);
        people.hired_on.push(row.hired_on);
        people.terminated_on.push(row.terminated_on);
        people.time_zone.push(row.time_zone);
        people.active_from.push(row.active_from);
        people.active_until.push(row.active_until);
        people.search_text.push(row.search_text);
    }

    /// How many rows.
    pub fn len(&self) -> usize {
        self.people.line.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.people.line.is_empty()
    }
}

/// What an import begins with.
pub const BEGIN: Script = Script {
    file: "people/import/begin.sql",
    sql: include_str!("../../../sql/people/import/begin.sql"),
};

/// Makes the temporary tables; they go with the transaction. One import runs at a time.
///
/// # Errors
/// When the database fails.
pub async fn begin(tx: &mut Transaction) -> Result<()> {
    BEGIN.run(tx).await
}

/// Stages rows.
///
/// # Errors
/// When the database fails.
pub async fn stage(tx: &mut Transaction, batch: Batch) -> Result<()> {
    batch.people.run(tx).await?;
    batch.roles.run(tx).await?;
    Ok(())
}

#[derive(Statement)]
#[statement(file = "people/import/analyze_staged.sql")]
struct AnalyzeStaged;

/// Everything is staged: lets the planner know how much it is.
///
/// # Errors
/// When the database fails.
pub async fn staged(conn: &mut Connection) -> Result<()> {
    AnalyzeStaged.run(conn).await?;
    Ok(())
}
