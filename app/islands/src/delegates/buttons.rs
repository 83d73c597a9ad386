//! What the form is sent with.

use leptos::prelude::*;

use super::form::Action;
use crate::question::RemovalAsk;

/// "Save", and what else there is to do.
pub(super) fn buttons(has_dates_too_many: bool, has_rule: bool) -> AnyView {
    let without_dates = has_dates_too_many.then(|| {
        let code = Action::SaveWithoutDates.code();
        view! {
            <button type="submit" class="button button-secondary" name="action" value=code>"Save as permanent without dates"</button>
        }
        .into_any()
    });
    let remove = has_rule.then(|| {
        let code = RemovalAsk::Remove.code();
        view! { <button type="submit" class="button button-secondary" name="ask" value=code>"Remove delegate"</button> }.into_any()
    });
    view! {
        <div class="button-row">
            <button type="submit" class="button button-primary">"Save"</button>
            {without_dates}
            {remove}
        </div>
    }
    .into_any()
}
