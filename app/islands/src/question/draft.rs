//! The reason as it is typed into the dialog: it is there again when the same is asked again after the dialog was closed (G6).

use super::{FORM_ID, Question};

/// The question that was asked last.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Draft {
    title: String,
    /// What the question is about: two questions may have the same title.
    fields: Vec<(String, String)>,
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
        // A form that comes back has a new id, and is about the same.
        let about = question.fields.iter().filter(|(name, _)| name != FORM_ID);
        let fields: Vec<_> = about.cloned().collect();
        if self.title == question.title && self.fields == fields && self.from_page == from_page {
            reason.value = typed;
        }
        Self {
            title: question.title.clone(),
            fields,
            from_page,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::question::Reason;

    fn about(task: &str, form: &str) -> Question {
        let reason = Reason {
            hint: String::new(),
            value: String::new(),
            error: None,
        };
        let question = Question {
            title: "Deny 2 tasks?".to_owned(),
            reason: Some(reason),
            ..Question::default()
        };
        question.with("task", task).with("form", form)
    }

    #[test]
    fn g6_what_was_typed_is_there_again_for_the_same_and_for_nothing_else() {
        let typed_then = |second: &mut Question| {
            let draft = Draft::default().begin(String::new(), &mut about("1", "a"));
            draft.begin("Not now".to_owned(), second);
            second.reason.as_ref().map(|reason| reason.value.clone())
        };
        assert_eq!(typed_then(&mut about("1", "b")).as_deref(), Some("Not now"));
        assert_eq!(
            typed_then(&mut about("2", "a")).as_deref(),
            Some(""),
            "another task"
        );
    }
}
