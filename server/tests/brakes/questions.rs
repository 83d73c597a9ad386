//! What pickers and previews ask: twenty a second for one person, with scripts and without.

use axum::body::Body;
use axum::http::Method;

use super::{held_up, wait};
use crate::role_delegations::{NEW, allow, fields};
use crate::support::{Browser, Page, World};

async fn ask(browser: &mut Browser, path: &str, json: &str) -> Page {
    let body = Body::from(json.to_owned());
    browser
        .send(Method::POST, path, Some("application/json"), body)
        .await
}

async fn pick(browser: &mut Browser) -> Page {
    ask(browser, "/internal/people", r#"{"query":"ben"}"#).await
}

/// Asks as often as one may in a second.
async fn exhaust(browser: &mut Browser) {
    for _ in 0..20 {
        let page = pick(browser).await;
        assert_eq!(page.status, 200, "{}", page.body);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn s_the_twenty_first_question_of_a_second_is_told_to_wait() {
    let world = World::new().await;
    let (mut mara, mut ben) = (world.sign_in("mara").await, world.sign_in("ben").await);
    exhaust(&mut mara).await;
    let page = pick(&mut mara).await;
    assert_eq!(wait(&page), 1);
    assert_eq!(page.body, r#"{"TooMany":{"seconds":1}}"#, "what the island reads");
    assert_eq!(held_up(&world, "questions").await.as_deref(), Some("1"));
    // One brake for everything that is asked while somebody types; another person has another.
    let proxies = ask(
        &mut mara,
        "/internal/role-delegations/proxies",
        r#"{"query":"ben"}"#,
    )
    .await;
    wait(&proxies);
    let form = r#"{"form":{"kind":"permanent","delegate":"bea"}}"#;
    wait(&ask(&mut mara, "/internal/delegates/preview", form).await);
    let form = r#"{"form":{"role":"line_manager","proxy":"ben","starts_on":"2028-02-01"}}"#;
    wait(&ask(&mut mara, "/internal/role-delegations/review", form).await);
    assert_eq!(pick(&mut ben).await.status, 200);
    world.at("2028-01-11T09:00:00.05Z");
    assert_eq!(pick(&mut mara).await.status, 200, "twenty a second");
    wait(&pick(&mut mara).await);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn s_every_server_function_has_the_brake() {
    let world = World::new().await;
    // hugo may ask as an HR specialist, ada as a super administrator; whoever may not is refused before.
    let (mut hugo, mut ada) = (world.sign_in("hugo").await, world.sign_in("ada").await);
    exhaust(&mut hugo).await;
    exhaust(&mut ada).await;
    for endpoint in app::routes::table() {
        if !endpoint.path.starts_with("/internal/") {
            continue;
        }
        let everything = r#"{"query":"ben","delegator":"ben","owner":"ben","form":{}}"#;
        let by_hugo = ask(&mut hugo, endpoint.path, everything).await.status;
        let by_ada = ask(&mut ada, endpoint.path, everything).await.status;
        assert!(
            [by_hugo, by_ada].contains(&429),
            "{}: {by_hugo} {by_ada}",
            endpoint.path
        );
        assert!(
            [403, 429].contains(&by_hugo) && [403, 429].contains(&by_ada),
            "{}",
            endpoint.path
        );
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn s_a_preview_without_scripts_counts_too_and_nothing_typed_is_lost() {
    let world = World::new().await;
    allow(&world, "line_manager", true).await;
    let mut mara = world.sign_in("mara").await;
    exhaust(&mut mara).await;
    let typed = fields("line_manager", "ben", "2028-02-01", "2028-02-10", "continue");
    let page = mara.post(NEW, &typed).await;
    assert_eq!(wait(&page), 1);
    assert!(
        page.has_error("You have asked 20 times in the last second. Try again in 1 second."),
        "{}",
        page.text()
    );
    assert_eq!(page.value_of("proxy").as_deref(), Some("ben"));
    assert_eq!(page.value_of("ends_on").as_deref(), Some("2028-02-10"));
    world.at("2028-01-11T09:00:01Z");
    assert_eq!(mara.post(NEW, &typed).await.status, 200);

    let mut ada = world.sign_in("ada").await;
    exhaust(&mut ada).await;
    let tried = "/admin/settings/policies/1?requester=&subject=ben&role=line_manager&preview=yes";
    let page = ada.get(tried).await;
    wait(&page);
    assert_eq!(page.value_of("subject").as_deref(), Some("ben"));
    assert_eq!(
        ada.get("/admin/settings/policies/1").await.status,
        200,
        "which asks nothing"
    );
    world.end().await;
}
