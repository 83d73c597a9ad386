//! For how long: Permanent or Temporary.

use domain::delegation_rule::KindCode;
use leptos::prelude::*;

use crate::erased;
use crate::typed::TypedRadios;

/// Both, each a card.
pub(super) fn kinds(kind: TypedRadios, error: Option<String>, is_own: bool) -> AnyView {
    let until = if is_own {
        "until you remove it"
    } else {
        "until it is removed"
    };
    let class = if error.is_some() {
        "field field-wrong"
    } else {
        "field"
    };
    let described = error.as_ref().map(|_| "kind-error");
    view! {
        <fieldset class=class aria-describedby=described>
            <legend>"For how long?"</legend>
            {error.map(|error| view! { <p class="error" id="kind-error">{error}</p> }.into_any())}
            <div class="radio-cards">
                {card(kind, KindCode::Permanent, "kind", "Permanent", until)}
                {card(kind, KindCode::Temporary, "kind-temporary", "Temporary", "between two dates")}
            </div>
        </fieldset>
    }
    .into_any()
}

fn card(
    kind: TypedRadios,
    code: KindCode,
    id: &'static str,
    label: &'static str,
    hint: &'static str,
) -> AnyView {
    let code = code.code();
    let hint_id = [id, "-hint"].concat();
    view! {
        <div class="radio-card">
            <input id=id name="kind" type="radio" value=code checked=kind.is_rendered(code)
                aria-describedby=hint_id.clone() node_ref=kind.field(code) on:change=erased::on_value(move |_| kind.choose(code))/>
            <label for=id>{label}</label>
            <p class="hint" id=hint_id>{hint}</p>
        </div>
    }
    .into_any()
}
