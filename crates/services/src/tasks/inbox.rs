//! A person's list of open tasks.

use chrono::{DateTime, Utc};
pub use db::tasks::inbox::{Filter, InboxRow};
pub use db::tasks::lists::{AskedRow, DecidedRow, ListPlace, RequestRow};

use domain::ids::TaskId;
use domain::task::TaskState;

use crate::Result;
use crate::access::{PagePermit, WorkOnTasks};
use crate::tasks::Tasks;

/// A page of a person's open tasks.
#[derive(Debug, Clone)]
pub struct Inbox {
    /// Oldest first.
    pub rows: Vec<InboxRow>,
    /// There are more after these.
    pub more: bool,
    /// The instant this was read at.
    pub now: DateTime<Utc>,
}

impl Tasks<'_> {
    /// A page of the person's open tasks, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn inbox(self, permitted: &PagePermit<WorkOnTasks>, filter: &Filter) -> Result<Inbox> {
        let now = self.services.now();
        let mut conn = self.services.pool.get().await?;
        let (rows, more) = db::tasks::inbox::list(&mut conn, permitted.target(), filter, now).await?;
        Ok(Inbox { rows, more, now })
    }

    /// A page of what the person decided, newest first, and whether there is more.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn decided_by(
        self,
        permitted: &PagePermit<WorkOnTasks>,
        before: Option<ListPlace<i64>>,
    ) -> Result<(Vec<DecidedRow>, bool)> {
        let mut conn = self.services.pool.get().await?;
        Ok(db::tasks::lists::decided_by(&mut conn, permitted.target(), before).await?)
    }

    /// A page of the tasks that the person asked for, newest first, with who is asked now and until when somebody
    /// stands in (T16), and whether there are more.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn requested_by(
        self,
        permitted: &PagePermit<WorkOnTasks>,
        state: Option<TaskState>,
        before: Option<ListPlace<TaskId>>,
    ) -> Result<(Vec<RequestRow>, bool)> {
        let now = self.services.now();
        let mut conn = self.services.pool.get().await?;
        Ok(db::tasks::lists::requested_by(&mut conn, permitted.target(), state, before, now).await?)
    }
}
