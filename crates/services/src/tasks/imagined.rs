//! A task that is imagined, to see what a policy would do with it (T10).

use chrono::{DateTime, Utc};
use db::Connection;
use db::people::Person;
use db::policies::page::Page;
use domain::ids::RoleId;
use domain::policy::PolicyKind;

use crate::{Error, FieldProblem, Result};

/// A task that is imagined.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Imagined {
    /// Username of whom it is about.
    pub subject: String,
    /// Username of who asks, for a request; empty: the subject.
    pub requester: String,
    /// Code of the role it is about; empty: none in particular.
    pub role: String,
}

/// Who is in it.
pub(super) struct Cast {
    /// Whom it is about.
    pub(super) subject: Person,
    /// Who asks, for a request.
    pub(super) requester: Option<Person>,
    /// The role it is about.
    pub(super) role: Option<RoleId>,
}

/// Finds everybody, or says who is wrong.
pub(super) async fn cast(
    conn: &mut Connection,
    policy: &Page,
    imagined: &Imagined,
    now: DateTime<Utc>,
) -> Result<Cast> {
    let mut problems = Vec::new();
    let subject = active(conn, imagined.subject.trim(), now).await?;
    if subject.is_none() {
        let message = match imagined.subject.trim() {
            "" => "Enter the username of the person the task is about",
            _ => "Subject must be the username of an active person",
        };
        problems.push(FieldProblem::new("subject", message));
    }
    let typed = imagined.requester.trim();
    let is_request = policy.kind == PolicyKind::Request;
    let requester = match (is_request, typed) {
        (false, _) => None,
        (true, "") => subject.clone(),
        (true, typed) => active(conn, typed, now).await?,
    };
    if is_request && requester.is_none() && !typed.is_empty() {
        let message = "Requester must be the username of an active person";
        problems.insert(0, FieldProblem::new("requester", message));
    }
    let code = imagined.role.trim();
    let role = policy.roles.iter().find(|role| role.code == code);
    if role.is_none() && !code.is_empty() {
        problems.push(FieldProblem::new("role", "Choose one of the roles offered"));
    }
    match subject {
        Some(subject) if problems.is_empty() => Ok(Cast {
            subject,
            requester,
            role: role.map(|role| role.id),
        }),
        _ => Err(Error::Invalid(problems)),
    }
}

async fn active(conn: &mut Connection, username: &str, now: DateTime<Utc>) -> Result<Option<Person>> {
    let found = db::people::by_username(conn, username).await?;
    Ok(found.filter(|person| person.activity().is_active(now)))
}

/// The task in words.
pub(super) fn imagined_task(kind: PolicyKind, cast: &Cast, role: Option<&str>) -> String {
    let subject = &cast.subject.display_name;
    let role = role.unwrap_or("a role");
    match (kind, &cast.requester) {
        (PolicyKind::Request, Some(requester)) if requester.id() != cast.subject.id() => {
            format!("{} asks for {role} for {subject}", requester.display_name)
        }
        (PolicyKind::Request, _) => format!("{subject} asks for {role}"),
        (PolicyKind::Review, _) => format!("{subject}’s {role} is reviewed"),
        (PolicyKind::Revoke, _) => format!("{subject}’s {role} is to be taken away"),
    }
}
