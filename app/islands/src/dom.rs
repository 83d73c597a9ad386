//! The browser's document, for islands whose markup the server wrote: they find its elements, listen, and change
//! text and attributes. Text only ever enters as text, never as markup.

use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event, EventTarget, HtmlInputElement, NodeList};

/// The first element below `root` that matches the selector, if it is of that kind.
pub(crate) fn find<E: JsCast>(root: &Element, selector: &str) -> Option<E> {
    root.query_selector(selector).ok()??.dyn_into().ok()
}

/// The nearest element around `element` that matches the selector, if it is of that kind.
pub(crate) fn around<E: JsCast>(element: &Element, selector: &str) -> Option<E> {
    element.closest(selector).ok()??.dyn_into().ok()
}

/// The elements below `root` that match the selector, in the document's order.
pub(crate) fn all(root: &Element, selector: &str) -> impl Iterator<Item = Element> {
    let found = root.query_selector_all(selector).ok();
    let count = found.as_ref().map_or(0, NodeList::length);
    (0..count).filter_map(move |index| found.as_ref()?.get(index)?.dyn_into().ok())
}

/// Whether every input of the form is as the server rendered it: nobody has typed or chosen anything before the script came.
pub(crate) fn is_as_rendered(form: &Element) -> bool {
    all(form, "input")
        .filter_map(|input| input.dyn_into().ok())
        .all(|input: HtmlInputElement| {
            input.value() == input.default_value() && input.checked() == input.default_checked()
        })
}

/// Calls `action` at each such event for as long as the page is there: islands live no shorter.
pub(crate) fn listen(target: &EventTarget, event: &str, action: impl FnMut(Event) + 'static) {
    let action = Closure::wrap(Box::new(action) as Box<dyn FnMut(Event)>).into_js_value();
    // Refused only for what is no function.
    let _: Result<(), JsValue> = target.add_event_listener_with_callback(event, action.unchecked_ref());
}

/// Sets the attribute, or takes it away. A name that the browser refuses changes nothing.
pub(crate) fn set(element: &Element, name: &str, value: Option<&str>) {
    let _: Result<(), JsValue> = match value {
        Some(value) => element.set_attribute(name, value),
        None => element.remove_attribute(name),
    };
}

/// Adds an element with these words to the end of `parent`.
pub(crate) fn append(parent: &Element, tag: &str, class: &str, words: &str) -> Option<Element> {
    let element = parent.owner_document()?.create_element(tag).ok()?;
    set(&element, "class", Some(class).filter(|class| !class.is_empty()));
    element.set_text_content(Some(words));
    parent.append_child(&element).ok()?;
    Some(element)
}
