//! Who stands in a person field: the text that is posted, and the person whose username it is.

use leptos::prelude::*;

use super::hit::PersonHit;
use crate::typed::TypedText;

/// What a person field holds. A form that draws one makes it, and reads what stands there.
#[derive(Debug, Clone, Copy)]
pub struct PersonChoice {
    pub(super) text: TypedText,
    /// Whose username the text is, as far as known.
    pub(super) person: RwSignal<Option<PersonHit>>,
}

impl PersonChoice {
    /// A field that the server rendered with this text, which is the username of `person`; none: nobody's, or not known.
    #[must_use]
    pub fn new(text: String, person: Option<PersonHit>) -> Self {
        Self {
            text: TypedText::new(text),
            person: RwSignal::new(person),
        }
    }

    /// Whose username it is, as far as known; tracked.
    pub(crate) fn person(self) -> Option<PersonHit> {
        self.person.get()
    }

    /// What is posted; tracked.
    #[must_use]
    pub fn username(self) -> String {
        self.text.get()
    }
}
