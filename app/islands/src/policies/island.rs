//! The editor as a whole.

use leptos::ev;
use leptos::html::Button;
use leptos::prelude::*;

use super::bar::bar;
use super::editor::{Editor, EditorState};
use super::fields::{Field, text};
use super::form::{Edit, StepEdit};
use super::preview::preview;
use super::row::row_view;
use crate::question::FORM_ID;

/// The id of the form that holds the policy.
pub(super) const FORM: &str = "policy-form";

/// A policy's name and steps in one form, who would be asked now beside them, and what is not saved below.
#[island]
pub fn PolicyEditor(
    /// The form as it is handed over.
    state: EditorState,
) -> impl IntoView {
    let (version, form_id) = (state.version.to_string(), state.form.clone());
    let editor = Editor::new(state);
    let is_left_on_purpose = StoredValue::new(false);
    let leave = move || is_left_on_purpose.set_value(true);
    // In the browser only.
    Effect::new(move |_| {
        let listener = window_event_listener(ev::beforeunload, move |event| {
            let is_unsaved = !editor.changes.get_untracked().is_empty();
            if is_unsaved && !is_left_on_purpose.get_value() {
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
            <form id=FORM method="post" class="policy-form" novalidate on:submit=move |_| leave()>
                <div class="policy-main">
                    <input type="hidden" name=FORM_ID value=form_id/>
                    <input type="hidden" name="version" value=version/>
                    // What Enter in a field means: the first button of a form.
                    <button type="submit" class="visually-hidden" name="action" value="save" tabindex="-1" aria-hidden="true">"Save"</button>
                    {name(editor)}
                    {steps(editor)}
                    <p class="visually-hidden" role="status">{move || editor.said.get()}</p>
                </div>
                {within}
            </form>
            {preview}
            {bar(editor, leave)}
        </div>
    }
}

fn name(editor: Editor) -> AnyView {
    let field = Field {
        id: "name".to_owned(),
        name: "name",
        label: "Name".to_owned(),
        error: editor.state.with_value(|state| state.error("name")),
        ..Field::default()
    };
    text(field, editor.name.get_untracked(), move |typed| {
        editor.name.set(typed)
    })
}

fn steps(editor: Editor) -> AnyView {
    let add = StepEdit {
        edit: Edit::Add,
        place: 0,
    };
    let button = NodeRef::<Button>::new();
    let is_awake = RwSignal::new(false);
    Effect::new(move |_| is_awake.set(true));
    // A step that is gone leaves the focus to this button.
    Effect::new(move |before: Option<usize>| {
        let count = editor.count();
        if before.is_some_and(|before| before > count)
            && let Some(button) = button.get_untracked()
        {
            let _ = button.focus();
        }
        count
    });
    view! {
        <section class="region" aria-labelledby="steps">
            <div class="region-heading">
                <h2 id="steps">"Steps"</h2>
                <div class="heading-actions">
                    <button type="submit" class="button button-secondary" name="edit" value=add.code() node_ref=button
                        disabled=move || !editor.has_room()
                        on:click=move |event| { event.prevent_default(); editor.add(); }>"Add step"</button>
                </div>
            </div>
            {move || (editor.count() == 0).then(|| view! {
                <div class="empty-state">
                    <p class="empty-title">"No steps yet."</p>
                    <div class="hint">"Add the first one: it says who decides."</div>
                </div>
            })}
            <ol class="steps policy-steps">
                <For each=move || editor.rows.get() key=|row| row.key children=move |row| row_view(editor, row)/>
            </ol>
            {move || (is_awake.get() && editor.count() > 1).then(|| view! {
                <p class="hint">"Alt with ↑ or ↓ moves the step that has the focus."</p>
            })}
        </section>
    }
    .into_any()
}
