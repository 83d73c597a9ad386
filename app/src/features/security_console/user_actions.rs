//! POST `/security-console/users/{username}`: roles, *Assignable*, the account.

use axum::extract::Path;
use axum::response::Response;
use axum_extra::extract::Form;
use domain::privilege::Privilege::{ManageSecurity, OverseeTasks, ReadAuditLog};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use services::security_console::Changed;
use services::tasks::TasksMoved;

use super::effects::tasks_moved_in_words;
use super::user_form::{Asked, Sent, USERS, UserFields, person_path};
use super::{page_user, user_question};
use crate::context::{Acting, Flash, Viewer};
use crate::error::PageError;
use crate::features::directory::address;
use crate::local_path::LocalPath;
use crate::request_context::RequestContext;

/// Saves the form, or asks first; "Save and Close" leads to the list, the other buttons back to the person.
pub(super) async fn save(
    context: RequestContext,
    Acting(actor): Acting,
    Path(username): Path<String>,
    Form(mut fields): Form<UserFields>,
) -> Result<Response, PageError> {
    match std::mem::take(&mut fields.sent) {
        Sent::Do => {}
        Sent::Ask(asked) => {
            return user_question::ask(&context, &actor, &username, (asked, fields)).await;
        }
        Sent::Keep => return page_user::kept(&context, &username, fields).await,
    }
    let saved = context
        .services
        .security_console()
        .save_person(&actor, &username, &fields.input())
        .await;
    let why = match saved {
        Ok(Changed::Done(words, tasks)) => {
            // The list is there for those alone who manage everyone's security.
            let next = if fields.closes() && context.viewer.may_everywhere(ManageSecurity) {
                USERS.to_owned()
            } else {
                person_path(&username)
            };
            let next = LocalPath::parse(&next).unwrap_or_else(LocalPath::root);
            return Ok(
                flash((words, &tasks), &fields, &context.viewer, &username).along_with(next.see_other())
            );
        }
        Ok(Changed::Confirm) => {
            let asked = (Asked::Remove(std::mem::take(&mut fields.remove)), fields);
            return user_question::ask(&context, &actor, &username, asked).await;
        }
        Err(error) => page_user::wrong(error, &context.viewer)?,
    };
    page_user::again(&context, &username, fields, why).await
}

/// What was done, and what may come next.
fn flash(
    (mut words, tasks): (Vec<String>, &TasksMoved),
    fields: &UserFields,
    viewer: &Viewer,
    username: &str,
) -> Flash {
    words.extend(tasks_moved_in_words(tasks));
    let told = match words.as_slice() {
        [] => "Saved.".to_owned(),
        words => words.join(" "),
    };
    if !fields.ends_something() {
        return Flash::done(told);
    }
    let mut flash = Flash::ended(told);
    if viewer.may_everywhere(ReadAuditLog) {
        let person = utf8_percent_encode(username, NON_ALPHANUMERIC);
        flash = flash.then(
            format!("/admin/audit?person={person}"),
            "See what has ended in the audit log",
        );
    }
    if tasks.later > 0 && viewer.may_everywhere(OverseeTasks) {
        flash = flash.then(address::open_tasks(username), "See the tasks that still wait");
    }
    if viewer.may_everywhere(ManageSecurity) {
        flash = flash.then(USERS, "Back to Users");
    }
    flash
}
