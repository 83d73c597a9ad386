//! Every endpoint with an object in its path, as everybody who may not see it. The table of endpoints is walked, so one that is
//! new is in it at once, and has to say what its object is.

use app::endpoint::Listed;
use app::routes::table;
use axum::http::Method;
use chrono::TimeDelta;

use super::organisation::{Organisation, SECRETS};
use super::{ACTIONS, Pair, QUESTIONS, assert_same, browsers};
use crate::support::{Browser, Page};

/// What stands in the path in the places of `{…}`, and the object that it names. Every line is an object of its own kind.
fn objects(org: &Organisation, path: &str) -> Option<Pair> {
    let id = |pair: Pair| Some(pair);
    match path {
        path if path.starts_with("/hr/accounts/{username}/delegations/{id}") => id(org.delegation()),
        path if path.starts_with("/me/roles-and-delegations/{id}") => id(org.delegation()),
        path if path.starts_with("/tasks/{id}") => id(org.task()),
        path if path.starts_with("/operations/{id}") => id(org.operation()),
        path if path.starts_with("/admin/access-reviews/{id}") => id(org.review()),
        path if path.starts_with("/admin/settings/policies/{id}") => id(org.policy()),
        path if path.starts_with("/setup/role-provisioning-rules/{id}") => id(org.provisioning_rule()),
        path if path.starts_with("/security-console/roles/{code}") => id(org.role()),
        path if path.contains("{username}") => id(org.person()),
        _ => None,
    }
}

/// The path for an object; of two in one path the first is the person whose the second is.
fn filled(path: &str, object: &str, person: &str) -> String {
    let path = path.replace("{id}", object).replace("{code}", object);
    let person = if path.contains(object) { person } else { object };
    path.replace("{username}", person).replace("{n}", "1")
}

/// What a form is sent for.
#[derive(Debug, Clone, Copy)]
enum For {
    /// To do something.
    Action(&'static str),
    /// To be asked about it first.
    Question(&'static str),
}

impl For {
    fn all() -> Vec<Self> {
        let actions = ACTIONS.iter().copied().map(Self::Action);
        actions
            .chain(QUESTIONS.iter().copied().map(Self::Question))
            .collect()
    }
}

/// Everything that any form posts, so that what would be done gets as far as it may.
fn fields(action: For, version: &str) -> Vec<(&str, &str)> {
    let (action, ask) = match action {
        For::Action(action) => (action, ""),
        For::Question(ask) => ("delete", ask),
    };
    [
        ("action", action),
        ("ask", ask),
        ("version", version),
        ("reason", "Because"),
        ("comment", "Mine"),
        ("to", "ada"),
        ("role", "line_manager"),
        ("proxy", "ben"),
        ("delegate", "ben"),
        ("kind", "permanent"),
        ("starts_on", "2028-02-01"),
        ("ends_on", "2028-02-09"),
        ("name", "Another"),
        ("data_scope", "own"),
    ]
    .to_vec()
}

async fn ask(browser: &mut Browser, endpoint: &Listed, path: &str, action: For) -> Page {
    match endpoint.method {
        Method::GET => browser.get(path).await,
        _ => browser.post(path, &fields(action, "1")).await,
    }
}

/// Every endpoint of a page with an object in its path.
fn with_objects() -> impl Iterator<Item = &'static Listed> {
    table().iter().filter(|listed| listed.path.contains('{'))
}

#[tokio::test(flavor = "multi_thread")]
async fn s_what_stands_in_a_path_and_is_hidden_is_answered_as_if_it_were_not_there() {
    let org = Organisation::new().await;
    let mut browsers = browsers(&org).await;
    let mut compared = 0;
    for endpoint in with_objects() {
        let object = objects(&org, endpoint.path);
        let object = object.unwrap_or_else(|| panic!("say what the object of {} is", endpoint.path));
        let actions = match endpoint.method {
            Method::GET => vec![For::Action("")],
            _ => For::all(),
        };
        for (who, browser) in &mut browsers {
            // Somebody else's object on the page of somebody in sight, where the path has both.
            for (person, action) in ["mara", "tess"]
                .iter()
                .flat_map(|person| actions.iter().map(move |action| (person, *action)))
            {
                // The brake on questions lets twenty a second through: this asks for two of them.
                let next = org.world.services.now() + TimeDelta::milliseconds(100);
                org.world.at(&next.to_rfc3339());
                let hidden = filled(endpoint.path, &object.hidden, person);
                let unknown = filled(endpoint.path, &object.unknown, person);
                let there = ask(browser, endpoint, &hidden, action).await;
                let not_there = ask(browser, endpoint, &unknown, action).await;
                let context = format!("{} {hidden} {action:?} as {who}", endpoint.method);
                assert_same(&object, (&there, &not_there), &context);
                assert!(
                    [403, 404, 422].contains(&there.status),
                    "{context}: {}",
                    there.status
                );
                for secret in SECRETS {
                    assert!(!there.body.contains(secret), "{context}: {secret}");
                }
                compared += 1;
            }
        }
    }
    assert!(compared > 500, "{compared}");
    org.world.end().await;
}

/// Somebody who may see it.
fn reader(path: &str) -> &'static str {
    match path {
        path if path.starts_with("/hr/") => "hugo",
        path if path.starts_with("/security-console/") => "ines",
        path if path.starts_with("/me/roles") => "mina",
        path if path.starts_with("/tasks/") => "tess",
        _ => "ada",
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn s_who_may_see_it_is_answered_otherwise() {
    let org = Organisation::new().await;
    for endpoint in with_objects().filter(|endpoint| endpoint.method == Method::GET) {
        let object = objects(&org, endpoint.path).unwrap();
        let mut browser = org.world.sign_in(reader(endpoint.path)).await;
        let there = browser.get(&filled(endpoint.path, &object.hidden, "mina")).await;
        let not_there = browser.get(&filled(endpoint.path, &object.unknown, "mina")).await;
        assert_eq!((there.status, not_there.status), (200, 404), "{}", endpoint.path);
    }
    org.world.end().await;
}
