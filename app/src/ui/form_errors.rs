//! What is wrong with a form, field by field (G6).

/// The messages of a form that was not carried out, in the order of its fields. The same words stand in the
/// summary and at the field.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FormErrors(Vec<FormError>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct FormError {
    field: String,
    message: String,
    link: Option<ErrorLink>,
}

/// Where a message leads on to: what stands in the way of the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErrorLink {
    /// The path.
    pub href: String,
    /// The link's words.
    pub words: &'static str,
}

impl FormErrors {
    /// Nothing wrong.
    pub fn new() -> Self {
        Self::default()
    }

    /// One message at one field.
    pub fn at(field: &str, message: impl Into<String>) -> Self {
        let mut errors = Self::new();
        errors.add(field, message);
        errors
    }

    /// One message about the form as a whole, such as a stale save (G5).
    pub fn whole(message: impl Into<String>) -> Self {
        Self::at("", message)
    }

    /// The same messages about the form as a whole, for a page on which its fields are not.
    pub(crate) fn without_fields(&self) -> Self {
        let mut errors = self.clone();
        for error in &mut errors.0 {
            error.field = String::new();
        }
        errors
    }

    /// Adds a message at the field with that id, which is its name unless it has another. A field keeps the
    /// first message it gets: add the missing before the impossible, and that before the out of range.
    /// An empty id speaks of the whole form.
    pub fn add(&mut self, field: &str, message: impl Into<String>) {
        self.add_with_link(field, message, None);
    }

    /// The same with a link behind the message.
    pub fn add_with_link(&mut self, field: &str, message: impl Into<String>, link: Option<ErrorLink>) {
        if field.is_empty() || self.find(field).is_none() {
            self.0.push(FormError {
                field: field.to_owned(),
                message: message.into(),
                link,
            });
        }
    }

    /// The message at that field.
    pub fn of(&self, field: &str) -> Option<String> {
        self.find(field).map(|error| error.message.clone())
    }

    /// The link behind the message at that field.
    pub fn link_of(&self, field: &str) -> Option<ErrorLink> {
        self.find(field)?.link.clone()
    }

    fn find(&self, field: &str) -> Option<&FormError> {
        self.0.iter().find(|error| error.field == field)
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// (field id, message), in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|error| (error.field.as_str(), error.message.as_str()))
    }
}

/// What a use case found wrong, by field.
impl From<Vec<services::FieldProblem>> for FormErrors {
    fn from(problems: Vec<services::FieldProblem>) -> Self {
        let mut errors = Self::new();
        for problem in problems {
            let link = problem.open_task.map(|task| ErrorLink {
                href: format!("/tasks/{task}"),
                words: "See the open task",
            });
            errors.add_with_link(problem.field, problem.message, link);
        }
        errors
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_keeps_its_first_message() {
        let mut errors = FormErrors::at("ends_on", "Enter an end date");
        errors.add("ends_on", "End date must be after 3 August 2026");
        assert_eq!(errors.of("ends_on").as_deref(), Some("Enter an end date"));
        assert_eq!(errors.iter().count(), 1);
        assert_eq!(errors.of("starts_on"), None);
    }
}
