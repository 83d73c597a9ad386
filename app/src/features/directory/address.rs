//! Addresses of lists, and of the directory's pages.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

/// A list with its filters: those that are set, in order.
pub(crate) fn list(path: &str, filters: &[(&str, &str)]) -> String {
    let set: Vec<_> = filters.iter().filter(|(_, value)| !value.is_empty()).collect();
    match serde_urlencoded::to_string(set) {
        Ok(query) if !query.is_empty() => format!("{path}?{query}"),
        // Pairs of texts can always be written.
        _ => path.to_owned(),
    }
}

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

/// A later page of that list.
pub(super) fn open_tasks_page(username: &str, page: i64) -> String {
    format!("{}?page={page}#open-tasks", person(username))
}

/// A page of that list with every line ticked.
pub(super) fn open_tasks_ticked(username: &str, page: i64) -> String {
    format!("{}?page={page}&ticked=all#open-tasks", person(username))
}

/// Where a person's open tasks are reassigned.
pub(super) fn reassign(username: &str) -> String {
    format!("{}/reassign", person(username))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_empty_stands_in_no_address() {
        assert_eq!(list("/x", &[("a", ""), ("b", "")]), "/x");
        assert_eq!(
            list("/x", &[("a", "1 &2"), ("b", ""), ("c", "3")]),
            "/x?a=1+%262&c=3"
        );
    }
}
