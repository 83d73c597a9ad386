//! Fields of islands. The browser shows a page's fields long before the island wakes: what was typed, chosen or restored by then is
//! adopted and never overwritten (G6). From then on a field is what its signal says.
//!
//! ```ignore
//! let delegate = TypedText::new(form.delegate);
//! view! {
//!     <input name="delegate" value=delegate.rendered() node_ref=delegate.field
//!         prop:value=delegate.shown() on:input=erased::on_value(move |value| delegate.typed(value))/>
//! }
//! ```

use leptos::html::{Input, Select};
use leptos::prelude::*;

use crate::erased;

/// What stands in a text field.
#[derive(Debug, Clone, Copy)]
pub struct TypedText {
    /// The field itself.
    pub field: NodeRef<Input>,
    value: RwSignal<String>,
    /// What the island put there last. What people type is in the field already: putting it there once more would empty a date
    /// that is half typed.
    put: RwSignal<Option<String>>,
}

impl TypedText {
    /// A field that the server rendered with this value.
    #[must_use]
    pub fn new(rendered: String) -> Self {
        let typed = Self {
            field: NodeRef::new(),
            value: RwSignal::new(rendered),
            put: RwSignal::new(None),
        };
        // In the browser only.
        erased::on_load(typed.field, move |field| typed.value.set(field.value()));
        typed
    }

    /// For the attribute `value`.
    #[must_use]
    pub fn rendered(self) -> String {
        self.value.get_untracked()
    }

    /// For `prop:value`: nothing until the island puts something there.
    #[must_use]
    pub fn shown(self) -> Signal<Option<String>> {
        self.put.into()
    }

    /// What stands there now; tracked.
    #[must_use]
    pub fn get(self) -> String {
        self.value.get()
    }

    /// The same, not tracked.
    #[must_use]
    pub fn get_untracked(self) -> String {
        self.value.get_untracked()
    }

    /// This was typed.
    pub fn typed(self, value: String) {
        self.value.set(value);
    }

    /// Puts something there.
    pub fn set(self, value: String) {
        self.put.set(Some(value.clone()));
        self.value.set(value);
    }
}

/// Whether a tick box is ticked.
#[derive(Debug, Clone, Copy)]
pub struct TypedTick {
    /// The box itself.
    pub field: NodeRef<Input>,
    is_ticked: RwSignal<bool>,
    is_awake: RwSignal<bool>,
}

impl TypedTick {
    /// A box that the server rendered like this.
    #[must_use]
    pub fn new(rendered: bool) -> Self {
        let typed = Self {
            field: NodeRef::new(),
            is_ticked: RwSignal::new(rendered),
            is_awake: RwSignal::new(false),
        };
        // In the browser only.
        erased::on_load(typed.field, move |field| {
            typed.is_ticked.set(field.checked());
            typed.is_awake.set(true);
        });
        typed
    }

    /// For the attribute `checked`.
    #[must_use]
    pub fn rendered(self) -> bool {
        self.is_ticked.get_untracked()
    }

    /// For `prop:checked`: nothing until the box's own state is adopted.
    #[must_use]
    pub fn shown(self) -> Signal<Option<bool>> {
        Signal::derive(move || self.is_awake.get().then(|| self.is_ticked.get()))
    }

    /// Whether it is ticked now; tracked.
    #[must_use]
    pub fn get(self) -> bool {
        self.is_ticked.get()
    }

    /// Ticks it, or not.
    pub fn set(self, is_ticked: bool) {
        self.is_ticked.set(is_ticked);
    }
}

/// Which of a few radio buttons of one name is chosen.
#[derive(Debug, Clone, Copy)]
pub struct TypedRadios {
    value: RwSignal<String>,
}

impl TypedRadios {
    /// Buttons of which the server rendered the one with this value as chosen; empty: none.
    #[must_use]
    pub fn new(rendered: String) -> Self {
        Self {
            value: RwSignal::new(rendered),
        }
    }

    /// For the `node_ref` of the button with this value.
    #[must_use]
    pub fn field(self, value: &'static str) -> NodeRef<Input> {
        let field: NodeRef<Input> = NodeRef::new();
        // In the browser only.
        erased::on_load(field, move |field| {
            if field.checked() {
                self.choose(value);
            }
        });
        field
    }

    /// For the attribute `checked` of the button with this value.
    #[must_use]
    pub fn is_rendered(self, value: &str) -> bool {
        self.value.with_untracked(|chosen| chosen == value)
    }

    /// The value of the chosen one; tracked.
    #[must_use]
    pub fn get(self) -> String {
        self.value.get()
    }

    /// The button with this value was chosen.
    pub fn choose(self, value: &str) {
        self.value.set(value.to_owned());
    }
}

/// Which line of a list to choose from is chosen.
#[derive(Debug, Clone, Copy)]
pub struct TypedSelect {
    /// The list itself.
    pub field: NodeRef<Select>,
    value: RwSignal<String>,
}

impl TypedSelect {
    /// A list of which the server rendered the line with this value as chosen.
    #[must_use]
    pub fn new(rendered: String) -> Self {
        let typed = Self {
            field: NodeRef::new(),
            value: RwSignal::new(rendered),
        };
        // In the browser only.
        erased::on_load(typed.field, move |field| typed.value.set(field.value()));
        typed
    }

    /// For the attribute `selected` of the line with this value.
    #[must_use]
    pub fn is_rendered(self, value: &str) -> bool {
        self.value.with_untracked(|chosen| chosen == value)
    }

    /// The value of the chosen line; tracked.
    #[must_use]
    pub fn get(self) -> String {
        self.value.get()
    }

    /// The line with this value was chosen.
    pub fn choose(self, value: String) {
        self.value.set(value);
    }
}
