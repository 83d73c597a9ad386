//! The form below the list that acts on every ticked task, and what became of each (T14).

use std::collections::HashSet;

use domain::ids::TaskId;
use leptos::prelude::*;
use services::operations::Refused;
use uuid::Uuid;

use super::form::{Action, Ask, TaskForm};
use super::list_query::ListQuery;
use crate::list::{Filters, Ticks};
use crate::ui::{
    Button, ButtonKind, ButtonRow, FormErrors, FormId, PersonHit, PersonPicker, QuestionButton, Textarea,
};

/// The form's id: the tick boxes in the table belong to it.
pub(super) const FORM: &str = "ticked";

/// Refusals that are told one by one; of more, how many there are.
const TOLD: usize = 25;

/// What became of an action on several tasks.
#[derive(Debug, Clone, Default)]
pub(super) struct Outcomes {
    /// As typed.
    pub(super) form: TaskForm,
    /// What is wrong with the form itself.
    pub(super) errors: FormErrors,
    /// What was done, in a sentence; none: nothing.
    pub(super) done: Option<String>,
    /// The first of those that were refused.
    pub(super) refused: Vec<Refused>,
    /// How many were refused.
    pub(super) untold: usize,
    /// How many do not exist for the reader, in words (T17); none: all of them do.
    pub(super) unknown: Option<String>,
    /// Who may have been meant.
    pub(super) matches: Vec<PersonHit>,
    /// The id of the form that comes back, where it started nothing: sent again, it is the same change (G6). None: the form is a new one.
    pub(super) form_id: Option<Uuid>,
    /// Those that were refused stay ticked.
    pub(super) ticked: HashSet<TaskId>,
}

impl Outcomes {
    /// The form came back: nothing was done.
    pub(super) fn nothing_done(form: TaskForm, errors: FormErrors) -> Self {
        Self {
            form_id: Uuid::try_parse(&form.form).ok(),
            ticked: form.ticked().0.iter().map(|one| one.task).collect(),
            form,
            errors,
            ..Self::default()
        }
    }

    /// Whether the task is to be ticked again.
    pub(super) fn is_ticked(&self, task: TaskId) -> bool {
        self.ticked.contains(&task)
    }
}

/// What was refused and why, each a link to its task, or to its field where the page has the form for what is ticked; and what was
/// done.
pub(super) fn summary(outcomes: Outcomes, has_form: bool) -> impl IntoView + use<> {
    let of_form = outcomes.errors.iter().map(|(field, message)| {
        let (href, message) = (format!("#{field}"), message.to_owned());
        if has_form && !field.is_empty() {
            view! { <li><a href=href>{message}</a></li> }.into_any()
        } else {
            view! { <li>{message}</li> }.into_any()
        }
    });
    let of_tasks = outcomes.refused.into_iter().take(TOLD).map(|refusal| {
        let href = format!("/tasks/{}", refusal.task);
        view! { <li><a href=href>{refusal.title}</a>": "{refusal.why}</li> }.into_any()
    });
    let unknown = outcomes
        .unknown
        .into_iter()
        .map(|words| view! { <li>{words}</li> }.into_any());
    let entries: Vec<_> = of_form.chain(of_tasks).chain(unknown).collect();
    let untold = outcomes.untold.saturating_sub(TOLD);
    let untold = (untold > 0).then(|| view! { <li>{format!("and {untold} more, which are still ticked below if they wait for you")}</li> });
    let done = outcomes.done.map(|words| view! { <p>{words}</p> });
    (!entries.is_empty()).then(|| {
        view! {
            <div class="error-summary" role="alert" tabindex="-1" autofocus>
                <h2>"There is a problem"</h2>
                {done}
                <ul>{entries}{untold}</ul>
            </div>
        }
    })
}

/// One reason for all that are ticked. The tick boxes stand in the table and name this form, so that it needs no script.
pub(super) fn bulk_form(
    query: &ListQuery,
    (form, matches): (TaskForm, Vec<PersonHit>),
    errors: &FormErrors,
    form_id: Uuid,
) -> impl IntoView + use<> {
    let TaskForm {
        reason, to, comment, ..
    } = form;
    let (reason_error, to_error) = (errors.of("bulk-reason"), errors.of("to"));
    let comment_error = errors.of("comment");
    let more_is_open = to_error.is_some() || comment_error.is_some();
    // What comes back is filtered as it was.
    let here = query.href(&[("after", &query.after)]);
    let all = query.href(&[("ticked", Ticks::All.code()), ("after", &query.after)]);
    let all = format!("{all}#{FORM}");
    view! {
        <section class="region bulk" aria-labelledby="bulk">
            <div class="region-heading">
                <h2 id="bulk">"With the ticked tasks"</h2>
                <a href=all>"Tick all on this page"</a>
            </div>
            <form method="post" action=here id=FORM class="form" novalidate>
                <FormId id=form_id.to_string()/>
                <input type="hidden" name="ticked" value="true"/>
                <Textarea name="reason" id="bulk-reason" label="Reason for all of them"
                    hint="Needed where a policy wants one. Each task is decided by itself." value=reason error=reason_error/>
                <ButtonRow>
                    <Button name="action" value=Action::Approve.code()>"Approve ticked"</Button>
                    <QuestionButton ask=Ask::Deny.code()>"Deny ticked"</QuestionButton>
                </ButtonRow>
                <details open=more_is_open>
                    <summary>"Reassign or comment"</summary>
                    <div class="form">
                        <PersonPicker name="to" label="Reassign to" hint="One person. The reason above is theirs to read."
                            value=to error=to_error matches/>
                        <ButtonRow>
                            <Button kind=ButtonKind::Secondary name="action" value=Action::Reassign.code()>"Reassign ticked"</Button>
                        </ButtonRow>
                        <Textarea name="comment" label="Comment for all of them" value=comment error=comment_error/>
                        <ButtonRow>
                            <Button kind=ButtonKind::Secondary name="action" value=Action::Comment.code()>"Comment on ticked"</Button>
                        </ButtonRow>
                    </div>
                </details>
            </form>
        </section>
    }
}
