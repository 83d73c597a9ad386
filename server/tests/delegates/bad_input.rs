//! What cannot be saved, and that nothing typed is lost (T3, T4, G6).

use super::{PATH, save_permanent, temporary};
use crate::support::World;

#[tokio::test(flavor = "multi_thread")]
async fn t3_impossible_dates_are_refused_with_what_is_allowed() {
    let world = World::new().await;
    let mut mara = world.sign_in("mara").await;
    let range = "must be between 1 January 1900 and 31 December 9999";
    let cases = [
        (
            "2028-03-10",
            "2028-03-09",
            "End date must be the same as or after 10 March 2028".to_owned(),
        ),
        (
            "2028-01-01",
            "2028-01-10",
            "End date must be today or later".to_owned(),
        ),
        (
            "2028-02-30",
            "2028-03-10",
            "Start date must be a real date, such as".to_owned(),
        ),
        ("0001-01-01", "2028-03-10", format!("Start date {range}")),
        ("2028-03-01", "1899-12-31", format!("End date {range}")),
        (
            "soon",
            "2028-03-10",
            "Start date must be a real date, such as".to_owned(),
        ),
        ("", "2028-03-10", "Enter a start date".to_owned()),
        ("2028-03-01", "", "Enter an end date".to_owned()),
    ];
    for (from, to, words) in cases {
        let page = mara.post(PATH, &temporary("bea", from, to)).await;
        assert_eq!(page.status, 422, "{from} – {to}");
        assert!(
            page.has("[role=alert]") && page.has_error(&words),
            "{from} – {to}: {}",
            page.text()
        );
        assert!(page.title().starts_with("Error: Delegate tasks"), "{from} – {to}");
        for (field, value) in [("delegate", "bea"), ("starts_on", from), ("ends_on", to)] {
            assert_eq!(
                page.value_of(field).as_deref().unwrap_or_default(),
                value,
                "{field} is kept"
            );
        }
    }
    assert_eq!(world.count("SELECT count(*) FROM delegation_rules").await, 0);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t4_the_delegate_is_another_active_person() {
    let world = World::new().await;
    world
        .database
        .batch("UPDATE people SET disabled_at = '2028-01-01Z' WHERE username = 'max'")
        .await;
    world
        .import("nia,Nia Bell,,ada,Finance,Clerk,London,2028-06-01,,Europe/London,employee\n")
        .await;
    let mut mara = world.sign_in("mara").await;
    let long = "x".repeat(10_000);
    for delegate in [
        "mara",
        "MARA",
        "zoe",
        "max",
        "nia",
        "nobody",
        "",
        "'; DROP TABLE people",
        "\u{202e}bea",
        long.as_str(),
    ] {
        let page = mara
            .post(PATH, &[("kind", "permanent"), ("delegate", delegate)])
            .await;
        assert_eq!(page.status, 422, "{delegate}");
        assert!(
            page.points_at("delegate"),
            "the summary leads to the field: {}",
            page.text()
        );
    }
    assert_eq!(world.count("SELECT count(*) FROM delegation_rules").await, 0);
    // Somebody who leaves later may be named: they are active now.
    world
        .import("kim,Kim Sole,,ada,Finance,Clerk,London,2020-01-01,2028-12-31,Europe/London,employee\n")
        .await;
    assert_eq!(save_permanent(&mut mara, "kim").await.h1(), "My profile");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t4_what_is_no_username_comes_back_with_who_was_meant() {
    let world = World::new().await;
    let mut mara = world.sign_in("mara").await;
    let page = mara
        .post(PATH, &[("kind", "permanent"), ("delegate", "Bea Lu")])
        .await;
    assert_eq!(page.status, 422);
    assert!(page.refuses("delegate", "bea (Bea Lund)"), "{}", page.text());
    assert!(!page.says("zoe"), "the inactive are never offered");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g6_fields_that_no_form_sends_are_no_server_error() {
    let world = World::new().await;
    let mut mara = world.sign_in("mara").await;
    for fields in [
        &[][..],
        &[("kind", "sometimes"), ("delegate", "bea")],
        &[("kind", "permanent"), ("delegate", "bea\0")],
    ] {
        let page = mara.post(PATH, fields).await;
        assert_eq!(page.status, 422, "{fields:?}: {}", page.text());
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t8_nobody_without_the_privilege_sets_a_rule() {
    let world = World::new().await;
    world
        .import("guest,Gast Ohne,,ada,Finance,Clerk,London,2020-01-01,,Europe/London,\n")
        .await;
    let mut guest = world.sign_in("guest").await;
    assert_eq!(guest.get(PATH).await.status, 403);
    assert_eq!(
        guest
            .post(PATH, &[("kind", "permanent"), ("delegate", "bea")])
            .await
            .status,
        403
    );
    assert_eq!(
        world
            .browser()
            .post(PATH, &[("kind", "permanent"), ("delegate", "bea")])
            .await
            .status,
        401
    );
    assert_eq!(world.count("SELECT count(*) FROM delegation_rules").await, 0);
    world.end().await;
}
