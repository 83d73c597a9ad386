//! The person picker: one plain input whose text, a username, is what is posted; with scripts, a combobox over it
//! ([`islands::person_picker`]).
//!
//! What is typed is posted whether or not a suggestion was chosen, so pages judge it the same way with scripts
//! and without (G7). What is not a username comes back with the people it may have meant.

mod field;

use islands::person_picker::PersonHit;
use services::people::search::Hit;

pub use field::{PersonPicker, no_such_person};
pub use islands::person_picker::Among;

/// What the picker shows of a person who was found.
pub fn person_hit(hit: Hit) -> PersonHit {
    PersonHit::new(hit.username, hit.display_name, hit.department)
}
