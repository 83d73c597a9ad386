//! The browser's document, for islands whose markup the server wrote: they find its elements, listen, and change
//! text and attributes. Text only ever enters as text, never as markup.

use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event, EventTarget};

/// The first element below `root` that matches the selector, if it is of that kind.
pub(crate) fn find<E: JsCast>(root: &Element, selector: &str) -> Option<E> {
    root.query_selector(selector).ok()??.dyn_into().ok()
}

/// The nearest element around `element` that matches the selector, if it is of that kind.
pub(crate) fn around<E: JsCast>(element: &Element, selector: &str) -> Option<E> {
    element.closest(selector).ok()??.dyn_into().ok()
}

/// Calls `action` at each such event for as long as the page is there: islands live no shorter.
pub(crate) fn listen(target: &EventTarget, event: &str, action: impl FnMut(Event) + 'static) {
    let action = Closure::wrap(Box::new(action) as Box<dyn FnMut(Event)>).into_js_value();
    // Refused only for what is no function.
    let _: Result<(), JsValue> = target.add_event_listener_with_callback(event, action.unchecked_ref());
}
