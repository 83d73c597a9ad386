//! My tasks and the task page (T5, T13, T14, T17).

#[cfg(feature = "ssr")]
mod act_forms;
#[cfg(feature = "ssr")]
mod actions;
#[cfg(feature = "ssr")]
mod bulk;
#[cfg(feature = "ssr")]
mod bulk_question;
#[cfg(feature = "ssr")]
mod bulk_view;
#[cfg(feature = "ssr")]
mod covering;
#[cfg(feature = "ssr")]
mod form;
#[cfg(feature = "ssr")]
mod list_query;
#[cfg(feature = "ssr")]
mod list_table;
#[cfg(feature = "ssr")]
mod page_decided;
#[cfg(feature = "ssr")]
mod page_detail;
#[cfg(feature = "ssr")]
mod page_list;
#[cfg(feature = "ssr")]
mod page_requested;
#[cfg(feature = "ssr")]
mod question;
#[cfg(feature = "ssr")]
mod removal_effects;
#[cfg(feature = "ssr")]
mod since;

#[cfg(feature = "ssr")]
pub(crate) use form::ticked;
#[cfg(feature = "ssr")]
pub(crate) use page_detail::state_word;
#[cfg(feature = "ssr")]
pub(crate) use removal_effects::removal_effects;
#[cfg(feature = "ssr")]
pub(crate) use since::waiting;

#[cfg(feature = "ssr")]
use domain::privilege::Privilege::WorkOnTasks;

#[cfg(feature = "ssr")]
use crate::endpoint::{Cost, Endpoint, Needs};

/// What this feature answers to. Who sees a task is decided for each (T17): a super administrator may have no
/// tasks of their own.
#[cfg(feature = "ssr")]
pub fn endpoints() -> Vec<Endpoint> {
    let needs = Needs::Privilege(WorkOnTasks);
    vec![
        Endpoint::get("/", needs, page_list::show).that_costs(Cost::Search),
        Endpoint::post("/", needs, bulk::act_on_list).that_costs(Cost::Question),
        Endpoint::get("/tasks/{id}", Needs::SignedIn, page_detail::show),
        Endpoint::post("/tasks/{id}", Needs::SignedIn, actions::act_on_task).that_costs(Cost::Question),
    ]
}
