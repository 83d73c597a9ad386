//! One thing to tick.

use leptos::prelude::*;

use super::described_by;
use crate::erased;
use crate::typed::TypedTick;

/// One thing to tick, below no label of its own.
#[component]
pub fn TickBox(
    /// The name it is posted under, and its id.
    name: &'static str,
    /// The label's words.
    label: &'static str,
    /// Whether it is ticked.
    tick: TypedTick,
    /// A few words on what it does.
    hint: Option<&'static str>,
) -> AnyView {
    let hint_id = [name, "-hint"].concat();
    view! {
        <div class="checkbox">
            <input id=name name=name type="checkbox" value="true" checked=tick.rendered()
                aria-describedby=described_by(name, hint.is_some(), false)
                node_ref=tick.field prop:checked=tick.shown()
                on:change=erased::on_tick(move |is_ticked| tick.set(is_ticked))/>
            <label for=name>{label}</label>
            {hint.map(|hint| view! { <p class="hint" id=hint_id>{hint}</p> }.into_any())}
        </div>
    }
    .into_any()
}
