//! The open task that keeps another of its kind from being made (T15).

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::ids::{PersonId, RoleId, TaskId};
use domain::policy::PolicyKind;
use domain::task::TaskState;

use crate::schema::tasks;
use crate::sql_types::{IntoBind, IntoLiteral};
use crate::{Connection, Result};

/// A task that is open.
#[derive(Debug, Clone, Copy, Queryable, Selectable)]
#[diesel(table_name = tasks)]
pub struct Open {
    id: TaskId,
    initiator_id: Option<PersonId>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

impl Open {
    /// Which.
    pub fn task(&self) -> TaskId {
        self.id
    }

    /// Who started it, where nobody asked for it.
    pub fn initiator(&self) -> Option<PersonId> {
        self.initiator_id
    }
}

/// The open task of this kind about a person and role; the oldest, where the version before has made several.
///
/// # Errors
/// When the database fails.
pub async fn of_kind(
    conn: &mut Connection,
    kind: PolicyKind,
    subject: PersonId,
    role: RoleId,
) -> Result<Option<Open>> {
    Ok(tasks::table
        .filter(tasks::subject_id.eq(subject.bind()))
        .filter(tasks::role_id.eq(role.bind()))
        .filter(tasks::kind.eq(kind.bind()))
        .filter(tasks::state.eq(TaskState::Open.literal()))
        .order((tasks::created_at, tasks::id))
        .select(Open::as_select())
        .first(conn)
        .await
        .optional()?)
}
