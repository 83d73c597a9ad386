//! A question as it is shown, in the dialog and on its page.

use leptos::prelude::*;

use super::{Effect, Question, REASON_ID, Reason};
use crate::textarea::drawn_content;

/// What follows, the field for a reason, and the form with both answers. `keep` is the answer that changes nothing.
pub fn answers(question: Question, keep: AnyView) -> AnyView {
    let Question {
        lead,
        effects,
        warning,
        action,
        fields,
        reason,
        confirm,
        ..
    } = question;
    let hidden: Vec<_> = fields
        .into_iter()
        .map(|(name, value)| view! { <input type="hidden" name=name value=value/> }.into_any())
        .collect();
    view! {
        <div id="question-words">
            {lead.map(|lead| view! { <p class="question-lead">{lead}</p> }.into_any())}
            {(!effects.is_empty()).then(|| effects_list(effects))}
            {warning.map(|words| view! { <p class="question-warning">{words}</p> }.into_any())}
        </div>
        <form method="post" action=action novalidate class="form">
            {hidden}
            {reason.map(reason_field)}
            <div class="button-row">
                {keep}
                <button type="submit" class="button button-danger">{confirm}</button>
            </div>
        </form>
    }
    .into_any()
}

fn effects_list(effects: Vec<Effect>) -> AnyView {
    let items: Vec<_> = effects
        .into_iter()
        .map(|effect| {
            view! {
                <li>
                    <span class="effect-count">{effect.count.to_string()}</span>
                    <span class="effect-words">
                        <strong>" "{effect.what}</strong>
                        {effect.detail.map(|detail| view! { <span class="hint">{detail}</span> }.into_any())}
                    </span>
                </li>
            }
            .into_any()
        })
        .collect();
    view! { <ul class="effects">{items}</ul> }.into_any()
}

fn reason_field(reason: Reason) -> AnyView {
    // In a dialog what is typed comes first; a page has its summary.
    let focus = is_browser();
    let Reason { hint, value, error } = reason;
    let described = match error {
        Some(_) => "question-reason-hint question-reason-error",
        None => "question-reason-hint",
    };
    let invalid = error.as_ref().map(|_| "true");
    let value = drawn_content(value);
    view! {
        <div class="field">
            <label for=REASON_ID>"Reason"</label>
            <p class="hint" id="question-reason-hint">{hint}</p>
            {error.map(|words| view! { <p class="error" id="question-reason-error">{words}</p> }.into_any())}
            <textarea id=REASON_ID name="reason" rows="3" autofocus=focus aria-describedby=described aria-invalid=invalid>{value}</textarea>
        </div>
    }
    .into_any()
}
