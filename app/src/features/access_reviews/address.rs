//! Where a review is, and what it is called.

/// The page of a review.
pub(crate) fn address(id: i64) -> String {
    format!("/admin/access-reviews/{id}")
}

/// What a review is over, as headings say it.
pub(super) fn title(role: Option<&str>, department: Option<&str>) -> String {
    match (role, department) {
        (Some(role), _) => format!("Access review of {role}"),
        (None, Some(department)) => format!("Access review of the department {department}"),
        (None, None) => "Access review".to_owned(),
    }
}
