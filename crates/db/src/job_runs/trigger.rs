//! What starts a run of the job (J2).

use chrono::{DateTime, Utc};
use domain::ids::PersonId;
use strum::{EnumDiscriminants, EnumString, IntoStaticStr};

/// What started a run. The word in the table is its kind's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumDiscriminants)]
#[strum_discriminants(name(TriggerKind), vis(pub), derive(EnumString, IntoStaticStr))]
#[strum_discriminants(
    strum(serialize_all = "snake_case"),
    doc = "What kind of thing started a run."
)]
pub enum Trigger {
    /// The schedule, for that instant of it.
    Schedule(DateTime<Utc>),
    /// "Run now", pressed by that person.
    Person(PersonId),
    /// The command.
    Command,
    /// Another node had begun a run and did not end it: with the instant of the schedule that it was for.
    Takeover(Option<DateTime<Utc>>),
}

impl TriggerKind {
    /// The word in the table.
    pub(crate) fn code(self) -> &'static str {
        self.into()
    }
}
