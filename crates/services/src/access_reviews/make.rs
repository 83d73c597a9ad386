//! What an operation keeps of the review whose tasks it makes, and that it goes on.

use chrono::{DateTime, Utc};
use db::access_reviews::Covered;
use db::transaction::Transaction;
use domain::audit::{Action, ObjectKind};
use domain::ids::RoleId;
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use crate::access::{Everywhere, Permitted, RunAccessReviews};
use crate::audit::Record;
use crate::tasks::review::notify_pools;
use crate::{Error, Result};

/// What the operation keeps of its review.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct MakeReview {
    /// Which.
    pub(crate) review: i64,
    pub(super) covered: Covered,
    /// "Access review of Payroll viewer".
    pub(crate) title: String,
    /// What each task says of it.
    pub(super) reason: String,
}

/// How far it is, as the operation's row keeps it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct MadeUntilNow {
    /// The last person and role.
    pub(super) after: (i64, i64),
    /// Tasks.
    pub(crate) tasks: usize,
    /// Grants for which nobody may decide (T12).
    pub(crate) refused: usize,
    pub(super) asked_pools: Vec<RoleId>,
    /// Nothing is left.
    #[serde(skip)]
    pub(crate) is_last: bool,
}

impl MakeReview {
    /// Notifies those who are asked as holders of a role by the tasks made until now, whoever has not been.
    pub(crate) async fn notify_pools(
        &self,
        tx: &mut Transaction,
        made: &MadeUntilNow,
        now: DateTime<Utc>,
    ) -> Result<()> {
        notify_pools(tx, (self.review, &self.title), &made.asked_pools, now).await
    }
}

/// Writes that a review goes on: on its own row, and into the audit log.
pub(crate) async fn note_resumed(
    tx: &mut Transaction,
    permitted: &Permitted<Everywhere<RunAccessReviews>>,
    (operation, input): (Uuid, &str),
    now: DateTime<Utc>,
) -> Result<()> {
    db::access_reviews::set_broken_off(tx, operation, None).await?;
    let make: MakeReview = serde_json::from_str(input).map_err(Error::internal)?;
    let after = json!({ "title": make.title });
    Record::new(
        permitted.acting(),
        now,
        Action::AccessReviewResumed,
        ObjectKind::AccessReview,
        make.review,
    )
    .after(Some(after))
    .write(tx)
    .await
}
