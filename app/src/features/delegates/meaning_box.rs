//! "What this means.": the box below the dates, as the server writes it. The island keeps it true while somebody types.

use chrono::NaiveDate;
use islands::delegates::{RuleMeaning, RulePreview};
use leptos::prelude::*;

/// The box: what the form means, and what its reader should know before they save.
#[component]
pub(crate) fn MeaningBox(
    /// What the form means as it is rendered.
    preview: RulePreview,
    /// Today in the owner's zone.
    today: NaiveDate,
    /// The owner's username, where it is not the reader.
    #[prop(optional_no_strip)]
    owner: Option<String>,
) -> impl IntoView {
    let meaning = preview.meaning.map(|words| {
        view! {
            <div class="notice notice-meaning">
                <p><strong>"What this means."</strong><span>" "{words}</span></p>
            </div>
        }
    });
    let warnings = preview.warnings.into_iter();
    let warnings =
        warnings.map(|words| view! { <div class="notice notice-amber"><p>{words}</p></div> }.into_any());
    let problems = preview.problems.into_iter();
    let problems = problems.map(|words| view! { <p class="hint">{words}</p> }.into_any());
    let lines: Vec<AnyView> = warnings.chain(problems).collect();
    view! {
        <RuleMeaning>
            <div class="rule-meaning" aria-live="polite" data-today=today.to_string() data-owner=owner>
                {meaning}{lines}
            </div>
        </RuleMeaning>
    }
}
