//! The picker of proxies offers exactly those whom the delegator sees, and the save takes nobody else (R4, R16, S).

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::Method;

use super::{NEW, fields, site};
use crate::support::{Browser, Page, World};

const OWN: &str = "/internal/role-delegations/proxies";
const OTHERS: &str = "/internal/accounts/proxies";

async fn ask(browser: &mut Browser, path: &str, question: &str) -> Page {
    let body = Body::from(question.to_owned());
    browser
        .send(Method::POST, path, Some("application/json"), body)
        .await
}

/// Usernames that the picker offers for one of these searches.
async fn offered(world: &World, browser: &mut Browser, path: &str, whose: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    // Two-letter beginnings of words, which have an index, and longer words, which go through the trigrams.
    for typed in [
        "ad", "ab", "in", "hu", "ma", "mi", "be", "te", "zo", "vogel", "kern", "sato", "mori", "roth",
        "holm", "costa", "prado", "lind", "lund", "hart", "ode",
    ] {
        let question = format!("{{{whose}\"query\":\"{typed}\"}}");
        world.clock.pass_a_second();
        let page = ask(browser, path, &question).await;
        assert_eq!(page.status, 200, "{typed}: {}", page.body);
        let hits: serde_json::Value = serde_json::from_str(&page.body).unwrap();
        for hit in hits.as_array().unwrap() {
            found.insert(hit["username"].as_str().unwrap().to_owned());
        }
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn r4_the_picker_offers_exactly_those_whom_the_save_takes() {
    let world = World::new().await;
    // A level more, and somebody without department or location.
    world
        .import(
            "kim,Kim Mori,kim@example.org,tess,Operations,Clerk,Tokyo,2019-01-01,,Asia/Tokyo,employee line_manager\n\
             free,Free Lind,free@example.org,,,,,2019-01-01,,,employee line_manager\n",
        )
        .await;
    let everybody = [
        "ada", "abel", "ines", "hugo", "mara", "milo", "mina", "ben", "bea", "max", "tess", "zoe", "kim",
        "free", "nobody",
    ];
    let mut hugo = world.sign_in("hugo").await;
    for profile in ["EVERYONE", "SAME_DEPARTMENT", "SAME_LOCATION", "CHAIN_AND_PEERS"] {
        site(&world, "PUBLIC_PERSON_SECURITY_PROFILE", profile).await;
        for delegator in ["mara", "mina", "kim", "free"] {
            let mut browser = world.sign_in(delegator).await;
            let mut taken = BTreeSet::new();
            for proxy in everybody {
                let form = fields("line_manager", proxy, "2028-02-01", "2028-02-10", "continue");
                world.clock.pass_a_second();
                let page = browser.submit(NEW, &form).await;
                match page.status {
                    200 => {
                        taken.insert(proxy.to_owned());
                    }
                    _ => assert!(
                        page.says("There is nobody with the username") || proxy == delegator,
                        "{profile} {delegator} {proxy}: {}",
                        page.text()
                    ),
                }
            }
            let picked = offered(&world, &mut browser, OWN, "").await;
            assert_eq!(picked, taken, "{profile} {delegator}");
            // The specialist is offered the same people, but themselves.
            let whose = format!("\"delegator\":\"{delegator}\",");
            let by_hugo = offered(&world, &mut hugo, OTHERS, &whose).await;
            taken.remove("hugo");
            assert_eq!(by_hugo, taken, "{profile} {delegator} by hugo");
        }
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn s_the_picker_answers_only_who_may_lend_there() {
    let world = World::new().await;
    let question = "{\"delegator\":\"mara\",\"query\":\"ben\"}";
    for username in ["mara", "ben", "ines", "ada"] {
        let mut browser = world.sign_in(username).await;
        let page = ask(&mut browser, OTHERS, question).await;
        assert_eq!(
            (page.status, page.body.contains("ben")),
            (403, false),
            "{username}"
        );
    }
    let nobody = ask(&mut world.browser(), OWN, "{\"query\":\"ben\"}").await;
    assert_eq!(nobody.status, 401);
    let mut hugo = world.sign_in("hugo").await;
    let missing = ask(&mut hugo, OTHERS, "{\"delegator\":\"nobody\",\"query\":\"ben\"}").await;
    assert_eq!(missing.status, 403);
    for odd in ["{}", "[]", "x", "{\"query\":1}"] {
        assert!(ask(&mut hugo, OWN, odd).await.status < 500, "{odd}");
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g7_without_scripts_a_name_brings_the_usernames_it_may_mean_of_those_who_are_seen() {
    let world = World::new().await;
    site(&world, "PUBLIC_PERSON_SECURITY_PROFILE", "SAME_DEPARTMENT").await;
    let mut mara = world.sign_in("mara").await;
    for (typed, is_seen) in [("Bea", true), ("Lund", true), ("Max", false), ("Roth", false)] {
        let form = fields("line_manager", typed, "2028-02-01", "2028-02-10", "continue");
        let page = mara.submit(NEW, &form).await;
        let expected = match typed {
            "Bea" => 200,
            _ => 422,
        };
        assert_eq!(page.status, expected, "{typed}: {}", page.text());
        if expected == 422 {
            assert_eq!(page.has("datalist"), is_seen, "{typed}");
            assert!(!page.says(&world.name("max").await), "{typed}");
        }
    }
    world.end().await;
}
