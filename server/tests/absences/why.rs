//! "Why can …?": the chain that allows it at any moment, or what is missing (D).

use crate::role_delegations::lend;
use crate::support::{Browser, Page, World};

async fn ask(browser: &mut Browser, person: &str, target: &str, at: &str) -> Page {
    let path =
        format!("/security-console/why?person={person}&privilege=manage_absences&target={target}&at={at}");
    browser.get(&path).await
}

#[tokio::test(flavor = "multi_thread")]
async fn d_it_tells_grants_delegations_and_the_way_up_the_hierarchy() {
    let world = World::new().await;
    let mut ines = world.sign_in("ines").await;
    let page = ines.get("/security-console/why").await;
    assert_eq!(page.h1(), "Why can …?");
    let page = ask(&mut ines, "mara", "ben", "").await;
    assert!(
        page.has_notice("Yes.") && page.says("Line manager"),
        "{}",
        page.text()
    );
    assert!(
        page.has_hint("Ben Ode → Mara Vogel"),
        "the way up: {}",
        page.text()
    );
    let page = ask(&mut ines, "ben", "bea", "").await;
    assert!(page.has_notice("No."), "{}", page.text());
    lend(
        &mut world.sign_in("mara").await,
        "ben",
        "2028-01-11",
        "2028-01-20",
    )
    .await;
    let page = ask(&mut ines, "ben", "bea", "").await;
    assert!(
        page.has_notice("Yes.") && page.has_hint("Mara Vogel"),
        "{}",
        page.text()
    );
    let cases = [
        ("2028-01-10T12%3A00", "No."),
        ("2028-01-15T12%3A00", "Yes."),
        ("2028-01-21T12%3A00", "No."),
    ];
    for (at, expected) in cases {
        let page = ask(&mut ines, "ben", "bea", at).await;
        assert!(page.has_notice(expected), "{at}: {}", page.text());
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn d_the_past_is_answered_by_what_held_then_however_often_an_account_was_disabled() {
    let world = World::new().await;
    let mut ines = world.sign_in("ines").await;
    for (at, action) in [
        ("2028-01-12T09:00:00Z", "disable"),
        ("2028-01-14T09:00:00Z", "enable"),
    ] {
        world.at(at);
        let path = "/security-console/users/mara";
        let version = ines.get(path).await.value_of("version").unwrap_or_default();
        let page = ines
            .submit(path, &[("version", &version), ("action", action)])
            .await;
        assert_eq!(page.status, 200, "{action}: {}", page.text());
    }
    world.at("2028-01-16T09:00:00Z");
    for (at, expected) in [
        ("2028-01-11T12%3A00", "Yes."),
        ("2028-01-13T12%3A00", "No."),
        ("2028-01-15T12%3A00", "Yes."),
    ] {
        let page = ask(&mut ines, "mara", "ben", at).await;
        assert!(page.has_notice(expected), "{at}: {}", page.text());
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g6_what_cannot_be_asked_is_said_at_its_field() {
    let world = World::new().await;
    let mut ines = world.sign_in("ines").await;
    for path in [
        "?person=nobody&privilege=manage_absences&target=ben&at=",
        "?person=ben&privilege=nonsense&target=ben&at=",
        "?person=ben&privilege=manage_absences&target=&at=",
        "?person=ben&privilege=manage_absences&target=ben&at=yesterday",
        "?person=%00&privilege=manage_absences&target=%F0%9F%98%80&at=9999-99-99",
    ] {
        let page = ines.get(&format!("/security-console/why{path}")).await;
        assert_eq!(page.status, 422, "{path}");
        assert!(page.has("[role=alert]"), "{path}: {}", page.text());
    }
    assert_eq!(world.seen_by("ben", "/security-console/why").await.status, 403);
    world.end().await;
}
