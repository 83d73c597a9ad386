//! The question before something ends: what it is about, what follows, counted, and both answers.
//!
//! A button that asks posts its form with `ask`, which changes nothing: the answer is the question, with what was typed. That is a page
//! of its own where no script runs. With scripts the same answer is read as data, and the question stands in a `dialog`
//! ([`QuestionDialog`]). What is posted from there is what was posted before there were questions: the confirmation is a step of the
//! page, not of the endpoint.

mod ask;
mod dialog;
mod draft;
mod listen;
mod view;

use serde::{Deserialize, Serialize};

pub use self::ask::RemovalAsk;
pub use self::dialog::QuestionDialog;
pub use self::view::answers;

/// The field with a form's id: sent twice, it is one change (G6).
pub const FORM_ID: &str = "form";

/// The id of the field for the reason: the page behind the dialog may have one of its own.
pub const REASON_ID: &str = "question-reason";

/// Posted as `ask` by "keep" of a question that [keeps what was typed](Question::keeps_typed).
pub const KEEP: &str = "keep";

/// What is asked before something ends.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// The question: "Disable Tomasz Zieliński?".
    pub title: String,
    /// A sentence below it.
    pub lead: Option<String>,
    /// What follows.
    pub effects: Vec<Effect>,
    /// What cannot be undone, or does not happen.
    pub warning: Option<String>,
    /// Where the answer is posted to; none: the page's own path.
    pub action: Option<String>,
    /// What is posted with it.
    pub fields: Vec<(String, String)>,
    /// The field for the reason, where there is one.
    pub reason: Option<Reason>,
    /// The words on the button that does it: "Disable account".
    pub confirm: String,
    /// The words on the button that does not: "Keep account".
    pub keep: String,
    /// Where "keep" leads, on the page.
    pub back: String,
    /// On the page, "keep" posts all of it with `ask=keep` instead, so that the page behind it comes back with what was typed there
    /// (G6).
    pub keeps_typed: bool,
}

/// One thing that follows, with how many of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Effect {
    /// How many.
    pub count: i64,
    /// What happens to them: "open tasks are reassigned".
    pub what: String,
    /// More about it.
    pub detail: Option<String>,
}

/// The field for a reason.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// Help that is always there.
    pub hint: String,
    /// As typed.
    pub value: String,
    /// What is wrong.
    pub error: Option<String>,
}

impl Effect {
    /// With the words for one, or for several; none where the count is zero.
    pub fn counted(count: i64, one: &str, several: &str, detail: Option<String>) -> Option<Self> {
        let what = if count == 1 { one } else { several };
        (count > 0).then(|| Self {
            count,
            what: what.to_owned(),
            detail,
        })
    }
}

impl Question {
    /// Adds something that is posted with the answer.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.fields.push((name.to_owned(), value.into()));
        self
    }
}
