//! The fields of the step that is open.

use domain::policy::{APPROVER_FIELDS, Flag, StepForm};
use leptos::prelude::*;

use super::editor::{Editor, Row};
use super::fields::{Field, person, select, tick};
use super::form::{Edit, StepEdit, people_fields};
use crate::erased;

/// How many more fields for people "Add people" makes.
const MORE: usize = 4;

/// The step in fields, with "Done".
pub(super) fn step_fields(editor: Editor, row: Row) -> AnyView {
    let key = row.key;
    let place = editor.place_in_words(key);
    let title_id = erased::text(move || ["step-", &place.get()].concat());
    let close = erased::text(move || {
        StepEdit {
            edit: Edit::Close,
            place: editor.place(key),
        }
        .code()
    });
    let form = row.form.get_untracked();
    let fallback = fallback(editor, row, form.fallback.clone());
    let (who, flags) = (who(editor, row, &form), flags(row, &form));
    view! {
        <div class="step-heading">
            <h3 class="step-title" id=title_id tabindex="-1">"Edit step "{place}</h3>
            {not_saved(editor, row)}
            <button type="submit" class="button button-secondary" name="edit" value=close
                on:click=erased::on_press_instead(move || editor.close())>"Done"</button>
        </div>
        <input type="hidden" name="open" value=place/>
        <div class="step-form">{who}{flags}{fallback}</div>
    }
    .into_any()
}

impl Editor {
    /// Whether saving would write this step, or it is a new one; tracked.
    pub(super) fn is_unsaved(self, row: Row) -> bool {
        let form = row.form.get().settled();
        self.state.with_value(|state| {
            let index = state
                .saved
                .place_of(row.id)
                .and_then(|place| place.checked_sub(1));
            let saved = index.and_then(|index| state.saved.steps.get(index));
            saved.is_none_or(|saved| saved.form.settled() != form)
        })
    }

    /// What is wrong with a field of this step.
    fn error_of(self, row: Row, field: &str) -> Option<String> {
        let is_about_it = self.wrong == Some(row.key);
        self.state
            .with_value(|state| state.error(field).filter(|_| is_about_it))
    }
}

/// The mark of a step that saving would write.
pub(super) fn not_saved(editor: Editor, row: Row) -> AnyView {
    let mark = || view! { <span class="badge badge-warning">"not saved yet"</span> }.into_any();
    erased::view_if(move || editor.is_unsaved(row).then(mark))
}

/// Who decides: the kind of approver, and what belongs to each kind. The style sheet shows what belongs to the one that is chosen.
fn who(editor: Editor, row: Row, form: &StepForm) -> AnyView {
    let kinds = [
        ("manager", "The subject’s manager"),
        ("people", "Named people"),
        ("role", "Holders of a role"),
        ("subject", "The subject"),
    ];
    let kinds = kinds.map(|(value, words)| (value.to_owned(), words.to_owned()));
    let approver = Field {
        id: "approver".to_owned(),
        name: "approver",
        label: "Approver".to_owned(),
        error: editor.error_of(row, "approver"),
        focus: editor.takes_focus(row.key),
        ..Field::default()
    };
    let role = Field {
        id: "approver_role".to_owned(),
        name: "approver_role",
        label: "Role".to_owned(),
        error: editor.error_of(row, "approver_role"),
        ..Field::default()
    };
    let prompt = (String::new(), "Choose a role".to_owned());
    let roles = editor.state.with_value(|state| {
        let roles = state.roles.iter();
        let roles = roles.map(|role| (role.code.clone(), role.name.clone()));
        std::iter::once(prompt).chain(roles).collect()
    });
    let form_signal = row.form;
    let chosen = Callback::new(move |chosen| form_signal.update(|form| form.approver = chosen));
    let approver = select(approver, kinds.into(), &form.approver, chosen);
    let chosen = Callback::new(move |chosen| form_signal.update(|form| form.approver_role = chosen));
    let role = select(role, roles, &form.approver_role, chosen);
    let people = people(editor, row, form);
    view! {
        <div class="field-row">{approver}<div class="for-role">{role}</div></div>
        {people}
    }
    .into_any()
}

/// Fields for the people a step names, and a button for more of them that works without scripts.
fn people(editor: Editor, row: Row, form: &StepForm) -> AnyView {
    let room = if editor.wrong == Some(row.key) {
        editor.state.with_value(|state| state.room)
    } else {
        2
    };
    let typed = people_fields(form, room);
    let count = RwSignal::new(typed.len());
    let more = erased::text(move || {
        StepEdit {
            edit: Edit::People,
            place: editor.place(row.key),
        }
        .code()
    });
    let picked = move |index: usize| approver(editor, row, index);
    let most = APPROVER_FIELDS.len();
    let add = erased::view_if(move || {
        let add = erased::on_press_instead(move || count.update(|count| *count = (*count + MORE).min(most)));
        let button = view! {
            <button type="submit" class="button button-secondary" name="edit" value=more on:click=add>"Add people"</button>
        };
        (count.get() < most).then(|| button.into_any())
    });
    view! {
        <fieldset class="field for-people">
            <legend>"Named people"</legend>
            <p class="hint">"1 to 32: any one of them decides. Leave the others empty."</p>
            <div class="people-fields">
                {erased::for_each(move || (0..count.get()).collect(), picked)}
            </div>
            {add}
        </fieldset>
    }
    .into_any()
}

fn approver(editor: Editor, row: Row, index: usize) -> AnyView {
    let id = match APPROVER_FIELDS.get(index) {
        Some(id) => (*id).to_owned(),
        None => ["approvers-", &(index + 1).to_string()].concat(),
    };
    let field = Field {
        error: editor.error_of(row, &id),
        id,
        name: "approvers",
        label: ["Person ", &(index + 1).to_string()].concat(),
        ..Field::default()
    };
    let form = row.form;
    let value = form.with_untracked(|form| form.approvers.get(index).cloned().unwrap_or_default());
    let typed = Callback::new(move |typed: String| {
        form.update(|form| {
            if form.approvers.len() <= index && !typed.is_empty() {
                form.approvers.resize(index + 1, String::new());
            }
            if let Some(place) = form.approvers.get_mut(index) {
                *place = typed;
            }
        });
    });
    person(editor, field, value, typed)
}

fn flags(row: Row, form: &StepForm) -> AnyView {
    let boxes: Vec<AnyView> = Flag::ALL
        .into_iter()
        .map(|flag| {
            let field = Field {
                id: flag.name().to_owned(),
                name: flag.name(),
                label: flag.label().to_owned(),
                hint: hint(flag),
                ..Field::default()
            };
            let form_signal = row.form;
            let ticked = Callback::new(move |is_ticked| form_signal.update(|form| flag.set(form, is_ticked)));
            tick(field, flag.of(form), ticked)
        })
        .collect();
    view! { <fieldset class="field"><legend class="visually-hidden">"What this step allows and demands"</legend>
        <div class="step-flags">{boxes}</div></fieldset> }
    .into_any()
}

fn hint(flag: Flag) -> Option<&'static str> {
    match flag {
        Flag::AllowDelegation => Some("Off: the task stays with whom this step names."),
        Flag::AllowSelfApproval => Some("Subject and requester may decide."),
        Flag::DistinctApprovers => Some("Must differ from earlier steps."),
        Flag::AllowReassignment => Some("Whoever is asked may pass it on by hand."),
        Flag::ReasonToApprove | Flag::ReasonToDeny => None,
    }
}

fn fallback(editor: Editor, row: Row, value: String) -> AnyView {
    let field = Field {
        id: "fallback".to_owned(),
        name: "fallback",
        label: "Fallback approver".to_owned(),
        hint: Some(
            "Asked when nobody else is eligible, before the super administrators. You may leave it empty.",
        ),
        error: editor.error_of(row, "fallback"),
        ..Field::default()
    };
    let form = row.form;
    let typed = Callback::new(move |typed| form.update(|form| form.fallback = typed));
    person(editor, field, value, typed)
}
