//! The reason as it is typed into the dialog: it is there again when the same is asked again after the dialog was closed (G6).

use super::Question;

/// The question that was asked last.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Draft {
    title: String,
    /// The reason as the page handed it over.
    from_page: String,
}

impl Draft {
    /// A question is asked now: it gets what was `typed` into the last one if it is the same, and the page says nothing else.
    pub(super) fn begin(self, typed: String, question: &mut Question) -> Self {
        let Some(reason) = question.reason.as_mut() else {
            return Self::default();
        };
        let from_page = reason.value.clone();
        if self.title == question.title && self.from_page == from_page {
            reason.value = typed;
        }
        Self {
            title: question.title.clone(),
            from_page,
        }
    }
}
