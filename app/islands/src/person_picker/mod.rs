//! The field for a person: a plain input whose text, a username, is what is posted. In the browser it is a combobox by the ARIA
//! Authoring Practices' pattern that finds people by name, and shows whoever is chosen.

mod choice;
mod combobox;
pub mod hit;
mod input;
mod keys;
mod movement;
mod search;

pub use choice::PersonChoice;
pub use hit::PersonHit;
pub use input::{PersonField, PersonInput, PersonSetup};
pub use search::{
    Among, SearchPeople, SearchProxies, SearchProxiesOf, search_people, search_proxies, search_proxies_of,
};
