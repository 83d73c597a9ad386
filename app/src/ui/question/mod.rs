//! The question before something ends, on the server: the button that asks, and the page where no script runs. The question itself and
//! its dialog are [`islands::question`]'s.

mod button;
mod page;

use islands::question::{FORM_ID, Question};

pub use self::button::QuestionButton;
pub use self::page::question_page;

/// With an id for the answer, unless the form that asks has one of its own: answered twice, it is one change (G6).
pub fn with_form_id(question: Question) -> Question {
    if question.fields.iter().any(|(name, _)| name == FORM_ID) {
        question
    } else {
        question.with(FORM_ID, super::new_form_id())
    }
}
