//! Done in my name (R23): what others did through the roles and tasks that a person delegated.

use chrono::{DateTime, Utc};
pub use db::audit::in_name_of::Filter as OwnFilter;
pub use db::audit::in_name_of::Proxy;
use db::audit::in_name_of::{self as stored, Done};
use domain::audit::{Action, ObjectKind};
use domain::ids::TaskId;
use domain::privilege::Privilege;

use super::words::what;
use crate::Result;
use crate::access::{DelegateOwnRoles, Viewer};
use crate::audit::Audit;

/// Something that was done in the reader's name.
#[derive(Debug, Clone)]
pub struct DoneInMyName {
    /// In the order of writing: the next page begins below it.
    pub id: i64,
    /// When, in UTC.
    pub at: DateTime<Utc>,
    /// Display name of who did it.
    pub proxy: String,
    /// Their username.
    pub proxy_username: String,
    /// What, in words that follow their name.
    pub what: String,
    /// The task that it was done to, if the reader may see it (T17).
    pub task: Option<TaskId>,
    /// Display name and username of the person whose record it was.
    pub record: Option<(String, String)>,
    /// By what they could.
    pub through: Through,
}

/// By what somebody could do something in another's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Through {
    /// A role that was delegated to them.
    Role {
        /// Name of the role.
        name: String,
        /// Which delegation, if it is still in force: it can be ended.
        in_force: Option<i64>,
    },
    /// An approval task that came to them.
    Tasks,
}

/// The most of it that a page shows.
pub const MOST_DONE: i64 = stored::PAGE;

/// A page of it.
#[derive(Debug, Clone)]
pub struct DonePage {
    /// Newest first.
    pub entries: Vec<DoneInMyName>,
    /// There are older ones.
    pub more: bool,
}

impl Audit<'_> {
    /// What was done in the viewer's name, newest first, up to `limit`, which is at most [`MOST_DONE`].
    ///
    /// # Errors
    /// Not permitted, or the database fails.
    pub async fn done_in_my_name(self, viewer: &Viewer, filter: &OwnFilter, limit: i64) -> Result<DonePage> {
        let permitted = viewer.require_own::<DelegateOwnRoles>()?;
        let now = self.services.now();
        let mut conn = self.services.pool.get().await?;
        let mut rows = stored::list(&mut conn, permitted.target(), filter, limit + 1, now).await?;
        let wanted = usize::try_from(limit).unwrap_or(usize::MAX);
        let more = rows.len() > wanted;
        rows.truncate(wanted);
        let oversees = viewer.everywhere.contains(&Privilege::OverseeTasks);
        let entries = rows.into_iter().map(|row| entry(row, oversees)).collect();
        Ok(DonePage { entries, more })
    }

    /// Everybody who did something in the viewer's name, by name.
    ///
    /// # Errors
    /// Not permitted, or the database fails.
    pub async fn who_acted_in_my_name(self, viewer: &Viewer) -> Result<Vec<Proxy>> {
        let permitted = viewer.require_own::<DelegateOwnRoles>()?;
        let mut conn = self.services.pool.get().await?;
        Ok(stored::proxies(&mut conn, permitted.target()).await?)
    }
}

fn in_force(row: &Done) -> Option<i64> {
    row.delegation.filter(|_| row.is_in_force)
}

fn entry(row: Done, oversees: bool) -> DoneInMyName {
    let sees = oversees || is_stand_in(&row);
    let is_task = row.object_kind == ObjectKind::Task.code();
    let task = Some(&row.object_id).filter(|_| sees && is_task);
    let task = task.and_then(|id| uuid::Uuid::parse_str(id).ok()).map(TaskId);
    DoneInMyName {
        id: row.id,
        at: row.at,
        what: what(&row, sees),
        task,
        record: record(&row),
        through: match &row.role {
            Some(name) => Through::Role {
                name: name.clone(),
                in_force: in_force(&row),
            },
            None => Through::Tasks,
        },
        proxy: row.proxy,
        proxy_username: row.proxy_username,
    }
}

/// On whose record it was: a role is delegated on that of whoever delegates it, be it on behalf of them (R16).
fn record(row: &Done) -> Option<(String, String)> {
    let concerned = row.concerns.clone().zip(row.concerns_username.clone());
    if row.object_kind == ObjectKind::RoleDelegation.code() {
        let delegator = row.on_behalf_of.clone().zip(row.on_behalf_of_username.clone());
        delegator.or(concerned)
    } else {
        concerned
    }
}

/// Whether the proxy acted on a task as one who was asked, in the delegator's place: whoever was stood in for sees it (T17).
fn is_stand_in(row: &Done) -> bool {
    matches!(
        Action::from_code(&row.action),
        Some(
            Action::TaskApproved(_) | Action::TaskDenied(_) | Action::TaskReassigned | Action::TaskCommented
        )
    )
}
