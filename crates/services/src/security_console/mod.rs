//! The Security Console: which roles there are and which may be lent (R3), who holds what, whose account is open (S).

mod account;
mod people;
mod person;
mod plan;
mod remove;
mod roles;
mod save_role;

pub use db::security_console::people::{Held, Person as ConsolePerson};
pub use db::security_console::roles::{Choosable, Defined, Lent};
pub use people::PeopleList;
pub use person::{Changed, PersonInput, WouldEnd};
pub use roles::{RoleList, RolePage};
pub use save_role::{RoleInput, RoleSaved};

/// How long after the first a second click may come.
const SECOND_CLICK: chrono::TimeDelta = chrono::TimeDelta::seconds(30);
