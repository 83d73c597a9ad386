//! What a form says that somebody was quicker than (G5): one sentence, whatever it is about.

use axum::http::StatusCode;
use domain::zone::{Zone, instant_in_words};
use services::stale::Stale;

use crate::ui::FormErrors;

/// Who did what to `noun` ("this rule") and when, in the reader's zone; and `next`: that nothing was done, and what to do now.
pub(crate) fn refused(stale: &Stale, zone: Zone, noun: &str, next: &str) -> (StatusCode, FormErrors) {
    let (by, deed, when) = (&stale.by, stale.deed.in_words(), instant_in_words(stale.at, zone));
    let words = format!("{by} {deed} {noun} on {when} {zone}, after you opened this page. {next}");
    (StatusCode::CONFLICT, FormErrors::whole(words))
}
