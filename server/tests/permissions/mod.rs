//! The permission matrix (S): every way in, as every role, kept as a snapshot. An endpoint that is missing from it
//! fails this test, and so does one that opens to somebody it did not open to before.

mod scoped;

use std::fmt::Write as _;

use app::routes::{Listed, Needs, table};
use axum::http::Method;
use domain::privilege::BuiltinRole::{
    self, Employee, HrSpecialist, ItSecurityManager, LineManager, SuperAdministrator,
};
use domain::scope::Scope;
use services::actor::Actor;

use crate::support::{Browser, World};

/// A column of the matrix: its name, who it is, and the roles they hold.
const WHO: [(&str, &str, &[BuiltinRole]); 7] = [
    ("nobody", "", &[]),
    ("no role", "guest", &[]),
    ("employee", "ben", &[Employee]),
    ("line manager", "mara", &[Employee, LineManager]),
    ("HR", "hugo", &[Employee, HrSpecialist]),
    ("IT security", "ines", &[Employee, ItSecurityManager]),
    ("super", "ada", &[Employee, SuperAdministrator]),
];

/// What an endpoint answers when it is asked for nothing in particular.
async fn answer(browser: &mut Browser, endpoint: &Listed) -> &'static str {
    let path = endpoint
        .path
        .replace("{id}", "00000000-0000-7000-8000-000000000000")
        .replace("{username}", "ben")
        .replace("{code}", "employee");
    let page = match endpoint.method {
        Method::GET => browser.get(&path).await,
        _ => browser.post(&path, &[]).await,
    };
    match (page.status, page.location()) {
        (303, Some(location)) if location.starts_with("/login?") => "sign in",
        (303, Some("/login")) if endpoint.path == "/" => "sign in",
        (401, _) => "sign in",
        (403, _) => "denied",
        // What it does with nothing is another matter: the door was open.
        (status, _) => {
            assert!(status < 500, "{} {path}: {}", endpoint.method, page.text());
            "open"
        }
    }
}

/// What it must answer, by the roles' privileges alone.
fn expected(needs: Needs, username: &str, roles: &[BuiltinRole]) -> &'static str {
    match needs {
        Needs::Nothing => "open",
        // No session opens what is another system's.
        Needs::Scope(_) => "sign in",
        _ if username.is_empty() => "sign in",
        Needs::SignedIn => "open",
        // The roles that come with the system and give such a privilege have everyone as their scope.
        Needs::Privilege(privilege) | Needs::Everywhere(privilege)
            if roles.iter().any(|role| role.privileges().contains(&privilege)) =>
        {
            "open"
        }
        Needs::Privilege(_) | Needs::Everywhere(_) => "denied",
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn s_every_endpoint_opens_to_those_it_is_meant_for_and_to_nobody_else() {
    let world = World::new().await;
    world
        .import("guest,Gast Ohne,,ada,Finance,Clerk,London,2020-01-01,,Europe/London,\n")
        .await;
    let mut endpoints: Vec<Listed> = table().iter().cloned().chain(server::probes::table()).collect();
    // Signing out ends the session that the other lines use.
    endpoints.sort_by_key(|endpoint| {
        (
            endpoint.path == "/logout",
            endpoint.path,
            endpoint.method.to_string(),
        )
    });
    let mut lines = vec![String::new(); endpoints.len()];
    for (name, username, roles) in WHO {
        let mut browser = if username.is_empty() {
            world.browser()
        } else {
            world.sign_in(username).await
        };
        for (endpoint, line) in endpoints.iter().zip(&mut lines) {
            let answered = answer(&mut browser, endpoint).await;
            assert_eq!(
                answered,
                expected(endpoint.needs, username, roles),
                "{} {} as {name}",
                endpoint.method,
                endpoint.path
            );
            write!(line, "  {name}: {answered:8}").unwrap();
        }
    }
    let head = |e: &Listed| format!("{:4} {:30} {:22}", e.method.as_str(), e.path, e.needs.to_string());
    let matrix: Vec<String> = endpoints
        .iter()
        .zip(&lines)
        .map(|(e, line)| format!("{}{line}", head(e)).trim_end().to_owned())
        .collect();
    insta::assert_snapshot!(matrix.join("\n"));
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn s_a_token_opens_the_calls_of_its_scope_and_no_page() {
    let world = World::new().await;
    let endpoints: Vec<Listed> = table().iter().cloned().chain(server::probes::table()).collect();
    for scope in Scope::ALL {
        let actor = Actor::system("test");
        let secret = world
            .services
            .create_token(&actor, scope.code(), &[scope].into())
            .await
            .unwrap();
        let mut caller = world.browser();
        let bearer = format!("Bearer {}", secret.reveal());
        caller.headers.insert("authorization", bearer.parse().unwrap());
        for endpoint in &endpoints {
            let expected = match endpoint.needs {
                Needs::Nothing => "open",
                Needs::Scope(needed) if needed == scope => "open",
                Needs::Scope(_) => "denied",
                Needs::SignedIn | Needs::Privilege(_) | Needs::Everywhere(_) => "sign in",
            };
            let answered = answer(&mut caller, endpoint).await;
            assert_eq!(
                answered,
                expected,
                "{} {} with {}",
                endpoint.method,
                endpoint.path,
                scope.code()
            );
        }
    }
    world.end().await;
}
