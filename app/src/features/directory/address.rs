//! Addresses of the directory's pages.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

/// A person's page.
pub(crate) fn person(username: &str) -> String {
    format!(
        "/admin/directory/users/{}",
        utf8_percent_encode(username, NON_ALPHANUMERIC)
    )
}

/// The form of a person's delegation rule.
pub(super) fn delegation(username: &str) -> String {
    format!("{}/delegation", person(username))
}

/// The list of a person's open tasks on their page.
pub(crate) fn open_tasks(username: &str) -> String {
    format!("{}#open-tasks", person(username))
}

/// Where a person's open tasks are reassigned.
pub(super) fn reassign(username: &str) -> String {
    format!("{}/reassign", person(username))
}
