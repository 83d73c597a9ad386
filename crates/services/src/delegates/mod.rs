//! A person's delegation rule (T1–T4, T6, T8): read, preview, save, remove.

mod facts;
pub(crate) mod leavers;
mod notify;
mod preview;
mod read;
mod remove;
mod replace;
pub(crate) mod reschedule;
mod save;

pub(crate) use facts::window_facts;

pub use db::delegation_rules::Rule;
pub use preview::Preview;
pub use read::Standing;
pub use remove::Removal;
pub use replace::{Replaced, RulesVersion};
pub use save::Saved;

use db::Connection;
use domain::ids::{PersonId, RuleId};

use crate::{Error, Result};

/// The use cases of this feature: rules that name the delegates of tasks.
#[derive(Clone, Copy)]
pub struct Delegates<'a> {
    services: &'a crate::Services,
}

impl crate::Services {
    /// Use cases: rules that name the delegates of tasks.
    pub fn delegates(&self) -> Delegates<'_> {
        Delegates { services: self }
    }
}

/// A delegation rule as it comes from a form: texts, to be checked (G6).
#[derive(Debug, Clone, Default)]
pub struct RuleInput {
    /// `permanent` or `temporary`.
    pub kind: String,
    /// A username.
    pub delegate: String,
    /// `YYYY-MM-DD`, in the owner's zone.
    pub starts_on: String,
    /// `YYYY-MM-DD`, in the owner's zone.
    pub ends_on: String,
    /// The owner gets a copy (T9).
    pub keep_copy: bool,
    /// The version of the rule the form was opened with; none: there was no rule (G5).
    pub opened_with: Option<RuleId>,
}

/// Whose rule it is, by the username in the path.
async fn owner(conn: &mut Connection, username: &str) -> Result<PersonId> {
    let found = db::people::by_username(conn, username).await?;
    found.map(|person| person.id()).ok_or(Error::NotFound)
}
