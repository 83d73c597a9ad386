//! Operations: how far what takes longer than a request is, and what of it failed.

mod actions;
mod page;
mod page_list;
mod resume_form;
mod words;

pub(crate) use page::{AGAIN, Refresh};
pub(crate) use resume_form::{ResumeForm, ShownOn};
pub(crate) use words::unknown_in_words;

use crate::endpoint::{Cost, Endpoint, Needs};

const PATH: &str = "/operations";

/// What this feature answers to. Whose operations they are, the use case asks: any other is not there.
pub fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::get(PATH, Needs::SignedIn, page_list::show).that_costs(Cost::Search),
        Endpoint::get("/operations/{id}", Needs::SignedIn, page::show),
        Endpoint::post("/operations/{id}/resume", Needs::SignedIn, actions::resume),
    ]
}

/// The page of an operation.
pub(crate) fn address(id: uuid::Uuid) -> String {
    format!("{PATH}/{id}")
}
