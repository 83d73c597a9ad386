//! The person picker in the browser: a combobox over a plain input by the ARIA Authoring Practices' pattern, that finds people by name.

mod combobox;
pub mod hit;
mod island;
mod movement;
mod search;

pub use hit::PersonHit;
pub use island::PeopleCombobox;
pub use search::{
    SearchPeople, SearchProxies, SearchProxiesOf, search_people, search_proxies, search_proxies_of,
};
