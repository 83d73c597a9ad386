//! The forms of the task's page: decide, reassign, comment, cancel.

use leptos::prelude::*;
use services::tasks::{AskedNow, TaskView};

use super::form::{Act, Action, Ask, TaskForm};
use crate::ui::{
    Button, ButtonKind, ButtonRow, Choice, FormErrors, Notice, NoticeKind, PersonHit, PersonPicker, PostForm,
    QuestionButton, Region, Select, Textarea,
};

/// What was typed into one of the forms, and what is wrong with it (G6).
#[derive(Debug, Clone, Default)]
pub(super) struct Returned {
    act: Option<Act>,
    /// As typed.
    pub(super) form: TaskForm,
    /// What is wrong.
    pub(super) errors: FormErrors,
    /// Who may have been meant.
    pub(super) matches: Vec<PersonHit>,
}

impl Returned {
    /// What came back from `act`.
    pub(super) fn new(act: Act, form: TaskForm, errors: FormErrors) -> Self {
        Self {
            act: Some(act),
            form,
            errors,
            matches: Vec::new(),
        }
    }

    /// Takes out the reason, if it was typed for one of these.
    fn reason_for(&mut self, wanted: fn(Act) -> bool) -> String {
        match self.act {
            Some(act) if wanted(act) => std::mem::take(&mut self.form.reason),
            _ => String::new(),
        }
    }
}

/// The list shows the page too, when something is missing: its own path is not the task's then.
fn path(task: &TaskView) -> String {
    format!("/tasks/{}", task.id)
}

pub(super) fn decision(task: &TaskView, returned: &mut Returned) -> impl IntoView + use<> {
    let hint = match (task.reason_to_approve, task.reason_to_deny) {
        (true, true) => "Needed for either decision.",
        (true, false) => "Needed to approve.",
        (false, true) => "Needed to deny.",
        (false, false) => "You may leave it empty.",
    };
    let standing_in = (!task.standing_in_for.is_empty()).then(|| {
        let words = format!("You decide for {}.", task.standing_in_for.join(" and "));
        view! { <Notice kind=NoticeKind::Meaning title="You stand in.">{words}</Notice> }
    });
    let reason = returned.reason_for(|act| matches!(act, Act::Decide(_)));
    let error = returned.errors.of("reason");
    let (action, step) = (path(task), task.position.to_string());
    view! {
        <Region id="decision" title="Your decision">
            {standing_in}
            <PostForm action>
                <input type="hidden" name="step" value=step/>
                <Textarea name="reason" label="Reason" hint value=reason error/>
                <ButtonRow>
                    <Button name="action" value=Action::Approve.code()>"Approve"</Button>
                    <QuestionButton ask=Ask::Deny.code()>"Deny"</QuestionButton>
                </ButtonRow>
            </PostForm>
        </Region>
    }
}

pub(super) fn reassignment(task: &mut TaskView, returned: &mut Returned) -> impl IntoView + use<> {
    let reason = returned.reason_for(|act| act == Act::Reassign);
    let error = returned.errors.of(Act::Reassign.id_of("reason"));
    let (to, to_error) = (std::mem::take(&mut returned.form.to), returned.errors.of("to"));
    let (action, matches) = (path(task), std::mem::take(&mut returned.matches));
    let step = task.position.to_string();
    let from = taken_from(std::mem::take(&mut task.reassign_from), returned);
    view! {
        <Region id="reassignment" title="Let somebody else decide">
            <PostForm action>
                <input type="hidden" name="step" value=step/>
                {from}
                <PersonPicker name="to" label="Reassign to"
                    hint="One person. If they are away, it goes to their delegate. You can still read the task."
                    value=to error=to_error matches/>
                <Textarea name="reason" id="reassign-reason" label="Reason for reassigning" value=reason error/>
                <ButtonRow>
                    <Button kind=ButtonKind::Secondary name="action" value=Action::Reassign.code()>"Reassign"</Button>
                </ButtonRow>
            </PostForm>
        </Region>
    }
}

/// From whom a super administrator takes the task (T14).
fn taken_from(asked: Vec<AskedNow>, returned: &mut Returned) -> Option<AnyView> {
    let error = returned.errors.of("from");
    let asked = match (<[AskedNow; 1]>::try_from(asked), &error) {
        (Ok([only]), None) => {
            let words = format!("{} is no longer asked after that.", only.words);
            return Some(
                view! { <p>{words}</p><input type="hidden" name="from" value=only.code/> }.into_any(),
            );
        }
        (Ok([only]), Some(_)) => vec![only],
        (Err(asked), _) => asked,
    };
    let mut selected = std::mem::take(&mut returned.form.from);
    if selected.is_empty() {
        selected.clone_from(&asked.first()?.code);
    }
    let choices: Vec<_> = asked
        .into_iter()
        .map(|asked| Choice::new(asked.code, asked.words))
        .collect();
    let hint = "Whoever else is asked can still decide.";
    // Nobody is asked: there is nobody to take it from.
    (!choices.is_empty())
        .then(|| view! { <Select name="from" label="Take it from" choices selected hint error/> }.into_any())
}

pub(super) fn comment(task: &TaskView, returned: &mut Returned) -> impl IntoView + use<> {
    let (value, error) = (
        std::mem::take(&mut returned.form.comment),
        returned.errors.of("comment"),
    );
    view! {
        <PostForm action=path(task)>
            <Textarea name="comment" label="Your comment" hint="Everyone who sees this task can read it." value error/>
            <ButtonRow>
                <Button kind=ButtonKind::Secondary name="action" value=Action::Comment.code()>"Comment"</Button>
            </ButtonRow>
        </PostForm>
    }
}

pub(super) fn cancellation(task: &TaskView, returned: &mut Returned) -> impl IntoView + use<> {
    let typed = returned.reason_for(|act| act == Act::Cancel);
    let step = task.position.to_string();
    view! {
        <section class="region">
            <PostForm action=path(task) inline=true>
                <input type="hidden" name="step" value=step/>
                {(!typed.is_empty()).then(|| view! { <input type="hidden" name="reason" value=typed/> })}
                <QuestionButton ask=Ask::Cancel.code() kind=ButtonKind::Danger>"Cancel request"</QuestionButton>
            </PostForm>
        </section>
    }
}
