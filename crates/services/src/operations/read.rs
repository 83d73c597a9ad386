//! An operation as its page shows it: to who started it, and to super administrators.

use chrono::{DateTime, Utc};
use domain::ids::TaskId;
use domain::operation::OperationKind;
use domain::privilege::Privilege;
use uuid::Uuid;

use super::start::{BulkAct, BulkInput};
use crate::access::Viewer;
use crate::{Error, Result, Services};

/// Refusals that are named one by one; of more, how many there are.
const NAMED: i64 = 200;

/// An operation, and how far it is.
#[derive(Debug, Clone)]
pub struct OperationView {
    /// Which.
    pub id: Uuid,
    /// What is done to each task.
    pub act: BulkAct,
    /// Name of who started it, where that is not the reader.
    pub started_by: Option<String>,
    /// Tasks in all.
    pub total: i64,
    /// Of them done.
    pub done: i64,
    /// Of them refused, for a reason that is named.
    pub failed: i64,
    /// Of them not there, as far as who started it may know (T17).
    pub unknown: i64,
    /// The first of those that were refused.
    pub refused: Vec<Refused>,
    /// Whether something is wrong with the form itself.
    pub has_wrong_field: bool,
    /// When it was started.
    pub created_at: DateTime<Utc>,
    /// When it ended; none: it is under way.
    pub finished_at: Option<DateTime<Utc>>,
}

/// A task to which nothing was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Which.
    pub task: TaskId,
    /// Its title.
    pub title: String,
    /// Why, in words.
    pub why: String,
    /// Whether the person is wrong to whom it was to be passed on.
    pub is_target_wrong: bool,
}

impl OperationView {
    /// Everything was done that was sent.
    pub fn is_complete(&self) -> bool {
        self.finished_at.is_some() && self.failed + self.unknown == 0
    }

    /// Tasks that are dealt with in one way or another.
    pub fn dealt_with(&self) -> i64 {
        self.done + self.failed + self.unknown
    }
}

impl Services {
    /// An operation that the reader started; a super administrator sees everybody's.
    ///
    /// # Errors
    /// [`Error::NotFound`] where there is none, or none for this reader.
    pub async fn operation(&self, viewer: &Viewer, id: Uuid) -> Result<OperationView> {
        let mut conn = self.pool.get().await?;
        let overview = db::operations::read::overview(&mut conn, id)
            .await?
            .ok_or(Error::NotFound)?;
        let is_own = overview.person() == Some(viewer.person);
        if !is_own && !viewer.everywhere.contains(&Privilege::OverseeTasks) {
            return Err(Error::NotFound);
        }
        let (Some(OperationKind::Decide | OperationKind::Reassign | OperationKind::Comment), Ok(input)) = (
            overview.kind(),
            serde_json::from_str::<BulkInput>(&overview.input),
        ) else {
            return Err(Error::NotFound);
        };
        let refused = match overview.failed {
            0 => Vec::new(),
            _ => db::operations::read::failed(&mut conn, id, NAMED).await?,
        };
        let unreadable = i64::try_from(input.unreadable).unwrap_or(i64::MAX);
        Ok(OperationView {
            id,
            act: input.act,
            started_by: overview.started_by.filter(|_| !is_own),
            total: i64::from(overview.total.unwrap_or_default()) + unreadable,
            done: overview.done,
            failed: overview.failed,
            unknown: overview.unknown + unreadable,
            refused: refused
                .into_iter()
                .map(|failed| Refused {
                    task: failed.task(),
                    title: failed.title.unwrap_or_else(|| "A task".to_owned()),
                    why: failed.reason,
                    is_target_wrong: failed.field.as_deref() == Some("to"),
                })
                .collect(),
            has_wrong_field: overview.has_wrong_field,
            created_at: overview.created_at,
            finished_at: overview.finished_at,
        })
    }
}
