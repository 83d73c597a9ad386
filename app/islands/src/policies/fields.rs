//! The fields of the editor. Each is as it was drawn until somebody types; what was typed before the island woke is read as it wakes
//! (G6), and nothing is ever written into it.

use leptos::html::{Input, Select};
use leptos::prelude::*;

use super::editor::Editor;
use crate::erased;
use crate::person_picker::{PersonChoice, PersonInput, PersonSetup};

/// A field's name and words.
#[derive(Default)]
pub(super) struct Field {
    pub(super) id: String,
    pub(super) name: &'static str,
    pub(super) label: String,
    pub(super) hint: Option<&'static str>,
    pub(super) error: Option<String>,
    /// It takes the focus once it is drawn.
    pub(super) focus: bool,
}

struct Frame {
    id: String,
    described: Option<String>,
    invalid: Option<&'static str>,
}

impl Field {
    fn frame(&self) -> Frame {
        let hint = self.hint.map(|_| [&self.id, "-hint"].concat());
        let error = self.error.as_ref().map(|_| [&self.id, "-error"].concat());
        let ids: Vec<String> = hint.into_iter().chain(error).collect();
        Frame {
            id: self.id.clone(),
            described: (!ids.is_empty()).then(|| ids.join(" ")),
            invalid: self.error.as_ref().map(|_| "true"),
        }
    }

    fn words(&self) -> (Option<AnyView>, Option<AnyView>) {
        let hint = self
            .hint
            .map(|words| view! { <p class="hint" id=[&self.id, "-hint"].concat()>{words}</p> }.into_any());
        let error = self
            .error
            .clone()
            .map(|words| view! { <p class="error" id=[&self.id, "-error"].concat()>{words}</p> }.into_any());
        (hint, error)
    }

    fn around(self, control: AnyView) -> AnyView {
        let class = if self.error.is_some() {
            "field field-wrong"
        } else {
            "field"
        };
        let (hint, error) = self.words();
        view! { <div class=class><label for=self.id>{self.label}</label>{hint}{error}{control}</div> }
            .into_any()
    }
}

/// A line of text.
pub(super) fn text(field: Field, value: String, typed: Callback<String>) -> AnyView {
    let control = NodeRef::<Input>::new();
    let name = field.name;
    erased::on_load(control, move |control| typed.run(control.value()));
    let Frame {
        id,
        described,
        invalid,
    } = field.frame();
    let control = view! {
        <input id=id name=name type="text" value=value autocomplete="off" aria-describedby=described
            aria-invalid=invalid node_ref=control on:input=erased::on_value(move |value| typed.run(value))/>
    };
    field.around(control.into_any())
}

/// A field for one person, which posts their username. Whoever is found there is known to the editor from then on.
pub(super) fn person(editor: Editor, field: Field, value: String, typed: Callback<String>) -> AnyView {
    let chosen = editor.state.with_value(|state| state.hit(&value));
    let choice = PersonChoice::new(value, chosen);
    erased::effect(move || typed.run(choice.username()));
    erased::effect(move || {
        if let Some(person) = choice.person() {
            editor.remember(person);
        }
    });
    let name = field.name;
    let Frame {
        id,
        described,
        invalid,
    } = field.frame();
    let setup = PersonSetup {
        id,
        name: name.to_owned(),
        described_by: described,
        is_wrong: invalid.is_some(),
        ..PersonSetup::default()
    };
    field.around(view! { <PersonInput setup choice/> }.into_any())
}

/// One of a list of (value, words).
pub(super) fn select(
    field: Field,
    choices: Vec<(String, String)>,
    selected: &str,
    chosen: Callback<String>,
) -> AnyView {
    let control = NodeRef::<Select>::new();
    let (name, focus) = (field.name, field.focus);
    erased::on_load(control, move |control| {
        chosen.run(control.value());
        if focus {
            let _ = control.focus();
        }
    });
    let options: Vec<_> = choices
        .into_iter()
        .map(|(value, words)| {
            let is_selected = value == selected;
            view! { <option value=value selected=is_selected>{words}</option> }.into_any()
        })
        .collect();
    let Frame {
        id,
        described,
        invalid,
    } = field.frame();
    let control = view! {
        <select id=id name=name aria-describedby=described aria-invalid=invalid node_ref=control
            on:change=erased::on_value(move |value| chosen.run(value))>{options}</select>
    };
    field.around(control.into_any())
}

/// A tick box.
pub(super) fn tick(field: Field, is_ticked: bool, ticked: Callback<bool>) -> AnyView {
    let control = NodeRef::<Input>::new();
    erased::on_load(control, move |control| ticked.run(control.checked()));
    let name = field.name;
    let (hint, error) = field.words();
    let Frame {
        id,
        described,
        invalid,
    } = field.frame();
    view! {
        <div class="checkbox">
            <input id=id name=name type="checkbox" value="true" checked=is_ticked aria-describedby=described
                aria-invalid=invalid node_ref=control on:change=erased::on_tick(move |is_ticked| ticked.run(is_ticked))/>
            <label for=field.id>{field.label}</label>
            {hint}{error}
        </div>
    }
    .into_any()
}
