//! What the form says while it is typed is what its review page says, for oneself and on behalf of others (R16, R17, R21).

use axum::body::Body;
use axum::http::Method;
use serde_json::{Value, json};

use super::{NEW, allow, fields, site};
use crate::support::{Browser, World};

const OWN: &str = "/internal/role-delegations/review";
const OF_OTHERS: &str = "/internal/accounts/delegations/review";

async fn ask(browser: &mut Browser, path: &str, question: &Value) -> (u16, Value) {
    let body = Body::from(question.to_string());
    let page = browser
        .send(Method::POST, path, Some("application/json"), body)
        .await;
    let said = serde_json::from_str(&page.body).unwrap_or_default();
    (page.status, said)
}

fn form(proxy: &str, from: &str, to: &str) -> Value {
    json!({ "role": "line_manager", "proxy": proxy, "starts_on": from, "ends_on": to })
}

fn words(said: &Value) -> Vec<&str> {
    said.as_array()
        .unwrap()
        .iter()
        .filter_map(Value::as_str)
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn r21_the_form_says_what_its_review_page_says() {
    let world = World::new().await;
    allow(&world, "line_manager", true).await;
    let mut mara = world.sign_in("mara").await;
    let question = json!({ "form": form("milo", "2028-02-01", "2028-02-10") });
    let (status, said) = ask(&mut mara, OWN, &question).await;
    assert_eq!(status, 200, "{said}");
    let typed = fields("line_manager", "milo", "2028-02-01", "2028-02-10", "continue");
    let review = mara.post(NEW, &typed).await;
    assert_eq!(review.status, 200);
    let text = review.text();
    for key in ["meaning", "last_day", "people"] {
        let words = said[key].as_str().unwrap();
        assert!(text.contains(words), "{key}: {words}: {text}");
    }
    assert_eq!(said["last_day"], "Wednesday 9 February 2028");
    let functions = words(&said["functions"]);
    assert!(
        !functions.is_empty() && functions.iter().all(|words| text.contains(words)),
        "{said}"
    );
    assert!(words(&said["problems"]).is_empty(), "{said}");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r17_what_the_save_would_refuse_is_said_and_half_a_name_is_no_mistake_yet() {
    let world = World::new().await;
    allow(&world, "line_manager", true).await;
    site(&world, "PER_USER_DELEGATION_MAX_DAYS", "10").await;
    let mut mara = world.sign_in("mara").await;
    let late = json!({ "form": form("milo", "2028-02-01", "2028-02-20") });
    let (_, said) = ask(&mut mara, OWN, &late).await;
    assert_eq!(
        words(&said["problems"]),
        ["End date must be 11 February 2028 or earlier"]
    );
    assert!(said["meaning"].is_null() && said["people"].is_null(), "{said}");
    let (_, said) = ask(
        &mut mara,
        OWN,
        &json!({ "form": form("mil", "2028-02-01", "2028-02-05") }),
    )
    .await;
    assert!(
        words(&said["problems"]).is_empty() && said["meaning"].is_null(),
        "{said}"
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r16_somebody_elses_is_answered_to_who_may_delegate_it() {
    let world = World::new().await;
    allow(&world, "line_manager", true).await;
    let question = json!({ "delegator": "mara", "form": form("milo", "2028-02-01", "2028-02-10") });
    let mut hugo = world.sign_in("hugo").await;
    let (status, said) = ask(&mut hugo, OF_OTHERS, &question).await;
    assert_eq!(status, 200, "{said}");
    assert!(said["meaning"].as_str().unwrap().contains("Milo Kern"), "{said}");
    let mut ben = world.sign_in("ben").await;
    assert_eq!(ask(&mut ben, OF_OTHERS, &question).await.0, 403);
    world.end().await;
}
