//! The list of what is expensive is the table of endpoints, and each of its entries is held by the brake that it names.

use std::collections::BTreeSet;

use app::endpoint::{Cost, Listed};
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Method, Request};
use http_body_util::BodyExt;
use tower::ServiceExt;

use super::{held_up, wait};
use crate::support::{Browser, World};

fn costing(cost: Cost) -> Vec<&'static Listed> {
    app::routes::table()
        .iter()
        .filter(|endpoint| endpoint.cost == cost)
        .collect()
}

/// Pages with a query that cost no more with it than without, and calls of the API, which have a brake of their own for each token.
const AS_USUAL: [&str; 9] = [
    // Where to go after signing in.
    "/login",
    // That the page is not loaded again by itself.
    "/operations/{id}",
    // In which order the lines are that the page reads anyway.
    "/admin/settings/policies",
    "/security-console/roles",
    "/setup/role-provisioning-rules",
    "/api/v1/tasks",
    "/api/v1/tasks/{id}",
    "/api/v1/people/{username}/access",
    "/api/v1/access/check",
];

#[test]
fn s_every_page_with_a_query_says_what_it_costs() {
    let table = server::table();
    let with_query = table
        .iter()
        .filter(|endpoint| endpoint.method == Method::GET && endpoint.has_query);
    let (usual, expensive): (Vec<_>, Vec<_>) = with_query.partition(|endpoint| endpoint.cost == Cost::Usual);
    let usual: BTreeSet<&str> = usual.into_iter().map(|endpoint| endpoint.path).collect();
    assert_eq!(usual, BTreeSet::from(AS_USUAL));
    // Queries are recognised: of what costs more, only a file of a whole list needs none.
    let expensive: BTreeSet<&str> = expensive.into_iter().map(|endpoint| endpoint.path).collect();
    let without: Vec<&str> = table
        .iter()
        .filter(|endpoint| endpoint.method == Method::GET && endpoint.cost != Cost::Usual)
        .map(|endpoint| endpoint.path)
        .filter(|path| !expensive.contains(path))
        .collect();
    assert_eq!(without, ["/admin/access-reviews/{id}/result.csv"]);
}

/// Somebody who may do everything, as far as one person may.
async fn everybody() -> (World, Browser) {
    let world = crate::tasks::world().await;
    let roles = "INSERT INTO grants (person_id, role_id, source, granted_at) SELECT p.id, r.id, 'by_hand', '2028-01-01Z' \
        FROM people p, roles r WHERE p.username = 'ada' AND r.code IN ('hr_specialist', 'it_security_manager', 'line_manager')";
    world.database.batch(roles).await;
    let ada = world.sign_in("ada").await;
    (world, ada)
}

#[tokio::test(flavor = "multi_thread")]
async fn s_every_list_that_is_searched_has_one_brake_and_a_page_that_is_only_opened_has_none() {
    let (world, mut ada) = everybody().await;
    let lists = costing(Cost::Search);
    assert!(lists.len() >= 18, "{lists:?}");
    for number in 0..300 {
        let page = ada.get(&format!("/admin/directory/users?q=ben{number}")).await;
        assert_eq!(page.status, 200, "{number}: {}", page.text());
    }
    for list in &lists {
        let path = list.path.replace("{id}", "1").replace("{username}", "ben");
        let page = ada.get(&format!("{path}?q=ben")).await;
        assert_eq!(wait(&page), 1, "{path}");
        assert!(
            page.h1() == "Please wait a moment"
                && page.has_lead("You have searched 300 times in the last minute. Try again in 1 second."),
            "{path}: {}",
            page.text()
        );
        assert_ne!(ada.get(&path).await.status, 429, "{path}");
    }
    assert_eq!(held_up(&world, "searches").await, Some(lists.len().to_string()));
    // Another person searches, and a moment later so does she: five a second.
    assert_eq!(
        world.seen_by("abel", "/admin/directory/users?q=b").await.status,
        200
    );
    world.at("2028-01-11T09:00:00.2Z");
    assert_eq!(ada.get("/admin/directory/users?q=b").await.status, 200);
    wait(&ada.get("/admin/directory/users?q=b").await);
    world.end().await;
}

/// Every form that asks or previews, as it is sent then.
fn questions() -> Vec<(&'static str, Vec<(&'static str, &'static str)>)> {
    let delegation = vec![("kind", "permanent"), ("delegate", "bea"), ("ask", "remove")];
    let review = vec![("role", "line_manager"), ("proxy", "bea"), ("action", "continue")];
    let absence = vec![("id", "1"), ("version", "1"), ("ask", "cancel")];
    vec![
        ("/", vec![("task", "x"), ("task", "y"), ("ask", "deny")]),
        ("/tasks/{id}", vec![("ask", "cancel")]),
        ("/profile/delegate", delegation.clone()),
        ("/admin/directory/users/{username}/delegation", delegation),
        ("/me/roles-and-delegations/new", review.clone()),
        ("/me/roles-and-delegations/{id}/edit", vec![("ask", "delete")]),
        ("/hr/accounts/{username}/delegations/new", review),
        (
            "/hr/accounts/{username}/delegations/{id}/edit",
            vec![("ask", "delete")],
        ),
        ("/me/absences", absence.clone()),
        ("/team/absences", absence),
        (
            "/admin/settings/policies/{id}",
            vec![("ask", "delete"), ("version", "1")],
        ),
        (
            "/setup/profile-values",
            vec![("code", "RETENTION_DAYS"), ("level", "site"), ("ask", "remove")],
        ),
        (
            "/setup/role-provisioning-rules/new",
            vec![("name", "Clerks"), ("job", "Clerk"), ("action", "preview")],
        ),
        (
            "/setup/role-provisioning-rules",
            vec![("name", "Clerks"), ("job", "Clerk"), ("action", "preview")],
        ),
        (
            "/setup/role-provisioning-rules/{id}",
            vec![("ask", "delete"), ("version", "1")],
        ),
        ("/security-console/users/{username}", vec![("ask", "disable")]),
        (
            "/admin/directory/users/{username}/revoke",
            vec![("role", "employee"), ("ask", "revoke")],
        ),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn s_every_form_that_asks_what_would_follow_has_the_brake_of_questions() {
    let (world, mut ada) = everybody().await;
    for _ in 0..20 {
        let body = Body::from(r#"{"query":"ben"}"#);
        let kind = Some("application/json");
        let page = ada.send(Method::POST, "/internal/people", kind, body).await;
        assert_eq!(page.status, 200, "{}", page.body);
    }
    let questions = questions();
    let listed: BTreeSet<&str> = costing(Cost::Question)
        .into_iter()
        .map(|endpoint| endpoint.path)
        .filter(|path| !path.starts_with("/internal/"))
        .collect();
    let tried: BTreeSet<&str> = questions.iter().map(|(path, _)| *path).collect();
    assert_eq!(
        tried, listed,
        "each is tried, and each that is tried is in the table"
    );
    let task = crate::tasks::request(&world, "ben", "ben", "viewer").await;
    for (path, fields) in &questions {
        let path = match *path {
            "/tasks/{id}" => task.clone(),
            path => path.replace("{username}", "ben").replace("{id}", "1"),
        };
        let page = ada.post(&path, fields).await;
        assert_eq!(wait(&page), 1, "{path}");
        assert!(
            page.says("You have asked 20 times in the last second. Try again in 1 second."),
            "{path}: {}",
            page.text()
        );
    }
    let of_pages: Vec<&str> = costing(Cost::Question)
        .into_iter()
        .filter(|endpoint| endpoint.method == Method::GET)
        .map(|endpoint| endpoint.path)
        .collect();
    assert_eq!(of_pages, ["/admin/settings/policies/{id}"]);
    let page = ada
        .get("/admin/settings/policies/1?subject=ben&preview=yes")
        .await;
    assert_eq!(wait(&page), 1, "a preview that stands in the address");
    let times = (questions.len() + of_pages.len()).to_string();
    assert_eq!(held_up(&world, "questions").await, Some(times));
    world.end().await;
}

/// A GET whose answer is not read yet.
async fn begin(browser: &Browser, world: &World, path: &str) -> axum::response::Response {
    let cookie = format!("locum={}", browser.session().unwrap());
    let mut request = Request::get(path)
        .header("host", "locum.test")
        .header("cookie", cookie)
        .body(Body::empty())
        .unwrap();
    request.extensions_mut().insert(ConnectInfo(browser.address));
    world.router.clone().oneshot(request).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn s_of_every_download_a_person_has_two_at_once_and_all_together_four() {
    let (world, mut ada) = everybody().await;
    let downloads = costing(Cost::Download);
    assert_eq!(downloads.len(), 3, "{downloads:?}");
    let in_csv = app::routes::table()
        .iter()
        .filter(|one| one.path.ends_with(".csv"));
    assert_eq!(in_csv.count(), downloads.len(), "each file of a list is one");
    let log = "/admin/audit.csv";
    let (one, two) = (begin(&ada, &world, log).await, begin(&ada, &world, log).await);
    assert_eq!((one.status().as_u16(), two.status().as_u16()), (200, 200));
    for download in &downloads {
        let path = download.path.replace("{id}", "1");
        let page = ada.get(&path).await;
        assert_eq!(wait(&page), 10, "{path}");
        assert!(
            page.has_lead(
                "You have 2 downloads under way. Wait until one has ended. Try again in 10 seconds."
            ),
            "{path}: {}",
            page.text()
        );
    }
    assert_eq!(
        ada.get("/admin/audit").await.status,
        200,
        "pages are no downloads"
    );
    let mut abel = world.sign_in("abel").await;
    let others = [begin(&abel, &world, log).await, begin(&abel, &world, log).await];
    let administrator = "INSERT INTO grants (person_id, role_id, source, granted_at) SELECT p.id, r.id, 'by_hand', '2028-01-01Z' \
        FROM people p, roles r WHERE p.username = 'ben' AND r.code = 'super_administrator'";
    world.database.batch(administrator).await;
    let mut ben = world.sign_in("ben").await;
    let page = ben.get(log).await;
    assert_eq!(wait(&page), 10);
    assert!(page.has_lead("4 downloads are under way"), "{}", page.text());
    // One that was read to its end, and one whose reader has left, are over; so is what was refused.
    let whole = one.into_body().collect().await.unwrap().to_bytes();
    assert!(whole.starts_with(b"id,at,who"));
    assert_eq!(ben.get(log).await.status, 200);
    assert_eq!(ben.get(log).await.status, 200, "it was read, so it has ended");
    drop((two, others));
    for _ in 0..5 {
        assert_eq!(ada.get(log).await.status, 200);
        assert_eq!(
            abel.get("/admin/access-reviews/00000000-0000-7000-8000-000000000000/result.csv")
                .await
                .status,
            404
        );
    }
    assert_eq!(held_up(&world, "downloads").await.as_deref(), Some("3"));
    assert_eq!(held_up(&world, "all_downloads").await.as_deref(), Some("1"));
    world.end().await;
}
