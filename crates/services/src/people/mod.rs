//! People: finding them, bringing them in and out as CSV.

pub mod export;
pub mod import;
pub mod search;

/// The use cases of this feature: searching, importing and exporting people.
#[derive(Clone, Copy)]
pub struct PeopleRecords<'a> {
    services: &'a crate::Services,
}

impl crate::Services {
    /// Use cases: searching, importing and exporting people.
    pub fn people(&self) -> PeopleRecords<'_> {
        PeopleRecords { services: self }
    }
}
