//! A step in the list: in words with its buttons, or in fields while it is open.

use domain::policy::{DraftStep, Names};
use leptos::ev::{KeyboardEvent, MouseEvent};
use leptos::html::{A, Button};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlSelectElement};

use super::editor::{Editor, Row};
use super::form::{Edit, StepEdit};
use super::step_fields::{not_saved, step_fields};
use crate::erased;

/// The step.
pub(super) fn row_view(editor: Editor, row: Row) -> AnyView {
    let key = row.key;
    let packed = erased::text(move || {
        let step = DraftStep {
            id: row.id,
            form: row.form.get(),
        };
        serde_json::to_string(&step).unwrap_or_default()
    });
    let is_open = Memo::new(move |_| editor.open.get() == Some(key));
    let content = erased::view(move || {
        if is_open.get() {
            step_fields(editor, row)
        } else {
            step_words(editor, row)
        }
    });
    let keys = erased::on(move |event| moved_by_key(editor, key, &event));
    view! {
        <li class:step-open=Signal::from(is_open) on:keydown=keys>
            <input type="hidden" name="steps" value=packed/>
            {content}
        </li>
    }
    .into_any()
}

/// Alt and an arrow move the step in which the focus is, and the focus goes along.
fn moved_by_key(editor: Editor, key: usize, event: &KeyboardEvent) {
    if !event.alt_key() {
        return;
    }
    let is_up = match event.key().as_str() {
        "ArrowUp" => true,
        "ArrowDown" => false,
        _ => return,
    };
    let focused: Option<HtmlElement> = event.target().and_then(|target| target.dyn_into().ok());
    // There these keys open the list.
    if focused
        .as_ref()
        .is_some_and(|element| element.is_instance_of::<HtmlSelectElement>())
    {
        return;
    }
    event.prevent_default();
    if editor.shift(key, is_up) {
        keep_focus(focused, None);
    }
}

/// An element that is moved in the document loses the focus: it gets it back once it stands there; or what stands in for it, where it
/// may not have it any more.
fn keep_focus(focused: Option<HtmlElement>, stand_in: Option<HtmlElement>) {
    request_animation_frame(move || {
        let Some(focused) = focused else { return };
        let meant = if focused.has_attribute("disabled") {
            stand_in.unwrap_or(focused)
        } else {
            focused
        };
        let _ = meant.focus();
    });
}

fn step_words(editor: Editor, row: Row) -> AnyView {
    let key = row.key;
    let place = move || editor.place(key);
    let title_id = erased::text(move || ["step-", &place().to_string()].concat());
    let title = erased::text(move || {
        let form = row.form.get();
        let approver = editor.named(|state| form.approver_in_words(state));
        ["Step ", &place().to_string(), ": ", &approver].concat()
    });
    let conditions = erased::view(move || {
        let form = row.form.get();
        let fallback = Some(form.fallback.trim()).filter(|typed| !typed.is_empty());
        let fallback = fallback.map(|typed| editor.named(|state| state.person(typed)));
        form.conditions(fallback)
            .into_iter()
            .map(|words| view! { <li>{words}</li> }.into_any())
            .collect_view()
            .into_any()
    });
    let is_delegated = move || row.form.with(|form| form.allow_delegation);
    let actions = actions(editor, row);
    view! {
        <p class="step-title" id=title_id tabindex="-1">{title}</p>
        <p>
            {erased::view(move || delegation(is_delegated()))}
            " "{not_saved(editor, row)}
        </p>
        <ul class="step-conditions">{conditions}</ul>
        {actions}
    }
    .into_any()
}

/// Whether delegation rules are followed: in a word and a shape.
fn delegation(is_enabled: bool) -> AnyView {
    let (class, shape, word) = if is_enabled {
        ("badge badge-good", "M2 6.5l2.8 2.8L10 3.2", "Delegation enabled")
    } else {
        ("badge badge-quiet", "M2 6h8", "Delegation disabled")
    };
    view! { <span class=class>{icon(shape)}{word}</span> }.into_any()
}

fn icon(shape: &'static str) -> AnyView {
    view! {
        <svg class="badge-shape" viewBox="0 0 12 12" width="12" height="12" aria-hidden="true" focusable="false">
            <path d=shape fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round"/>
        </svg>
    }
    .into_any()
}

const PENCIL: &str = "M1.5 10.5l.6-2.6L8.4 1.6l2 2-6.3 6.3z";
const UP: &str = "M6 10.5v-9M2.5 5L6 1.5 9.5 5";
const DOWN: &str = "M6 1.5v9M2.5 7L6 10.5 9.5 7";
const BIN: &str = "M1.5 3h9M4.5 3V1.5h3V3M2.5 3l.6 7.5h5.8L9.5 3M5 5.2v3.2M7 5.2v3.2";

fn actions(editor: Editor, row: Row) -> AnyView {
    let key = row.key;
    let place = move || editor.place(key);
    let (up, down) = (NodeRef::<Button>::new(), NodeRef::<Button>::new());
    let shift = move |is_up: bool| {
        let (this, other) = if is_up { (up, down) } else { (down, up) };
        if editor.shift(key, is_up) {
            let element = |button: NodeRef<Button>| button.get_untracked().map(|button| (*button).clone());
            keep_focus(element(this), element(other));
        }
    };
    let is_first = Signal::derive(move || place() <= 1);
    let is_last = Signal::derive(move || place() >= editor.count());
    let code = move |edit: Edit| erased::text(move || StepEdit { edit, place: place() }.code());
    let place = editor.place_in_words(key);
    view! {
        <div class="step-actions">
            {edit(editor, row)}
            <button type="submit" class="button-icon" name="edit" value=code(Edit::Up) node_ref=up disabled=is_first
                on:click=erased::on_press_instead(move || shift(true))>
                {icon(UP)}<span class="visually-hidden">"Move step "{place}" up"</span>
            </button>
            <button type="submit" class="button-icon" name="edit" value=code(Edit::Down) node_ref=down
                disabled=is_last on:click=erased::on_press_instead(move || shift(false))>
                {icon(DOWN)}<span class="visually-hidden">"Move step "{place}" down"</span>
            </button>
            <button type="submit" class="button-icon" name="edit" value=code(Edit::Remove)
                on:click=erased::on_press_instead(move || editor.remove(key))>
                {icon(BIN)}<span class="visually-hidden">"Remove step "{place}</span>
            </button>
        </div>
    }
    .into_any()
}

/// The pencil: a link to the step's own page, which the browser's side opens in place; a button where a link would lose what was
/// typed, or the step has no page yet.
fn edit(editor: Editor, row: Row) -> AnyView {
    let key = row.key;
    let place = editor.place_in_words(key);
    let href = editor.state.with_value(|state| {
        let saved = state.saved.place_of(row.id).filter(|_| !state.is_draft);
        saved.map(|place| [&state.path, "/steps/", &place.to_string()].concat())
    });
    let open = erased::on(move |event: MouseEvent| {
        // Whoever wants the page in another tab gets it.
        if !(event.ctrl_key() || event.meta_key() || event.shift_key()) {
            event.prevent_default();
            editor.open(key);
        }
    });
    let takes_focus = editor.takes_focus(key);
    match href {
        Some(href) => {
            let link = NodeRef::<A>::new();
            erased::on_load(link, move |link| {
                if takes_focus {
                    let _ = link.focus();
                }
            });
            view! { <a class="button-quiet" href=href node_ref=link on:click=open>{icon(PENCIL)}"Edit step "{place}</a> }.into_any()
        }
        None => {
            let button = NodeRef::<Button>::new();
            erased::on_load(button, move |button| {
                if takes_focus {
                    let _ = button.focus();
                }
            });
            let code = erased::text(move || {
                StepEdit {
                    edit: Edit::Open,
                    place: editor.place(key),
                }
                .code()
            });
            view! {
                <button type="submit" class="button-quiet" name="edit" value=code node_ref=button on:click=open>
                    {icon(PENCIL)}"Edit step "{place}
                </button>
            }
            .into_any()
        }
    }
}
