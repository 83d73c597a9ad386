//! The editor as a whole.

use leptos::ev;
use leptos::html::Button;
use leptos::prelude::*;

use super::bar::bar;
use super::editor::{Editor, EditorState, FORM};
use super::fields::{Field, text};
use super::form::{Edit, StepEdit};
use super::preview::preview;
use super::row::row_view;
use crate::erased;
use crate::packed::Packed;
use crate::question::FORM_ID;

/// A policy's name and steps in one form, who would be asked now beside them, and what is not saved below.
#[island]
pub fn PolicyEditor(
    /// The form as it is handed over.
    state: Packed<EditorState>,
) -> impl IntoView {
    let state = state.open();
    let (version, form_id, opened) = (state.version.to_string(), state.form.clone(), state.opened());
    let editor = Editor::new(state);
    let is_left_on_purpose = RwSignal::new(false);
    let leave = Callback::new(move |()| is_left_on_purpose.set(true));
    erased::effect(move || {
        let listener = window_event_listener(ev::beforeunload, move |event| {
            let is_unsaved = !editor.changes.get_untracked().is_empty();
            if is_unsaved && !is_left_on_purpose.get_untracked() {
                event.prevent_default();
            }
        });
        on_cleanup(move || listener.remove());
    });
    let is_draft = editor.state.with_value(|state| state.is_draft);
    let mut preview = Some(preview(editor));
    let within = preview.take_if(|_| is_draft);
    view! {
        <div class="policy-editor">
            <form id=FORM method="post" class="policy-form" novalidate on:submit=erased::on(move |_| leave.run(()))>
                <div class="policy-main">
                    <input type="hidden" name=FORM_ID value=form_id/>
                    <input type="hidden" name="version" value=version/>
                    <input type="hidden" name="opened" value=opened/>
                    // What Enter in a field means: the first button of a form.
                    <button type="submit" class="visually-hidden" name="action" value="save" tabindex="-1" aria-hidden="true">"Save"</button>
                    {name(editor)}
                    {steps(editor)}
                    <p class="visually-hidden" role="status">{erased::text(move || editor.said.get())}</p>
                </div>
                {within}
            </form>
            {preview}
            {bar(editor, leave)}
        </div>
    }
    .into_any()
}

fn name(editor: Editor) -> AnyView {
    let field = Field {
        id: "name".to_owned(),
        name: "name",
        label: "Name".to_owned(),
        error: editor.state.with_value(|state| state.error("name")),
        ..Field::default()
    };
    let typed = Callback::new(move |typed| editor.name.set(typed));
    text(field, editor.name.get_untracked(), typed)
}

fn steps(editor: Editor) -> AnyView {
    let add = StepEdit {
        edit: Edit::Add,
        place: 0,
    };
    let button = NodeRef::<Button>::new();
    let is_awake = RwSignal::new(false);
    erased::effect(move || is_awake.set(true));
    // A step that is gone leaves the focus to this button.
    let mut before = 0;
    erased::effect(move || {
        let count = editor.count();
        if before > count
            && let Some(button) = button.get_untracked()
        {
            let _ = button.focus();
        }
        before = count;
    });
    let rows = erased::for_each(
        move || editor.rows.read().iter().map(|row| row.key).collect(),
        move |key| {
            editor
                .row(key)
                .map_or_else(|| ().into_any(), |row| row_view(editor, row))
        },
    );
    let none = erased::view_if(move || (editor.count() == 0).then(no_steps));
    let keys = erased::view_if(move || (is_awake.get() && editor.count() > 1).then(keys));
    let is_full = Signal::derive(move || !editor.has_room());
    view! {
        <section class="region" aria-labelledby="steps">
            <div class="region-heading">
                <h2 id="steps">"Steps"</h2>
                <div class="heading-actions">
                    <button type="submit" class="button button-secondary" name="edit" value=add.code() node_ref=button
                        disabled=is_full on:click=erased::on_press_instead(move || editor.add())>"Add step"</button>
                </div>
            </div>
            {none}
            <ol class="steps policy-steps">
                {rows}
            </ol>
            {keys}
        </section>
    }
    .into_any()
}

fn no_steps() -> AnyView {
    view! {
        <div class="empty-state">
            <p class="empty-title">"No steps yet."</p>
            <div class="hint">"Add the first one: it says who decides."</div>
        </div>
    }
    .into_any()
}

fn keys() -> AnyView {
    view! { <p class="hint">"Alt with ↑ or ↓ moves the step that has the focus."</p> }.into_any()
}
