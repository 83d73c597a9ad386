//! The LDAP directory (J7): what it is told.

mod membership;

pub use membership::{Membership, Sent};
