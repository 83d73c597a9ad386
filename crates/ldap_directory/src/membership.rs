//! What the job asks of a directory, and what it hears.

/// Who is to be in a role's group, or not to be: a state to bring about, not a step. Bringing it about twice does no harm
/// (J4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    /// The person's username.
    pub username: String,
    /// The role's code.
    pub role: String,
    /// Whether the person is to be a member: whether any source gives the role (R13).
    pub is_member: bool,
}

/// How asking for one [`Membership`] ended. Reasons are for the operator, without secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sent {
    /// It is so now, or was so already.
    Done,
    /// Not now; another attempt may go through.
    Later(String),
    /// It cannot be: no attempt will go through before somebody changes something.
    Faulted(String),
    /// The directory works, but the batch was too much for the time that there was: fewer may fare better.
    TooSlow(String),
    /// The directory cannot be used at all now: no other request would fare better.
    Unreachable(String),
}
