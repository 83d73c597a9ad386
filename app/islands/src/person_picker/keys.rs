//! What the keys do in a person field.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::combobox::Combobox;
use super::movement::{Step, moved};

/// A key is pressed in the input.
pub(super) fn on_key(combobox: Combobox, event: &KeyboardEvent) {
    // While a word is being composed, arrows and Enter belong to the input method.
    if event.is_composing() || event.ctrl_key() || event.meta_key() {
        return;
    }
    let key = event.key();
    if key.chars().nth(1).is_none() || matches!(key.as_str(), "Backspace" | "Delete") {
        combobox.select_text();
    }
    if !event.shift_key() && is_handled(combobox, &key, event.alt_key()) {
        event.prevent_default();
    }
}

fn is_handled(combobox: Combobox, key: &str, with_alt: bool) -> bool {
    let is_open = combobox.is_open.get_untracked();
    let active = combobox.active.get_untracked();
    match key {
        "ArrowDown" if is_open => step(combobox, Step::Next),
        "ArrowUp" if is_open && with_alt => dismiss(combobox),
        "ArrowUp" if is_open => step(combobox, Step::Previous),
        "ArrowDown" => combobox.reopen(),
        "Home" if active.is_some() => step(combobox, Step::First),
        "End" if active.is_some() => step(combobox, Step::Last),
        "Escape" if is_open => dismiss(combobox),
        "Enter" => active.map(|index| combobox.choose(index)).is_some(),
        _ => false,
    }
}

fn step(combobox: Combobox, step: Step) -> bool {
    let count = combobox.hits.with_untracked(Vec::len);
    combobox
        .active
        .update(|active| *active = moved(*active, count, step));
    true
}

fn dismiss(combobox: Combobox) -> bool {
    combobox.close();
    true
}
