//! Every endpoint that something is posted to, with each field that names an object: no field tells whether there is such a
//! thing, unless the sender may see it.

use app::endpoint::Needs;
use app::routes::table;
use axum::body::Body;
use axum::http::Method;

use super::organisation::{Organisation, SECRETS};
use super::{OBJECT, Pair, assert_same};
use crate::support::{Browser, Page};

/// What names an object in a form.
#[derive(Debug, Clone, Copy)]
enum Named {
    /// A person out of scope.
    Person,
    /// A person who has left.
    Leaver,
    Role,
    Task,
    Delegation,
    Absence,
    DelegationRule,
}

impl Named {
    fn pair(self, org: &Organisation) -> Pair {
        match self {
            Self::Person => org.person(),
            Self::Leaver => org.leaver(),
            Self::Role => org.role(),
            Self::Task => org.task(),
            Self::Delegation => org.delegation(),
            Self::Absence => org.absence(),
            Self::DelegationRule => org.delegation_rule(),
        }
    }
}

/// One way to send a form: by whom, to which endpoint, and what stands in it, the object as `{}`. A body that begins with a
/// brace is JSON. `{mara's task}` and `{mara's delegation}` are what they say.
struct Sent {
    path: &'static str,
    who: &'static str,
    form: &'static str,
    named: Named,
}

const fn sent(path: &'static str, who: &'static str, named: Named, form: &'static str) -> Sent {
    Sent {
        path,
        who,
        form,
        named,
    }
}

const DELEGATE_ROLE: &str = "/me/roles-and-delegations/new";
const DELEGATE_FOR: &str = "/hr/accounts/{username}/delegations/new";
const REVOKE: &str = "/admin/directory/users/{username}/revoke";

const FORMS: &[Sent] = &[
    sent("/", "mara", Named::Task, "task={}&action=approve"),
    sent("/", "mara", Named::Task, "task={}&action=comment&comment=Mine"),
    sent("/", "mara", Named::Task, "task={}&task=x&action=approve"),
    sent(
        "/",
        "mara",
        Named::Task,
        "task={}&task=x&action=reassign&to=ada&reason=So",
    ),
    sent("/", "sid", Named::Task, "task={}&action=cancel&reason=So"),
    sent("/", "mara", Named::Task, "task={}&ask=deny&reason=So"),
    sent("/", "mara", Named::Task, "task={}&task=x&ask=deny&form=x"),
    sent("/", "mara", Named::Task, "task={}&ask=keep&action=deny&form=x"),
    sent("/", "sid", Named::Task, "task={}&ask=cancel"),
    sent(
        "/",
        "mara",
        Named::Leaver,
        "task={mara's task}&action=reassign&to={}&reason=So",
    ),
    sent(
        "/",
        "mara",
        Named::Leaver,
        "task={mara's task}&task=x&action=reassign&to={}&reason=So",
    ),
    sent(
        "/tasks/{id}",
        "mara",
        Named::Leaver,
        "action=reassign&to={}&reason=So",
    ),
    sent("/login", "", Named::Person, "username={}&password=wrong"),
    sent("/login", "", Named::Leaver, "username={}&password=wrong"),
    sent(
        "/login",
        "",
        Named::Leaver,
        "username={}&password=correct+horse+battery",
    ),
    sent(
        "/me/absences",
        "ben",
        Named::Absence,
        "action=cancel&id={}&version=1",
    ),
    sent(
        "/me/absences",
        "mara",
        Named::Absence,
        "action=cancel&id={}&version=1",
    ),
    sent(
        "/me/absences",
        "mara",
        Named::Absence,
        "ask=cancel&id={}&version=1",
    ),
    sent(
        "/team/absences",
        "mara",
        Named::Absence,
        "ask=cancel&id={}&version=1",
    ),
    sent(
        DELEGATE_ROLE,
        "mara",
        Named::Person,
        "role=line_manager&proxy={}&starts_on=2028-02-01&action=save",
    ),
    sent(
        DELEGATE_ROLE,
        "mara",
        Named::Leaver,
        "role=line_manager&proxy={}&starts_on=2028-02-01&action=continue",
    ),
    sent(
        DELEGATE_ROLE,
        "mara",
        Named::Role,
        "role={}&proxy=ben&starts_on=2028-02-01&action=save",
    ),
    sent(
        DELEGATE_ROLE,
        "max",
        Named::Role,
        "role={}&proxy=nobody&starts_on=2028-02-01&action=continue",
    ),
    sent(
        DELEGATE_FOR,
        "dora",
        Named::Person,
        "role=line_manager&proxy={}&starts_on=2028-02-01&action=save",
    ),
    sent(
        DELEGATE_FOR,
        "dora",
        Named::Leaver,
        "role=line_manager&proxy={}&starts_on=2028-02-01&action=continue",
    ),
    sent(
        DELEGATE_FOR,
        "dora",
        Named::Role,
        "role={}&proxy=ben&starts_on=2028-02-01&action=save",
    ),
    sent(
        "/profile/delegate",
        "ben",
        Named::Leaver,
        "kind=permanent&delegate={}",
    ),
    sent(
        "/profile/delegate",
        "ben",
        Named::DelegationRule,
        "kind=permanent&delegate=bea&version={}",
    ),
    sent(
        "/profile/delegate",
        "ben",
        Named::DelegationRule,
        "action=remove&version={}",
    ),
    sent(
        "/profile/delegate",
        "ben",
        Named::DelegationRule,
        "ask=remove&version={}",
    ),
    sent(
        "/requests/new",
        "ben",
        Named::Person,
        "subject={}&role=line_manager",
    ),
    sent(
        "/requests/new",
        "ben",
        Named::Person,
        "subject={}&role=hidden_role",
    ),
    sent(
        "/requests/new",
        "max",
        Named::Person,
        "subject={}&role=line_manager",
    ),
    sent(
        "/requests/new",
        "mara",
        Named::Leaver,
        "subject={}&role=line_manager",
    ),
    sent(
        "/requests/new",
        "mara",
        Named::Leaver,
        "subject={}&role=no_such_role",
    ),
    sent("/requests/new", "ben", Named::Role, "subject=ben&role={}"),
    sent("/requests/new", "ben", Named::Role, "subject=nobody&role={}"),
    sent("/requests/new", "ben", Named::Role, "subject=&role={}"),
    sent("/requests/new", "mara", Named::Role, "subject=ben&role={}"),
    sent("/requests/new", "mara", Named::Role, "subject=tess&role={}"),
    sent(
        "/setup/profile-values",
        "sid",
        Named::Person,
        "code=PER_USER_DELEGATION_MAX_DAYS&level=user&user={}&value=5",
    ),
    sent(
        "/setup/profile-values",
        "sid",
        Named::Person,
        "code=PER_USER_DELEGATION_MAX_DAYS&level=user&user={}&value=x&version=1",
    ),
    sent(
        "/setup/profile-values",
        "sid",
        Named::Person,
        "code=PER_USER_DELEGATION_MAX_DAYS&level=user&user={}&action=remove&version=1",
    ),
    sent(
        "/setup/profile-values",
        "sid",
        Named::Person,
        "code=PER_USER_DELEGATION_MAX_DAYS&level=user&user={}&ask=remove&version=1",
    ),
    sent(
        "/team/absences",
        "mara",
        Named::Person,
        "person={}&kind=vacation&starts_on=2028-02-01&ends_on=2028-02-09",
    ),
    sent(
        "/team/absences",
        "max",
        Named::Person,
        "person={}&kind=vacation&starts_on=2028-02-01&ends_on=2028-01-09&for=milo",
    ),
    sent(
        "/team/absences",
        "max",
        Named::Person,
        "person=max&kind=vacation&starts_on=2028-02-01&ends_on=2028-01-09&for={}",
    ),
    sent(
        "/team/absences",
        "mara",
        Named::Absence,
        "action=approve&id={}&version=1",
    ),
    sent(
        "/team/absences",
        "max",
        Named::Absence,
        "action=approve&id={}&version=9&for=milo",
    ),
    sent(
        "/team/absences",
        "mara",
        Named::Absence,
        "action=cancel&id={}&version=1",
    ),
    sent(
        "/team/absences",
        "mara",
        Named::Absence,
        "action=change&id={}&version=1&kind=other&starts_on=2028-02-01&ends_on=2028-02-09",
    ),
    sent(REVOKE, "sid", Named::Role, "role={}&reason=So"),
    sent(REVOKE, "sid", Named::Role, "role={}&ask=revoke&reason=So"),
    sent(
        "/me/roles-and-delegations/{id}/edit",
        "mara",
        Named::Delegation,
        "form={}&action=save&starts_on=2028-02-01",
    ),
    sent("/internal/people", "ben", Named::Leaver, r#"{"query":"{}"}"#),
    sent(
        "/internal/role-delegations/proxies",
        "mara",
        Named::Person,
        r#"{"query":"{}"}"#,
    ),
    sent(
        "/internal/role-delegations/proxies",
        "mara",
        Named::Leaver,
        r#"{"query":"{}"}"#,
    ),
    sent(
        "/internal/accounts/proxies",
        "dora",
        Named::Person,
        r#"{"delegator":"{}","query":"ben"}"#,
    ),
    sent(
        "/internal/accounts/proxies",
        "dora",
        Named::Person,
        r#"{"delegator":"mara","query":"{}"}"#,
    ),
    sent(
        "/internal/role-delegations/review",
        "mara",
        Named::Person,
        r#"{"form":{"role":"line_manager","proxy":"{}","starts_on":"2028-02-01"}}"#,
    ),
    sent(
        "/internal/role-delegations/review",
        "mara",
        Named::Leaver,
        r#"{"form":{"role":"line_manager","proxy":"{}","starts_on":"2028-02-01"}}"#,
    ),
    sent(
        "/internal/role-delegations/review",
        "mara",
        Named::Role,
        r#"{"form":{"role":"{}","proxy":"ben","starts_on":"2028-02-01"}}"#,
    ),
    sent(
        "/internal/accounts/delegations/review",
        "dora",
        Named::Person,
        r#"{"delegator":"{}","form":{"role":"line_manager","proxy":"ben","starts_on":"2028-02-01"}}"#,
    ),
    sent(
        "/internal/accounts/delegations/review",
        "dora",
        Named::Leaver,
        r#"{"delegator":"mara","form":{"role":"line_manager","proxy":"{}","starts_on":"2028-02-01"}}"#,
    ),
    sent(
        "/internal/accounts/delegations/review",
        "dora",
        Named::Role,
        r#"{"delegator":"mara","form":{"role":"{}","proxy":"ben","starts_on":"2028-02-01"}}"#,
    ),
    sent(
        "/internal/delegates/preview",
        "ben",
        Named::Leaver,
        r#"{"form":{"kind":"permanent","delegate":"{}"}}"#,
    ),
];

/// Endpoints that take no name of an object, or whose sender may see all there are, and why.
const WITHOUT: &[(&str, &str)] = &[
    ("/logout", "ends the sender's own session, named by its cookie"),
    (
        "/notifications",
        "marks the sender's own messages, up to a number",
    ),
    ("/notifications/settings", "the sender's own channels"),
    (
        "/operations/{id}/resume",
        "the operation stands in the path; its form holds only when it stopped",
    ),
    (
        "/hr/accounts/{username}/delegations/{id}/edit",
        "both names stand in the path",
    ),
    (
        "/security-console/users/{username}",
        "the person stands in the path; roles are named by who may see their list",
    ),
];

fn body(org: &Organisation, sent: &Sent, object: &str) -> String {
    let of_mara = org.of_mara.rsplit('/').next().unwrap();
    let form = sent.form.replace("{mara's task}", of_mara);
    form.replace(OBJECT, object)
}

fn path(org: &Organisation, sent: &Sent) -> String {
    let of_mara = org.of_mara.rsplit('/').next().unwrap();
    let id = if sent.path.starts_with("/tasks/") {
        of_mara.to_owned()
    } else {
        org.of_mara_delegation.to_string()
    };
    // Somebody of Finance, whom `dora` and `sid` reach.
    sent.path.replace("{id}", &id).replace("{username}", "mara")
}

async fn post(browser: &mut Browser, path: &str, body: String) -> Page {
    let kind = if body.starts_with('{') {
        "application/json"
    } else {
        "application/x-www-form-urlencoded"
    };
    browser
        .send(Method::POST, path, Some(kind), Body::from(body))
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn s_every_endpoint_that_takes_a_form_says_what_it_takes() {
    for listed in table().iter().filter(|listed| listed.method == Method::POST) {
        // Whoever passes sees everything there is; the others are refused before anything is read.
        let is_of_everyone = matches!(listed.needs, Needs::Everywhere(_));
        let is_tried = FORMS.iter().any(|sent| sent.path == listed.path);
        let is_excused = WITHOUT.iter().any(|(path, _)| *path == listed.path);
        assert!(
            is_tried != is_excused || is_of_everyone,
            "{} takes a form: put it into FORMS with its fields, or into WITHOUT with the reason",
            listed.path
        );
    }
    let paths = FORMS.iter().map(|sent| sent.path);
    for path in paths.chain(WITHOUT.iter().map(|(path, _)| *path)) {
        assert!(table().iter().any(|listed| listed.path == path), "{path} is gone");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn s_what_stands_in_a_form_and_is_hidden_is_answered_as_if_it_were_not_there() {
    let org = Organisation::new().await;
    for sent in FORMS {
        let pair = sent.named.pair(&org);
        let path = path(&org, sent);
        let mut browser = match sent.who {
            "" => org.world.browser(),
            who => org.world.sign_in(who).await,
        };
        let hidden = post(&mut browser, &path, body(&org, sent, &pair.hidden)).await;
        let unknown = post(&mut browser, &path, body(&org, sent, &pair.unknown)).await;
        let context = format!("{path} {} as {}", sent.form, sent.who);
        assert_same(&pair, (&hidden, &unknown), &context);
        assert!(
            hidden.status != 403 || path.starts_with("/internal/"),
            "{context}: it never got so far"
        );
        for secret in SECRETS {
            assert!(!hidden.body.contains(secret), "{context}: {secret}");
        }
    }
    org.world.end().await;
}
