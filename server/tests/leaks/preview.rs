//! The live preview of a delegation rule says with whom new tasks would end, and nothing of when other people are away (T4).

use axum::body::Body;
use axum::http::Method;
use serde_json::{Value, json};

use crate::support::{Browser, World};

async fn preview(browser: &mut Browser, form: Value) -> Value {
    let body = Body::from(json!({ "form": form }).to_string());
    let path = "/internal/delegates/preview";
    let page = browser
        .send(Method::POST, path, Some("application/json"), body)
        .await;
    assert_eq!(page.status, 200, "{}", page.body);
    serde_json::from_str(&page.body).unwrap()
}

async fn save(world: &World, owner: &str, fields: &[(&str, &str)]) {
    let mut browser = world.sign_in(owner).await;
    let page = browser.post("/profile/delegate", fields).await;
    assert_eq!(page.status, 303, "{owner}: {}", page.text());
}

fn permanent(delegate: &str) -> Value {
    json!({ "kind": "permanent", "delegate": delegate })
}

#[tokio::test(flavor = "multi_thread")]
async fn t4_it_names_the_last_of_the_chain_and_nobody_between() {
    let world = World::new().await;
    let forever = |delegate: &'static str| [("kind", "permanent"), ("delegate", delegate)];
    let until = [
        ("kind", "temporary"),
        ("delegate", "mina"),
        ("starts_on", "2028-01-11"),
        ("ends_on", "2028-01-19"),
    ];
    save(&world, "mara", &forever("milo")).await;
    save(&world, "milo", &until).await;
    save(&world, "mina", &forever("tess")).await;
    let mut ben = world.sign_in("ben").await;
    let told = preview(&mut ben, permanent("mara")).await;
    let words = told["warnings"].as_array().unwrap();
    let last = "As the rules stand now, your new tasks would end with Tess Mori (tess).";
    assert_eq!(words, &[json!(last)], "{told}");
    let all = told.to_string();
    for between in ["Milo", "Mina", "19 Jan"] {
        assert!(!all.contains(between), "{between}: {all}");
    }
    // Whoever has left is not the last one (T5).
    world.import("tess,Tess Mori,tess@example.org,mina,Operations,Clerk,Tokyo,2019-01-01,2028-01-05,Asia/Tokyo,employee\n").await;
    let told = preview(&mut ben, permanent("mara")).await;
    assert!(told.to_string().contains("end with Mina Sato (mina)"), "{told}");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t4_whoever_tries_every_day_learns_nothing_of_other_peoples_days() {
    let world = World::new().await;
    let away = [
        ("kind", "temporary"),
        ("delegate", "mina"),
        ("starts_on", "2028-01-20"),
        ("ends_on", "2028-01-27"),
    ];
    save(&world, "mara", &away).await;
    let mut ben = world.sign_in("ben").await;
    // Her rule has not begun; bea has none.
    let same = |told: Value, name: &str| told.to_string().replace(name, "…");
    for day in 12..31 {
        // A second each: previews have a brake (T15).
        world.at(&format!("2028-01-11T09:00:{day}Z"));
        let date = format!("2028-01-{day}");
        let form = |delegate: &str| json!({ "kind": "temporary", "delegate": delegate, "starts_on": date, "ends_on": date });
        let of_mara = preview(&mut ben, form("mara")).await;
        let of_bea = preview(&mut ben, form("bea")).await;
        assert!(
            of_mara["meaning"].as_str().unwrap().contains("Mara Vogel"),
            "{of_mara}"
        );
        assert_eq!(same(of_mara, "Mara Vogel"), same(of_bea, "Bea Lund"), "{date}");
    }
    // In force, it is the same answer for every day: also for those on which it is over.
    world.at("2028-01-21T09:00:00Z");
    let mut told = std::collections::BTreeSet::new();
    for day in 22..31 {
        let date = format!("2028-01-{day}");
        let form = json!({ "kind": "temporary", "delegate": "mara", "starts_on": date, "ends_on": date });
        told.insert(preview(&mut ben, form).await["warnings"].to_string());
    }
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told.first().unwrap().contains("Mina Sato (mina)"), "{told:?}");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t8_the_preview_for_somebody_else_is_for_who_may_set_their_rule() {
    let world = World::new().await;
    save(&world, "mara", &[("kind", "permanent"), ("delegate", "milo")]).await;
    let path = "/internal/directory/delegation/preview";
    for who in ["ben", "mara", "hugo", "ines"] {
        let mut browser = world.sign_in(who).await;
        let mut answers = Vec::new();
        for owner in ["mina", "nobody"] {
            let asked = json!({ "owner": owner, "form": permanent("mara") }).to_string();
            let page = browser
                .send(Method::POST, path, Some("application/json"), Body::from(asked))
                .await;
            answers.push((page.status, page.body));
        }
        assert_eq!(answers[0], answers[1], "{who}");
        assert_eq!(answers[0].0, 403, "{who}");
    }
    let asked = json!({ "owner": "mina", "form": permanent("mara") }).to_string();
    let mut ada = world.sign_in("ada").await;
    let page = ada
        .send(Method::POST, path, Some("application/json"), Body::from(asked))
        .await;
    assert!(
        page.status == 200
            && page
                .body
                .contains("these new tasks would end with Milo Kern (milo)"),
        "{}",
        page.body
    );
    world.end().await;
}
