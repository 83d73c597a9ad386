//! The directory as super administrators see it: everyone, one person, and who covers whom (T8, T16). What is
//! changed here is a delegation rule: that is [`crate::delegates`]'.

mod covers;
mod person;
mod users;

pub use covers::{Covers, CoversFilter};
pub use db::directory::covers::{Cover, SetBy, State as CoverState};
pub use db::directory::person::{Detail, HeldRole, Named};
pub use db::directory::users::{Delegate as UserDelegate, Status, User};
pub use person::Known;
pub use users::{Users, UsersFilter};

/// The use cases of this feature: the directory of people as colleagues see it.
#[derive(Clone, Copy)]
pub struct DirectoryPages<'a> {
    services: &'a crate::Services,
}

impl crate::Services {
    /// Use cases: the directory of people as colleagues see it.
    pub fn directory(&self) -> DirectoryPages<'_> {
        DirectoryPages { services: self }
    }
}

/// A list of departments, unless there are too many to choose from.
fn choosable(mut departments: Vec<String>) -> Option<Vec<String>> {
    let many = departments.len() >= db::directory::users::DEPARTMENTS;
    departments.sort();
    (!many).then_some(departments)
}
