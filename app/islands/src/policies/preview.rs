//! Who would be asked now, beside the steps: asked of the server with the steps as they stand in the form, saved or not, once the
//! typing rests.

use std::time::Duration;

use domain::policy::{DraftStep, PolicyKind};
use leptos::prelude::*;

use super::answer::answer;
use super::editor::Editor;
use super::fields::{Field, person, select};
use super::form::{Edit, Foresight, Imagining, StepEdit};
use super::queries::foresee_policy;
use crate::erased;
use crate::questions::Questions;

/// How long the typing must rest before the server is asked.
const REST: Duration = Duration::from_millis(250);

/// The page has another field for a role: this one's id is its own.
const ROLE_ID: &str = "preview-role";

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Question {
    steps: Vec<DraftStep>,
    imagining: Imagining,
}

/// The form for the task to imagine, and what would come of it. Without scripts it is a form of its own that asks for the page; where
/// the page came back with what was typed, it stands in the form of the policy.
pub(super) fn preview(editor: Editor) -> AnyView {
    let (is_request, is_draft) = editor
        .state
        .with_value(|state| (state.kind == PolicyKind::Request, state.is_draft));
    let imagining = RwSignal::new(editor.state.with_value(|state| state.imagining.clone()));
    let shown = RwSignal::new(editor.state.with_value(|state| state.foresight.clone()));
    let ask_now = live(editor, imagining, shown);
    let fields = fields(editor, imagining, is_request);
    let (name, value) = if is_draft {
        let code = StepEdit {
            edit: Edit::Try,
            place: 0,
        };
        ("edit", code.code())
    } else {
        ("preview", "yes".to_owned())
    };
    let form = view! {
        {fields}
        <div class="button-row">
            <button type="submit" class="button button-secondary" name=name value=value
                on:click=erased::on_press_instead(ask_now)>"Show who is asked"</button>
        </div>
        <p class="hint">"Asked with the steps as they stand here. Nothing is created and nobody is notified."</p>
    };
    let form = if is_draft {
        view! { <div class="form">{form}</div> }.into_any()
    } else {
        view! { <form method="get" class="form" novalidate>{form}</form> }.into_any()
    };
    view! {
        <section class="region policy-preview" aria-labelledby="preview">
            <div class="region-heading"><h2 id="preview">"Who would be asked now?"</h2></div>
            {form}
            <div aria-live="polite">{erased::view_if(move || shown.get().map(answer))}</div>
        </section>
    }
    .into_any()
}

fn fields(editor: Editor, imagining: RwSignal<Imagining>, is_request: bool) -> AnyView {
    let error = |field: &str| editor.state.with_value(|state| state.error(field));
    let typed = imagining.get_untracked();
    let requester = is_request.then(|| {
        let field = Field {
            id: "requester".to_owned(),
            name: "requester",
            label: "Requester".to_owned(),
            hint: Some("Who asks; empty: the subject."),
            error: error("requester"),
            ..Field::default()
        };
        let set = Callback::new(move |typed| imagining.update(|all| all.requester = typed));
        person(editor, field, typed.requester, set)
    });
    let subject = Field {
        id: "subject".to_owned(),
        name: "subject",
        label: "Subject".to_owned(),
        hint: Some("Whom the task is about."),
        error: error("subject"),
        ..Field::default()
    };
    let set = Callback::new(move |typed| imagining.update(|all| all.subject = typed));
    let subject = person(editor, subject, typed.subject, set);
    let role = Field {
        id: ROLE_ID.to_owned(),
        name: "role",
        label: "For the role".to_owned(),
        error: error(ROLE_ID),
        ..Field::default()
    };
    let any = (String::new(), "Any".to_owned());
    let roles = editor.state.with_value(|state| {
        let roles = state.roles.iter();
        let roles = roles.map(|role| (role.code.clone(), role.name.clone()));
        std::iter::once(any).chain(roles).collect()
    });
    let set = Callback::new(move |chosen| imagining.update(|all| all.role = chosen));
    let role = select(role, roles, &typed.role, set);
    view! { {requester}{subject}{role} }.into_any()
}

/// Keeps the answer true while somebody types; what it gives asks at once.
fn live(
    editor: Editor,
    imagining: RwSignal<Imagining>,
    shown: RwSignal<Option<Foresight>>,
) -> impl Fn() + Copy + 'static {
    let policy = editor.state.with_value(|state| state.policy);
    let questions = Questions::new();
    let question = move || Question {
        steps: editor.draft().steps,
        imagining: imagining.get(),
    };
    let ask = move |rest: Duration| {
        let Question { steps, imagining } = untrack(question);
        if imagining.subject.trim().is_empty() && imagining.requester.trim().is_empty() {
            questions.drop_all();
            shown.set(None);
            return;
        }
        let ask = move || foresee_policy(policy, steps.clone(), imagining.clone());
        questions.ask(rest, ask, move |answer| shown.set(answer.ok()));
    };
    // What the server has answered already is not asked again, unless somebody has filled in the task before the island woke.
    let mut before = Question {
        steps: editor.state.with_value(|state| state.draft.steps.clone()),
        imagining: editor.state.with_value(|state| state.imagining.clone()),
    };
    erased::effect(move || {
        let now = question();
        if before != now {
            before = now;
            ask(REST);
        }
    });
    move || ask(Duration::ZERO)
}
