//! Which of several questions was asked last: an answer to any other is dropped.

use leptos::prelude::*;

/// Counts questions. A field or form that is there no more has asked none.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Latest(StoredValue<u32>);

impl Latest {
    pub(crate) fn new() -> Self {
        Self(StoredValue::new(0))
    }

    /// A new question: from now on it is the latest.
    pub(crate) fn ask(self) -> u32 {
        let asked = self.0.get_value().wrapping_add(1);
        self.0.set_value(asked);
        asked
    }

    /// Whether none was asked since.
    pub(crate) fn is(self, asked: u32) -> bool {
        self.0.try_get_value() == Some(asked)
    }
}
