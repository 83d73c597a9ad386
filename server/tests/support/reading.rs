//! Where on a page words stand: each of these is whether one element of that kind says them.

use super::page::Page;

impl Page {
    fn any(&self, css: &str, words: &str) -> bool {
        self.all(css).iter().any(|element| element.says(words))
    }

    /// The message on top of the page, which follows an action.
    pub fn has_message(&self, words: &str) -> bool {
        self.any(".flash[role=status]", words)
    }

    /// An error of the summary; where there is no form, what is said in its place.
    pub fn has_error(&self, words: &str) -> bool {
        self.any("[role=alert] li, [role=alert] > p", words)
    }

    /// A row of a table, its cells one after the other.
    pub fn has_row(&self, words: &str) -> bool {
        self.any("tbody tr", words)
    }

    /// A fact of a list of facts: its name, and what it is.
    pub fn has_fact(&self, words: &str) -> bool {
        self.any("dl.facts > div", words)
    }

    /// A warning, a notice, or the meaning of what is typed.
    pub fn has_notice(&self, words: &str) -> bool {
        self.any(".notice", words)
    }

    /// What follows from the answer to a question.
    pub fn has_effect(&self, words: &str) -> bool {
        self.any(".question .effects li, .question-lead, .question-warning", words)
    }

    /// A heading.
    pub fn has_heading(&self, words: &str) -> bool {
        self.any("h1, h2, h3", words)
    }

    /// The sentence below the h1.
    pub fn has_lead(&self, words: &str) -> bool {
        self.any(".page-heading .lead", words)
    }

    /// What stands in place of an empty list.
    pub fn has_empty_state(&self, words: &str) -> bool {
        self.any(".empty-title", words)
    }

    /// The state of a bar of the timeline.
    pub fn has_state(&self, words: &str) -> bool {
        self.any(".timeline-state", words)
    }

    /// A step of a policy or of a task.
    pub fn has_step(&self, words: &str) -> bool {
        self.any("ol.steps > li", words)
    }

    /// A hint in small letters.
    pub fn has_hint(&self, words: &str) -> bool {
        self.any(".hint", words)
    }

    /// What the progress bar of a piece of work says.
    pub fn has_progress(&self, words: &str) -> bool {
        self.any("label[for=progress]", words)
    }

    /// A choice of a list.
    pub fn has_option(&self, words: &str) -> bool {
        self.any("option", words)
    }
}
