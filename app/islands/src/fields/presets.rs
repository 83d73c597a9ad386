//! Buttons that fill in a date with one press, there once a script runs.

use leptos::prelude::*;

use crate::erased;

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
    choose: Callback<String>,
) -> AnyView {
    let button = move |preset: &Preset| {
        let (words, date) = (preset.words, preset.date);
        let is_pressed = erased::word(move || {
            Some(if date.get() == Some(now.get()) {
                "true"
            } else {
                "false"
            })
        });
        let press = erased::on_press(move || {
            if let Some(date) = date.get_untracked() {
                choose.run(date);
            }
        });
        view! { <button type="button" class="preset" aria-pressed=is_pressed on:click=press>{words}</button> }
            .into_any()
    };
    let buttons = erased::view_if(move || {
        let buttons = || offered.iter().map(button).collect_view().into_any();
        is_awake.get().then(buttons)
    });
    let awake = move |word: &'static str| erased::word(move || is_awake.get().then_some(word));
    view! { <div class="presets" role=awake("group") aria-label=awake(label)>{buttons}</div> }.into_any()
}
