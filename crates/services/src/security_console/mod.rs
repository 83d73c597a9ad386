//! The Security Console: which roles there are and which may be lent (R3), who holds what, whose account is open (S).

mod account;
mod add;
mod impact;
mod people;
mod person;
mod plan;
mod remove;
mod rights;
mod roles;
mod save_role;

pub use db::security_console::people::{
    Choosable as ChoosableRole, Held, Person as ConsolePerson, Requested as RequestedRole,
};
pub use db::security_console::roles::{Choosable, Defined, Lent};
pub use impact::{Consequence, Disabled, Impact, Removed, Suspended};
pub use people::PeopleList;
pub use person::{Changed, PersonInput};
pub use roles::{RoleList, RolePage};
pub use save_role::{RoleInput, RoleSaved};

/// The use cases of this feature: people and roles as the security administrators see them.
#[derive(Clone, Copy)]
pub struct SecurityConsole<'a> {
    services: &'a crate::Services,
}

impl crate::Services {
    /// Use cases: people and roles as the security administrators see them.
    pub fn security_console(&self) -> SecurityConsole<'_> {
        SecurityConsole { services: self }
    }
}

/// How many of each: `3 delegations in force and 1 scheduled`; none: there are none (R3).
pub fn lent_in_words(lent: Lent) -> Option<String> {
    let in_force = match lent.in_force {
        1 => "1 delegation in force".to_owned(),
        count => format!("{count} delegations in force"),
    };
    (lent.in_force + lent.scheduled > 0).then(|| format!("{in_force} and {} scheduled", lent.scheduled))
}
