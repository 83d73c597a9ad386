//! My tasks and the task page (T5, T13, T14, T17).

mod act_forms;
mod actions;
mod bulk;
mod bulk_question;
mod bulk_view;
mod covering;
pub(crate) mod form;
mod list_query;
mod list_table;
mod page_decided;
pub(crate) mod page_detail;
mod page_list;
mod page_requested;
mod question;
pub(crate) mod removal_effects;
pub(crate) mod since;

use domain::privilege::Privilege::WorkOnTasks;

use crate::endpoint::{Cost, Endpoint, Needs};

/// What this feature answers to. Who sees a task is decided for each (T17): a super administrator may have no
/// tasks of their own.
pub fn endpoints() -> Vec<Endpoint> {
    let needs = Needs::Privilege(WorkOnTasks);
    vec![
        Endpoint::get("/", needs, page_list::show).that_costs(Cost::Search),
        Endpoint::post("/", needs, bulk::act_on_list).that_costs(Cost::Question),
        Endpoint::get("/tasks/{id}", Needs::SignedIn, page_detail::show),
        Endpoint::post("/tasks/{id}", Needs::SignedIn, actions::act_on_task).that_costs(Cost::Question),
    ]
}
