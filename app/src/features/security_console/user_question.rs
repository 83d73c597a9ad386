//! What is asked before an account is disabled or a role is taken away, with the consequence counted (S, R11, R12, T7).

use axum::response::Response;
use services::actor::PersonActor;
use services::security_console::{Disabled, Impact, Removed};
use services::tasks::TasksMoved;

use super::effects::{delegations_end, tasks_moved};
use super::page_user;
use super::user_form::{Action, Asked, UserFields, person_path};
use crate::error::PageError;
use crate::request_context::RequestContext;
use crate::too_many;
use crate::ui::{Effect, FormErrors, Question};

/// The question; or the page with why there is none.
pub(super) async fn ask(
    context: &RequestContext,
    actor: &PersonActor,
    username: &str,
    (asked, fields): (Asked, UserFields),
) -> Result<Response, PageError> {
    if let Err(too_many) = context.services.brakes().question(context.viewer.person) {
        let page = if context.render.wants_data() {
            context.render.no_question()
        } else {
            let why = page_user::refused(too_many::errors(&too_many));
            page_user::again(context, username, fields, why).await?
        };
        return Ok(too_many::answer(too_many.seconds, page));
    }
    let input = fields.answered(&asked);
    let impact = context
        .services
        .security_console()
        .impact(actor, username, input)
        .await;
    let why = match impact {
        Ok(impact) => match question(&asked, &impact) {
            Some(question) => {
                let path = person_path(username);
                let question = Question {
                    back: path.clone(),
                    action: Some(path),
                    keeps_typed: true,
                    ..question
                };
                return Ok(context.render.ask(with_answer(question, asked, fields)).await);
            }
            None => page_user::refused(FormErrors::whole(done_already(&asked, &impact.person))),
        },
        Err(error) => page_user::wrong(error, &context.viewer)?,
    };
    if context.render.wants_data() {
        return Ok(context.render.no_question());
    }
    page_user::again(context, username, fields, why).await
}

/// What the answer posts: everything that was ticked goes along.
fn with_answer(question: Question, asked: Asked, fields: UserFields) -> Question {
    let question = question.with("version", fields.version);
    let ticked = fields.assignable.into_iter();
    let question = ticked.fold(question, |question, code| question.with("assignable", code));
    match asked {
        Asked::Disable => question.with("action", Action::Disable.code()),
        Asked::Remove(code) => question.with("remove", code.clone()).with("confirmed", code),
    }
}

/// None: there is nothing left to do.
fn question(asked: &Asked, impact: &Impact) -> Option<Question> {
    let (consequence, name) = (&impact.consequence, &impact.person);
    let question = match (asked, &consequence.disabled, &consequence.removed) {
        (Asked::Disable, Some(disabled), _) => about_disabling(name, disabled, &impact.tasks),
        (Asked::Remove(_), _, Some(removed)) => about_removing(impact, removed),
        _ => return None,
    };
    let mut effects = question.effects;
    effects.extend(ticks(&consequence.assignable, &consequence.not_assignable));
    Some(Question { effects, ..question })
}

fn done_already(asked: &Asked, name: &str) -> String {
    match asked {
        Asked::Disable => format!("The account of {name} is disabled already."),
        Asked::Remove(_) => format!("{name} does not hold this role any more."),
    }
}

fn about_disabling(name: &str, disabled: &Disabled, tasks: &TasksMoved) -> Question {
    let sessions = counted(
        disabled.sessions,
        ("session ends", "sessions end"),
        Some(format!("{name} is signed out.")),
    );
    let suspended = counted(
        disabled.suspended.count(),
        ("delegation is suspended", "delegations are suspended"),
        suspended_in_words(name, disabled),
    );
    let notified = counted(
        disabled.owners_notified,
        ("person is notified", "people are notified"),
        Some(format!(
            "{name} is their delegate: their new tasks are no longer assigned there."
        )),
    );
    Question {
        title: format!("Disable {name}?"),
        lead: Some(format!("{name} cannot sign in any more. This happens at once:")),
        effects: sessions
            .into_iter()
            .chain(tasks_moved(tasks))
            .chain([suspended, notified].into_iter().flatten())
            .collect(),
        warning: Some(
            "Enabling the account again resumes the delegations. Tasks that were reassigned do not come back."
                .to_owned(),
        ),
        confirm: "Disable account".to_owned(),
        keep: "Keep account".to_owned(),
        ..Question::default()
    }
}

fn suspended_in_words(name: &str, disabled: &Disabled) -> Option<String> {
    let (made, received) = (disabled.suspended.made, disabled.suspended.received);
    Some(match (made, received) {
        (made, 0) => format!("{made} made by {name}"),
        (0, received) => format!("{received} received by {name}"),
        (made, received) => format!("{made} made by {name}, {received} received"),
    })
}

fn about_removing(impact: &Impact, removed: &Removed) -> Question {
    let (name, role) = (&impact.person, &removed.role);
    let lead = match &removed.stays_by {
        Some(stays_by) => format!(
            "{name} keeps {role}: {}. Only what was granted by hand or by request ends.",
            stays_by.in_words()
        ),
        None => format!("{name} loses everything that only {role} allows, at once."),
    };
    let nothing = impact
        .opens_nothing
        .then(|| format!("{name} can still sign in afterwards, but cannot open any page."));
    let back = match removed.ended.in_force + removed.ended.scheduled {
        0 => None,
        _ => Some("Adding the role again does not bring its delegations back.".to_owned()),
    };
    let warning: Vec<String> = nothing.into_iter().chain(back).collect();
    Question {
        title: format!("Remove {role} from {name}?"),
        lead: Some(lead),
        effects: delegations_end(&removed.ended)
            .into_iter()
            .chain(tasks_moved(&impact.tasks))
            .collect(),
        warning: (!warning.is_empty()).then(|| warning.join(" ")),
        confirm: "Remove role".to_owned(),
        keep: "Keep role".to_owned(),
        ..Question::default()
    }
}

/// What was ticked and is saved with the answer.
fn ticks(on: &[String], off: &[String]) -> Option<Effect> {
    let list = |word: &str, roles: &[String]| match roles {
        [] => None,
        roles => Some(format!("{word} for {}", roles.join(", "))),
    };
    let detail: Vec<String> = [list("On", on), list("Off", off)].into_iter().flatten().collect();
    counted(
        on.len() + off.len(),
        (
            "change of Assignable is saved too",
            "changes of Assignable are saved too",
        ),
        Some(detail.join("; ")),
    )
}

fn counted(count: usize, (one, several): (&str, &str), detail: Option<String>) -> Option<Effect> {
    Effect::counted(i64::try_from(count).unwrap_or(i64::MAX), one, several, detail)
}
