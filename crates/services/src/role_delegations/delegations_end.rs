//! What ends for good with a role that is taken away (R12), counted.

/// How many delegations would end.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DelegationsEnd {
    /// In force: they end.
    pub in_force: usize,
    /// Not begun: they are cancelled.
    pub scheduled: usize,
}
