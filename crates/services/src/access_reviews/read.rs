//! The list of reviews, one review's progress, and its result for the download.

use chrono::{DateTime, Utc};
use db::access_reviews::{Item, Listed, Overview, Place, Shown};

use crate::access::{Everywhere, PagePermit, RunAccessReviews};
use crate::access_reviews::AccessReviews;
use crate::{Error, Result};

/// Lines a page has.
pub const PAGE: usize = 25;

/// Lines read at once for the download.
pub const ITEMS: i64 = 1_000;

impl AccessReviews<'_> {
    /// A page of the reviews, newest first, whether there are older ones, and the instant it was read at.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn list(
        self,
        permitted: &PagePermit<Everywhere<RunAccessReviews>>,
        before: Option<i64>,
    ) -> Result<(Vec<Listed>, bool, DateTime<Utc>)> {
        tracing::debug!(actor = %permitted.actor(), "reading the access reviews");
        let mut conn = self.services.pool.get().await?;
        let limit = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
        let mut reviews = db::access_reviews::list(&mut conn, before, limit).await?;
        let more = reviews.len() > PAGE;
        reviews.truncate(PAGE);
        Ok((reviews, more, self.services.now()))
    }

    /// (code, name) of every role, for the form that starts a review.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn roles_to_review(
        self,
        permitted: &PagePermit<Everywhere<RunAccessReviews>>,
    ) -> Result<Vec<(String, String)>> {
        tracing::debug!(actor = %permitted.actor(), "the form of an access review");
        let mut conn = self.services.pool.get().await?;
        let roles = db::roles::all(&mut conn).await?;
        Ok(roles.into_iter().map(|role| (role.code, role.name)).collect())
    }

    /// A review with a page of its lines, whether there are more, and the instant it was read at.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such review.
    pub async fn read(
        self,
        permitted: &PagePermit<Everywhere<RunAccessReviews>>,
        review: i64,
        shown: Shown,
        after: Place,
    ) -> Result<(Overview, bool, DateTime<Utc>)> {
        tracing::debug!(actor = %permitted.actor(), review, "reading an access review");
        let now = self.services.now();
        let mut conn = self.services.pool.get().await?;
        let limit = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
        let overview = db::access_reviews::overview(&mut conn, review, shown, after, limit, now).await?;
        let mut overview = overview.ok_or(Error::NotFound)?;
        let more = overview.items.len() > PAGE || overview.information.len() > PAGE;
        overview.items.truncate(PAGE);
        overview.information.truncate(PAGE);
        Ok((overview, more, now))
    }

    /// The next [`ITEMS`] of a review's tasks, for the download.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn items(
        self,
        permitted: &PagePermit<Everywhere<RunAccessReviews>>,
        review: i64,
        after: Place,
    ) -> Result<Vec<Item>> {
        tracing::debug!(actor = %permitted.actor(), review, "downloading an access review");
        let mut conn = self.services.pool.get().await?;
        Ok(db::access_reviews::items(&mut conn, review, after, ITEMS).await?)
    }
}
