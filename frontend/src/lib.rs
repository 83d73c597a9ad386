//! The islands, in the browser. Everything they are made of is in `islands`; this crate only exists because the
//! browser wants a library of its own, with a function to begin with.

// Without a reference the linker drops the islands: "Could not find WASM function for the island".
use islands as _;
use wasm_bindgen::prelude::wasm_bindgen;

/// Called by the page's script once the wasm is loaded; the script then wakes each island that it finds.
#[wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_islands();
}
