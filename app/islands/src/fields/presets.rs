//! Buttons that fill in a date with one press, there once a script runs.

use leptos::prelude::*;

/// A date that is offered.
pub(super) struct Preset {
    /// On the button.
    pub(super) words: &'static str,
    /// `YYYY-MM-DD`; none: there is no such date.
    pub(super) date: Signal<Option<String>>,
}

/// The buttons. `now` is what stands in the field: the button of that date is seen as pressed.
pub(super) fn presets(
    label: &'static str,
    offered: Vec<Preset>,
    now: Signal<String>,
    is_awake: RwSignal<bool>,
    choose: impl Fn(String) + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let offered = StoredValue::new(offered);
    let button = move |preset: &Preset| {
        let (words, date) = (preset.words, preset.date);
        let is_pressed = move || {
            if date.get() == Some(now.get()) {
                "true"
            } else {
                "false"
            }
        };
        let press = move |_| {
            if let Some(date) = date.get_untracked() {
                choose(date);
            }
        };
        view! { <button type="button" class="preset" aria-pressed=is_pressed on:click=press>{words}</button> }
            .into_any()
    };
    let buttons = move || {
        is_awake
            .get()
            .then(|| offered.with_value(|all| all.iter().map(button).collect::<Vec<_>>()))
    };
    view! {
        <div class="presets" role=move || is_awake.get().then_some("group") aria-label=move || is_awake.get().then_some(label)>
            {buttons}
        </div>
    }
}
