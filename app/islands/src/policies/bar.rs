//! The bar below the policy: what is not saved, and the buttons that save or drop it.

use domain::text::counting::counted;
use leptos::prelude::*;

use super::editor::{Editor, FORM};
use crate::erased;

/// How many changes are named; the others are counted.
const NAMED: usize = 4;

/// The bar. `leave`: what is to happen before the page is left on purpose.
pub(super) fn bar(editor: Editor, leave: Callback<()>) -> AnyView {
    let (path, version) = editor
        .state
        .with_value(|state| (state.path.clone(), state.version_in_words.clone()));
    let words = erased::view(move || {
        let changes = editor.changes.get();
        if changes.is_empty() {
            return view! { <p class="hint">"No unsaved changes"</p> }.into_any();
        }
        let count = counted(changes.len(), "unsaved change", "unsaved changes");
        let more = changes.len().checked_sub(NAMED).filter(|more| *more > 0);
        let named: Vec<_> = changes
            .into_iter()
            .take(NAMED)
            .map(|words| view! { <li>{words}</li> }.into_any())
            .collect();
        let more =
            more.map(|more| view! { <li>{["and ", &more.to_string(), " more"].concat()}</li> }.into_any());
        view! { <p><strong>{count}</strong></p><ul class="unsaved-changes">{named}{more}</ul> }.into_any()
    });
    view! {
        <div class="unsaved-bar">
            <div class="unsaved-words">{words}</div>
            <p class="hint">{version}</p>
            <div class="button-row">
                <a class="button button-secondary" href=path on:click=erased::on_press(move || leave.run(()))>"Discard"</a>
                <button type="submit" class="button button-primary" form=FORM name="action" value="save">"Save"</button>
            </div>
        </div>
    }
    .into_any()
}
