//! The permission matrix (S): every way in, as every role, kept as a snapshot. An endpoint that is missing from it
//! fails this test, and so does one that opens to somebody it did not open to before.

mod scoped;

use std::fmt::Write as _;

use axum::http::Method;
use domain::privilege::BuiltinRole::{
    self, Employee, HrSpecialist, ItSecurityManager, LineManager, SuperAdministrator,
};
use domain::scope::Scope;
use server::table;
use services::actor::SystemActor;
use services::endpoint::{Listed, Needs};

use crate::support::{Browser, World};

/// A column of the matrix: its name, who it is, and the roles they hold.
const WHO: [(&str, &str, &[BuiltinRole]); 13] = [
    ("nobody", "", &[]),
    ("no role", "guest", &[]),
    ("employee", "ben", &[Employee]),
    ("line manager", "mara", &[Employee, LineManager]),
    ("HR", "hugo", &[Employee, HrSpecialist]),
    ("IT security", "ines", &[Employee, ItSecurityManager]),
    ("super", "ada", &[Employee, SuperAdministrator]),
    (HR_BY_DELEGATION, "max", &[Employee, HrSpecialist]),
    ("line manager by delegation", "tess", &[Employee, LineManager]),
    ("super by delegation", "pia", &[Employee, SuperAdministrator]),
    (
        "IT security by delegation",
        "paul",
        &[Employee, ItSecurityManager],
    ),
    // A delegation that has not begun and one that was cancelled give nothing.
    ("super, to come", "pavel", &[Employee]),
    ("super, cancelled", "petra", &[Employee]),
];

/// `max` holds HR specialist as the proxy of this one: on whose behalf he does not act (R16).
const LENDER: &str = "hugo";

const HR_BY_DELEGATION: &str = "HR by delegation";

/// A line of the matrix: an endpoint, and whose account and which object it is asked for.
struct Line {
    endpoint: Listed,
    account: &'static str,
    id: String,
}

impl Line {
    /// The endpoint asked for nothing in particular.
    fn of(endpoint: Listed) -> Self {
        Self {
            endpoint,
            account: "ben",
            id: "00000000-0000-7000-8000-000000000000".to_owned(),
        }
    }

    /// The same for the account of who lent a role, with something of theirs.
    fn of_lender(endpoint: &Listed, id: i64) -> Option<Self> {
        endpoint
            .path
            .starts_with("/hr/accounts/{username}")
            .then(|| Self {
                endpoint: endpoint.clone(),
                account: LENDER,
                id: id.to_string(),
            })
    }

    fn path(&self) -> String {
        self.endpoint
            .path
            .replace("{id}", &self.id)
            .replace("{username}", self.account)
            .replace("{code}", "employee")
    }

    /// As the snapshot lists it.
    fn head(&self) -> String {
        let Listed {
            method, path, needs, ..
        } = &self.endpoint;
        let path = if self.account == LENDER {
            path.replace("{username}", "{lender}")
        } else {
            (*path).to_owned()
        };
        format!("{:4} {path:30} {:22}", method.as_str(), needs.to_string())
    }
}

/// What an endpoint answers.
async fn answer(browser: &mut Browser, line: &Line) -> &'static str {
    let (endpoint, path) = (&line.endpoint, line.path());
    let page = match endpoint.method {
        Method::GET => browser.get(&path).await,
        _ => browser.post(&path, &[]).await,
    };
    match (page.status, page.location()) {
        (303, Some(location)) if location.starts_with("/login?") => "sign in",
        (303, Some("/login")) if endpoint.path == "/" => "sign in",
        (401, _) => "sign in",
        (403, _) => "denied",
        (404, _) if line.account == LENDER => "404",
        // What it does with nothing is another matter: the door was open.
        (status, _) => {
            assert!(status < 500, "{} {path}: {}", endpoint.method, page.text());
            "open"
        }
    }
}

/// What it must answer: by the roles' privileges alone, but for the account of who lent one of them.
fn expected_of(line: &Line, name: &str, username: &str, roles: &[BuiltinRole]) -> &'static str {
    match expected(line.endpoint.needs, username, roles) {
        "open" if line.account == LENDER && name == HR_BY_DELEGATION => "404",
        other => other,
    }
}

/// What a door must answer, by the roles' privileges alone.
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
    world.lent(LENDER, "hr_specialist", "max").await;
    let of_lender = world.count("SELECT max(id) FROM role_delegations").await;
    world.lent("mara", "line_manager", "tess").await;
    let proxies = [
        "pia,Pia Lang",
        "paul,Paul Ek",
        "pavel,Pavel Kos",
        "petra,Petra Wolf",
    ]
    .map(|who| format!("{who},,ada,Sales,Clerk,London,2019-01-01,,Europe/London,employee"));
    world.import(&proxies.join("\n")).await;
    world.lent("ada", "super_administrator", "pia").await;
    world.lent("ines", "it_security_manager", "paul").await;
    world.lent("ada", "super_administrator", "pavel").await;
    world.lent("ada", "super_administrator", "petra").await;
    let not_in_force = "UPDATE role_delegations d SET begun_at = NULL, starts_on = '2028-02-01',
          cancelled_at = CASE p.username WHEN 'petra' THEN '2028-01-10T00:00Z'::timestamptz END
        FROM people p WHERE p.id = d.proxy_id AND p.username IN ('pavel', 'petra')";
    world.database.batch(not_in_force).await;
    let mut endpoints = table();
    // Signing out ends the session that the other lines use.
    endpoints.sort_by_key(|endpoint| {
        (
            endpoint.path == "/logout",
            endpoint.path,
            endpoint.method.to_string(),
        )
    });
    let lines: Vec<Line> = endpoints
        .iter()
        .flat_map(|endpoint| {
            let line = Line::of(endpoint.clone());
            std::iter::once(line).chain(Line::of_lender(endpoint, of_lender))
        })
        .collect();
    let mut matrix: Vec<String> = lines.iter().map(Line::head).collect();
    for (name, username, roles) in WHO {
        let mut browser = if username.is_empty() {
            world.browser()
        } else {
            world.sign_in(username).await
        };
        for (line, row) in lines.iter().zip(&mut matrix) {
            let answered = answer(&mut browser, line).await;
            assert_eq!(
                answered,
                expected_of(line, name, username, roles),
                "{} as {name}",
                line.head()
            );
            write!(row, "  {name}: {answered:8}").unwrap();
        }
    }
    let matrix: Vec<&str> = matrix.iter().map(|row| row.trim_end()).collect();
    insta::assert_snapshot!(matrix.join("\n"));
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn s_a_token_opens_the_calls_of_its_scope_and_no_page() {
    let world = World::new().await;
    let endpoints = table();
    for scope in Scope::ALL {
        let actor = SystemActor::new("test");
        let secret = world
            .services
            .api()
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
            let answered = answer(&mut caller, &Line::of(endpoint.clone())).await;
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
