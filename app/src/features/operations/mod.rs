//! Operations: how far what takes longer than a request is, and what of it failed.

#[cfg(feature = "ssr")]
mod actions;
#[cfg(feature = "ssr")]
mod page;
#[cfg(feature = "ssr")]
mod page_list;
#[cfg(feature = "ssr")]
mod resume_form;
#[cfg(feature = "ssr")]
mod words;

#[cfg(feature = "ssr")]
pub(crate) use page::{AGAIN, Refresh};
#[cfg(feature = "ssr")]
pub(crate) use resume_form::{ResumeForm, ShownOn};
#[cfg(feature = "ssr")]
pub(crate) use words::unknown_in_words;

#[cfg(feature = "ssr")]
use crate::endpoint::{Cost, Endpoint, Needs};

#[cfg(feature = "ssr")]
const PATH: &str = "/operations";

/// What this feature answers to. Whose operations they are, the use case asks: any other is not there.
#[cfg(feature = "ssr")]
pub fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::get(PATH, Needs::SignedIn, page_list::show).that_costs(Cost::Search),
        Endpoint::get("/operations/{id}", Needs::SignedIn, page::show),
        Endpoint::post("/operations/{id}/resume", Needs::SignedIn, actions::resume),
    ]
}

/// The page of an operation.
#[cfg(feature = "ssr")]
pub(crate) fn address(id: uuid::Uuid) -> String {
    format!("{PATH}/{id}")
}
