//! The person picker: one plain input whose text, a username, is what is posted; with scripts, a combobox over it
//! by the ARIA Authoring Practices' pattern that finds people by name.
//!
//! What is typed is posted whether or not a suggestion was chosen, so pages judge it the same way with scripts
//! and without (G7). What is not a username comes back with the people it may have meant.

#[cfg(feature = "hydrate")]
mod combobox;
#[cfg(feature = "ssr")]
mod field;
mod island;
#[cfg(any(feature = "hydrate", test))]
mod movement;
mod search;

#[cfg(feature = "ssr")]
pub use field::{Among, PersonPicker, no_such_person};
pub use island::PeopleCombobox;
pub use search::{
    PersonHit, SearchPeople, SearchProxies, SearchProxiesOf, search_people, search_proxies, search_proxies_of,
};
