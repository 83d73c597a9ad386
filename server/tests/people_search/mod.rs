//! Every search of people finds any word of a name, however short and in any script, and the username (T4).

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::Method;

use crate::role_delegations::site;
use crate::support::{Browser, Page, World};

/// Names with short words, in several scripts, with and without blanks and signs between the words.
const PEOPLE: &str = "\
short1,Wei Li,,ada,Ops,Clerk,Hall,2020-01-01,,,employee
short2,Anna Wu,,ada,Ops,Clerk,Hall,2020-01-01,,,employee
short3,山田 太郎,,ada,Ops,Clerk,Hall,2020-01-01,,,employee
short4,佐藤花子,,ada,Ops,Clerk,Hall,2020-01-01,,,employee
short5,이민수,,ada,Ops,Clerk,Hall,2020-01-01,,,employee
short6,Anne-Li O'Neil,,ada,Ops,Clerk,Hall,2020-01-01,,,employee
short7,Ян Ли,,ada,Ops,Clerk,Hall,2020-01-01,,,employee
short8,Đỗ Thị Ý,,ada,Ops,Clerk,Hall,2020-01-01,,,employee
ng.x,Kim Oh,,ada,Ops,Clerk,Hall,2020-01-01,,,employee
nguyen1,Van Nguyen,,ada,Ops,Clerk,Hall,2020-01-01,,,employee
";

/// What is typed, and exactly who is found by it.
const QUERIES: [(&str, &[&str]); 25] = [
    ("li", &["hugo", "short1", "short6"]),
    ("LI", &["hugo", "short1", "short6"]),
    ("Ｌｉ", &["hugo", "short1", "short6"]),
    ("o’neil", &["short6"]),
    ("O'NEIL", &["short6"]),
    ("wu", &["short2"]),
    ("wei li", &["short1"]),
    ("li wei", &["short1"]),
    ("w l", &["short1"]),
    ("an wu", &["short2"]),
    ("太郎", &["short3"]),
    ("太", &["short3"]),
    ("山田", &["short3"]),
    ("花子", &["short4"]),
    ("藤花", &["short4"]),
    ("민수", &["short5"]),
    ("이", &["short5"]),
    ("ли", &["short7"]),
    ("ян", &["short7"]),
    ("y", &["short8"]),
    ("ý", &["short8"]),
    ("ng", &["ng.x", "nguyen1"]),
    ("x", &["ng.x"]),
    ("o'", &["ben", "ng.x", "short6"]),
    ("ngu", &["nguyen1"]),
];

async fn world() -> World {
    let world = World::new().await;
    world.import(PEOPLE).await;
    world
}

/// Usernames behind links below a path, in the order of the page.
fn listed(page: &Page, below: &str) -> Vec<String> {
    let names = page.links_under(&format!("{below}/")).into_iter();
    names
        .filter(|name| !name.contains(['/', '?']))
        .map(|name| name.replace("%2E", "."))
        .collect()
}

async fn question(world: &World, browser: &mut Browser, path: &str, whose: &str, typed: &str) -> Vec<String> {
    let body = match whose {
        "" => serde_json::json!({ "query": typed }),
        whose => serde_json::json!({ "delegator": whose, "query": typed }),
    };
    // Nobody is held up by what they have asked before.
    world.clock.pass_a_second();
    let page = browser
        .send(
            Method::POST,
            path,
            Some("application/json"),
            Body::from(body.to_string()),
        )
        .await;
    assert_eq!(page.status, 200, "{path} {typed}: {}", page.body);
    let hits: serde_json::Value = serde_json::from_str(&page.body).unwrap();
    let names = hits.as_array().unwrap().iter();
    names
        .map(|hit| hit["username"].as_str().unwrap().to_owned())
        .collect()
}

/// An address part.
fn escaped(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

fn set(names: &[String]) -> BTreeSet<&str> {
    names.iter().map(String::as_str).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn t4_every_search_finds_any_word_of_a_name() {
    let world = world().await;
    let (mut ada, mut hugo) = (world.sign_in("ada").await, world.sign_in("hugo").await);
    for (typed, expected) in QUERIES {
        let expected: BTreeSet<&str> = expected.iter().copied().collect();
        let without_hugo: BTreeSet<&str> = expected.iter().copied().filter(|who| *who != "hugo").collect();
        let picked = question(&world, &mut ada, "/internal/people", "", typed).await;
        assert_eq!(set(&picked), expected, "the picker, {typed}");
        let proxies = question(&world, &mut hugo, "/internal/role-delegations/proxies", "", typed).await;
        assert_eq!(set(&proxies), without_hugo, "the picker of proxies, {typed}");
        let others = question(&world, &mut hugo, "/internal/accounts/proxies", "short2", typed).await;
        let but_short2: BTreeSet<&str> = without_hugo
            .iter()
            .copied()
            .filter(|who| *who != "short2")
            .collect();
        assert_eq!(
            set(&others),
            but_short2,
            "the picker of somebody's proxies, {typed}"
        );
        for below in [
            "/admin/directory/users",
            "/security-console/users",
            "/hr/accounts",
        ] {
            let browser = if below == "/hr/accounts" {
                &mut hugo
            } else {
                &mut ada
            };
            let page = browser.get(&format!("{below}?q={}", escaped(typed))).await;
            assert_eq!(page.status, 200, "{below} {typed}");
            assert_eq!(set(&listed(&page, below)), expected, "{below} {typed}");
        }
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t4_and_r4_a_profile_bounds_it_and_who_has_left_is_not_picked() {
    let world = world().await;
    world
        .import("short9,Bo Li,,ada,Sales,Clerk,London,2020-01-01,,,employee\nshort0,Cy Li,,ada,Ops,Clerk,Hall,2020-01-01,2027-12-31,,employee\n")
        .await;
    for (profile, expected) in [
        ("EVERYONE", vec!["hugo", "short1", "short6", "short9"]),
        ("SAME_DEPARTMENT", vec!["short1", "short6"]),
        ("SAME_LOCATION", vec!["short1", "short6"]),
        ("CHAIN_AND_PEERS", vec!["hugo", "short1", "short6", "short9"]),
    ] {
        site(&world, "PUBLIC_PERSON_SECURITY_PROFILE", profile).await;
        let mut browser = world.sign_in("short2").await;
        let found = question(
            &world,
            &mut browser,
            "/internal/role-delegations/proxies",
            "",
            "li",
        )
        .await;
        assert_eq!(set(&found), expected.into_iter().collect(), "{profile}");
    }
    // Lists show who has left.
    let mut ada = world.sign_in("ada").await;
    let page = ada.get("/admin/directory/users?q=li&status=terminated").await;
    assert_eq!(listed(&page, "/admin/directory/users"), ["short0"]);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t4_who_has_the_word_exactly_comes_before_those_whose_words_begin_so() {
    let world = world().await;
    let lines: String = (0..60)
        .map(|n| format!("l{n:02},Linda {n:02},,ada,Ops,Clerk,Hall,2020-01-01,,,employee\n"))
        .collect();
    world.import(&lines).await;
    let mut ada = world.sign_in("ada").await;
    let picked = question(&world, &mut ada, "/internal/people", "", "li").await;
    assert_eq!(picked.len(), 8);
    assert_eq!(set(&picked[..2]), ["short1", "short6"].into_iter().collect());
    let page = ada.get("/security-console/users?q=li").await;
    let console = listed(&page, "/security-console/users");
    assert_eq!(set(&console[..2]), ["short1", "short6"].into_iter().collect());
    assert!(page.has_hint("The best 50 matches"), "{}", page.text());
    // Lists are by name, and lose nobody from page to page.
    let (mut path, mut seen) = ("/admin/directory/users?q=li".to_owned(), Vec::new());
    loop {
        let page = ada.get(&path).await;
        seen.extend(listed(&page, "/admin/directory/users"));
        let Some(next) = page.next() else { break };
        path = next;
    }
    assert_eq!(seen.len(), 63, "{seen:?}");
    assert_eq!(set(&seen).len(), 63);
    world.end().await;
}

/// What the index holds of a name, word by word, as the search asks for it.
#[tokio::test(flavor = "multi_thread")]
async fn t4_the_index_holds_every_word_and_its_beginnings() {
    let world = World::empty().await;
    for (names, pieces) in [
        ("wei li", &["wei ", "w", "we", "li ", "l", "li"][..]),
        ("  a--b.c  ", &["a ", "a", "a", "b ", "b", "b", "c ", "c", "c"]),
        ("山田", &["山田 ", "山", "山田", "田", "田"]),
        ("o'neil_x", &["o ", "o", "o", "neil ", "n", "ne", "x ", "x", "x"]),
        ("ян", &["ян ", "я", "ян"]),
        ("x太郎", &["x太郎 ", "x", "x太", "太", "太郎", "郎", "郎"]),
        ("", &[]),
    ] {
        let row = &world.rows("SELECT name_pieces($1)", &[&names]).await[0];
        assert_eq!(row.get::<_, Vec<String>>(0), pieces, "{names:?}");
    }
    let longest = "ﷺ".repeat(200);
    let row = &world
        .rows(
            "SELECT length(p) FROM unnest(name_pieces($1)) p ORDER BY 1 DESC LIMIT 1",
            &[&longest],
        )
        .await[0];
    assert_eq!(row.get::<_, i32>(0), 101);
    world.end().await;
}

/// A browser's own form names HTML in what it accepts, and server functions answer such a form with a way back: here nobody is led
/// anywhere by the address they came from (S).
#[tokio::test(flavor = "multi_thread")]
async fn s_a_question_is_answered_and_leads_nowhere() {
    let world = world().await;
    let mut ada = world
        .sign_in("ada")
        .await
        .with_header("accept", "text/html")
        .with_header("referer", "https://elsewhere.example/");
    let kind = Some("application/json");
    for (query, status) in [(r#"{"query":"wei"}"#, 200), (r#"{"queries":1}"#, 422)] {
        let page = ada
            .send(Method::POST, "/internal/people", kind, Body::from(query))
            .await;
        assert_eq!((page.status, page.location()), (status, None), "{}", page.body);
    }
    world.end().await;
}
