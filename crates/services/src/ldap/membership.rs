//! What the directory is told, and what it answers.

/// What one membership in the directory is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    /// Whose.
    pub username: String,
    /// The role's code.
    pub role: String,
    /// Whether they are to be a member.
    pub is_member: bool,
}

/// How carrying it out ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sent {
    /// The directory has it as it is to be.
    Done,
    /// It may go through later; the words say what went wrong.
    Later(String),
    /// It will not go through by itself; the words say why.
    Faulted(String),
    /// The directory cannot be reached at all; the words say why.
    Unreachable(String),
}
