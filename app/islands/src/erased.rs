//! Closures whose type is erased before Leptos sees them.
//!
//! Leptos compiles its own code anew for each closure that a view, an effect or a listener is made of, some 2 kB each time, and
//! browsers load all of it. A `Box` or an `Arc` around the closure makes it the same code for all of them. For what a signal can say,
//! a value in an attribute or a text, `Signal::derive` does the same.

use std::sync::Arc;

use leptos::ev::{Event, MouseEvent};
use leptos::html::ElementType;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;

/// What is called with each event.
pub(crate) type Listener<E> = Box<dyn FnMut(E)>;

/// A part of a view that is drawn again whenever a signal it reads changes.
pub(crate) fn view(draw: impl Fn() -> AnyView + Send + Sync + 'static) -> AnyView {
    drawn(Arc::new(draw))
}

fn drawn(draw: Arc<dyn Fn() -> AnyView + Send + Sync>) -> AnyView {
    (move || draw()).into_any()
}

/// A part that is not always there.
pub(crate) fn view_if(draw: impl Fn() -> Option<AnyView> + Send + Sync + 'static) -> AnyView {
    view(move || draw().unwrap_or_else(nothing))
}

fn nothing() -> AnyView {
    ().into_any()
}

/// A text that changes.
pub(crate) fn text(words: impl Fn() -> String + Send + Sync + 'static) -> Signal<String> {
    Signal::derive(words)
}

/// An attribute that changes, and is not always there.
pub(crate) fn word(
    word: impl Fn() -> Option<&'static str> + Send + Sync + 'static,
) -> Signal<Option<String>> {
    Signal::derive(move || word().map(str::to_owned))
}

/// A part for each key: one that keeps its key keeps what was drawn, wherever it stands.
pub(crate) fn for_each(
    keys: impl Fn() -> Vec<usize> + Send + Sync + 'static,
    draw: impl Fn(usize) -> AnyView + Send + Sync + 'static,
) -> AnyView {
    listed(Arc::new(keys), Arc::new(draw))
}

fn listed(
    keys: Arc<dyn Fn() -> Vec<usize> + Send + Sync>,
    draw: Arc<dyn Fn(usize) -> AnyView + Send + Sync>,
) -> AnyView {
    view! { <For each=move || keys() key=|key| *key children=move |key| draw(key)/> }.into_any()
}

/// Runs in the browser only: at once, and whenever a signal it has read changes.
pub(crate) fn effect(run: impl FnMut() + 'static) {
    started(Box::new(run));
}

fn started(mut run: Box<dyn FnMut()>) {
    Effect::new(move |_| run());
}

/// Runs in the browser only, once the element is there.
pub(crate) fn on_load<E>(element: NodeRef<E>, run: impl FnOnce(E::Output) + 'static)
where
    E: ElementType + 'static,
    E::Output: JsCast + Clone + 'static,
{
    loaded(element, Box::new(run));
}

fn loaded<E>(element: NodeRef<E>, run: Box<dyn FnOnce(E::Output)>)
where
    E: ElementType + 'static,
    E::Output: JsCast + Clone + 'static,
{
    element.on_load(run);
}

/// For `on:click`.
pub(crate) fn on_press(mut run: impl FnMut() + 'static) -> Listener<MouseEvent> {
    Box::new(move |_| run())
}

/// For `on:click` of a button or a link that does something else where no script runs.
pub(crate) fn on_press_instead(mut run: impl FnMut() + 'static) -> Listener<MouseEvent> {
    Box::new(move |event| {
        event.prevent_default();
        run();
    })
}

/// For `on:input` and `on:change`: what stands in the field now.
pub(crate) fn on_value(mut run: impl FnMut(String) + 'static) -> Listener<Event> {
    Box::new(move |event| run(event_target_value(&event)))
}

/// For `on:change` of a tick box: whether it is ticked now.
pub(crate) fn on_tick(mut run: impl FnMut(bool) + 'static) -> Listener<Event> {
    Box::new(move |event| run(event_target_checked(&event)))
}

/// For any other event.
pub(crate) fn on<E>(run: impl FnMut(E) + 'static) -> Listener<E> {
    Box::new(run)
}
