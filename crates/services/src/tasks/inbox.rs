//! A person's list of open tasks.

use chrono::{DateTime, Utc};
use db::tasks::inbox::READ;
pub use db::tasks::inbox::{Filter, InboxRow};

use crate::access::{Permitted, WorkOnTasks};
use crate::{Result, Services};

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

impl Services {
    /// A page of the person's open tasks, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn inbox(&self, permitted: &Permitted<WorkOnTasks>, filter: &Filter) -> Result<Inbox> {
        let now = self.now();
        let mut conn = self.pool.get().await?;
        let mut rows = db::tasks::inbox::list(&mut conn, permitted.target(), filter, now).await?;
        let more = rows.len() == READ;
        rows.truncate(READ - 1);
        Ok(Inbox { rows, more, now })
    }
}
