//! Access reviews (T15): starting one in batches, and reading how far it is.

mod progress;
mod start;

pub use progress::{
    Information, Item, Listed, Making, Overview, Place, Refused, Review, Shown, Waiting, items, list,
    overview,
};
pub use start::{
    Candidate, Covered, NewRefusal, NewReview, NewReviewTask, by_form, candidates, count_candidates,
    initiator, insert, insert_refusals, insert_tasks, set_broken_off,
};
