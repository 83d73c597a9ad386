//! What the form that starts a review posts.

use serde::Deserialize;
use services::access_reviews::ReviewInput;

/// The form, as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct ReviewForm {
    /// A role's code, or empty.
    pub(super) role: String,
    /// A department, or empty.
    pub(super) department: String,
    /// `YYYY-MM-DD`.
    pub(super) due_on: String,
    /// Made when the form was opened: posted twice, it starts one review.
    pub(super) form: String,
}

impl ReviewForm {
    /// For the use case.
    pub(super) fn input(&self) -> ReviewInput {
        ReviewInput {
            role: self.role.clone(),
            department: self.department.clone(),
            due_on: self.due_on.clone(),
            form: uuid::Uuid::try_parse(&self.form).ok(),
        }
    }
}
