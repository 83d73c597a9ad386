//! What is wrong with a form.

/// One wrong field, with the one message that it gets (G6).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem<F> {
    /// Which field.
    pub field: F,
    /// What is allowed, for the user.
    pub message: String,
}
