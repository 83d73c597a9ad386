//! The reason as it is typed into the dialog: it is there again when the same is asked again after the dialog was closed (G6).

use super::Question;

/// What was typed into a question.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Draft {
    title: String,
    /// The reason as the page handed it over.
    from_page: String,
    /// The reason as it stands in the dialog.
    pub(super) typed: String,
}

impl Draft {
    /// The draft of a question that is asked now: what is left of the last one if it is the same, and the page says nothing else.
    pub(super) fn begin(last: Self, question: &mut Question) -> Self {
        let Some(reason) = question.reason.as_mut() else {
            return Self::default();
        };
        let typed = match last.title == question.title && last.from_page == reason.value {
            true => last.typed,
            false => reason.value.clone(),
        };
        let from_page = std::mem::replace(&mut reason.value, typed.clone());
        Self {
            title: question.title.clone(),
            from_page,
            typed,
        }
    }
}
