//! Bringing the rows of a file into temporary tables, some thousand at a time.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::sql_types::{Array, BigInt, Date, Nullable, Text, Timestamptz};
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};
use domain::ids::RoleId;

use crate::glued::statement;
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

/// Rows to be staged together, column by column: as one statement takes them.
#[derive(Debug, Default)]
pub struct Batch {
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
    role_line: Vec<i64>,
    role: Vec<i64>,
}

impl Batch {
    /// Adds a row.
    pub fn push(&mut self, row: Row) {
        self.role_line.extend(row.roles.iter().map(|_| row.line));
        self.role.extend(row.roles.iter().map(|role| role.0));
        self.line.push(row.line);
        self.username.push(row.username);
        self.display_name.push(row.display_name);
        self.email.push(row.email);
        self.manager.push(row.manager);
        self.department.push(row.department);
        self.job.push(row.job);
        self.location.push(row.location);
        self.hired_on.push(row.hired_on);
        self.terminated_on.push(row.terminated_on);
        self.time_zone.push(row.time_zone);
        self.active_from.push(row.active_from);
        self.active_until.push(row.active_until);
        self.search_text.push(row.search_text);
    }

    /// How many rows.
    pub fn len(&self) -> usize {
        self.line.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.line.is_empty()
    }
}

/// What an import begins with. Two imports at once would each check a hierarchy that the other changes: the second waits. The planner's
/// compiler costs more than it saves on statements that run once.
pub const BEGIN: &str = "SELECT pg_advisory_xact_lock(7012);
SET LOCAL jit = off; SET LOCAL work_mem = '64MB';
CREATE TEMP TABLE import_people (
    line bigint NOT NULL, person_id bigint, is_new boolean NOT NULL DEFAULT false,
    username text NOT NULL, display_name text NOT NULL, email text,
    manager text, manager_id bigint, manager_username text,
    department text, job text, location text, hired_on date, terminated_on date, time_zone text,
    active_from timestamptz, active_until timestamptz, search_text text NOT NULL
) ON COMMIT DROP;
CREATE TEMP TABLE import_roles (line bigint NOT NULL, role_id bigint NOT NULL) ON COMMIT DROP;
CREATE TEMP TABLE import_grants (person_id bigint NOT NULL, role_id bigint NOT NULL, grant_id bigint) ON COMMIT DROP;
CREATE TEMP TABLE import_changes (
    line bigint NOT NULL, person_id bigint NOT NULL, is_new boolean NOT NULL, own_facts boolean NOT NULL,
    was_active boolean NOT NULL, zone_changed boolean NOT NULL, before jsonb, after jsonb
) ON COMMIT DROP;";

/// Makes the temporary tables; they go with the transaction. One import runs at a time.
///
/// # Errors
/// When the database fails.
pub async fn begin(tx: &mut Transaction) -> Result<()> {
    Ok(tx.batch_execute(BEGIN).await?)
}

/// Stages rows.
///
/// # Errors
/// When the database fails.
pub async fn stage(tx: &mut Transaction, batch: Batch) -> Result<()> {
    const PEOPLE: &str = "INSERT INTO import_people (line, username, display_name, email, manager, department, job, location, \
        hired_on, terminated_on, time_zone, active_from, active_until, search_text) \
        SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
    type Texts = Array<Nullable<Text>>;
    statement(PEOPLE)
        .bind::<Array<BigInt>, _>(batch.line)
        .bind::<Array<Text>, _>(batch.username)
        .bind::<Array<Text>, _>(batch.display_name)
        .bind::<Texts, _>(batch.email)
        .bind::<Texts, _>(batch.manager)
        .bind::<Texts, _>(batch.department)
        .bind::<Texts, _>(batch.job)
        .bind::<Texts, _>(batch.location)
        .bind::<Array<Nullable<Date>>, _>(batch.hired_on)
        .bind::<Array<Nullable<Date>>, _>(batch.terminated_on)
        .bind::<Texts, _>(batch.time_zone)
        .bind::<Array<Nullable<Timestamptz>>, _>(batch.active_from)
        .bind::<Array<Nullable<Timestamptz>>, _>(batch.active_until)
        .bind::<Array<Text>, _>(batch.search_text)
        .execute(tx)
        .await?;
    statement("INSERT INTO import_roles (line, role_id) SELECT * FROM unnest($1, $2)")
        .bind::<Array<BigInt>, _>(batch.role_line)
        .bind::<Array<BigInt>, _>(batch.role)
        .execute(tx)
        .await?;
    Ok(())
}

/// Everything is staged: lets the planner know how much it is.
///
/// # Errors
/// When the database fails.
pub async fn staged(conn: &mut Connection) -> Result<()> {
    Ok(conn
        .batch_execute("ANALYZE import_people; ANALYZE import_roles")
        .await?)
}
