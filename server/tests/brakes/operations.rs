//! Operations: thirty a minute for one person; a second click counts nothing.

use super::{held_up, wait};
use crate::support::{Browser, Page, World};
use crate::tasks::{many, world};

/// So many ids of no task, each set of them another.
fn unknown(set: usize) -> Vec<String> {
    (0..3)
        .map(|n| format!("00000000-0000-7000-8000-{set:06}{n:06}"))
        .collect()
}

async fn send(browser: &mut Browser, tasks: &[String], more: &[(&str, &str)]) -> Page {
    let ids = tasks.iter().map(|task| task.rsplit('/').next().unwrap());
    let mut fields: Vec<(&str, &str)> = ids.map(|id| ("task", id)).collect();
    fields.extend(more);
    browser.post("/", &fields).await
}

async fn operations(world: &World) -> i64 {
    world.count("SELECT count(*) FROM operations").await
}

#[tokio::test(flavor = "multi_thread")]
async fn s_operations_on_nothing_leave_no_items_and_the_thirty_first_of_a_minute_is_held_up() {
    let world = world().await;
    let mut ben = world.sign_in("ben").await;
    let approve = [("action", "approve"), ("reason", "All <of> them")];
    for set in 0..30 {
        let page = send(&mut ben, &unknown(set), &approve).await;
        assert!(
            page.status == 409 && page.has_error("3 tasks do not exist, or are not yours to see"),
            "{set}: {}",
            page.text()
        );
    }
    assert_eq!(world.count("SELECT count(*) FROM operation_items").await, 0);
    assert_eq!(
        world.count("SELECT sum(unknown)::bigint FROM operations").await,
        90
    );
    let page = send(&mut ben, &unknown(30), &approve).await;
    assert_eq!(wait(&page), 2, "one of thirty a minute");
    assert!(
        page.has_error(
            "You have done something to several tasks 30 times in the last minute. Try again in 2 seconds."
        ),
        "{}",
        page.text()
    );
    assert_eq!(operations(&world).await, 30, "nothing was written");
    assert_eq!(held_up(&world, "operations").await.as_deref(), Some("1"));
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g6_a_second_click_costs_nothing_and_a_form_that_was_held_up_is_the_same_form_again() {
    let world = world().await;
    let tasks = many(&world, 30).await;
    let mut mara = world.sign_in("mara").await;
    let form = mara.get("/").await.value_of("form").unwrap();
    let comment = [
        ("form", form.as_str()),
        ("action", "comment"),
        ("comment", "Soon"),
    ];
    let mut second = mara.clone();
    let (one, two) = tokio::join!(
        send(&mut mara, &tasks, &comment),
        send(&mut second, &tasks, &comment)
    );
    assert_eq!(
        (one.status, two.status),
        (303, 303),
        "the brake counts 30 once: {} {}",
        one.text(),
        two.text()
    );
    crate::tasks::finish_operations(&world).await;
    let comments = "SELECT count(*) FROM audit_log WHERE action = 'task.commented'";
    assert_eq!(world.count(comments).await, 30);
    // More are too many now; the form comes back with its own id, and sent twice it is one operation.
    let form = mara.get("/").await.value_of("form").unwrap();
    let more = [
        ("form", form.as_str()),
        ("action", "comment"),
        ("comment", "Later"),
    ];
    let page = send(&mut mara, &tasks[..2], &more).await;
    wait(&page);
    let its_own = page.one("form#ticked [name=form]").attribute("value");
    assert_eq!(its_own, Some(form.as_str()), "{}", page.body);
    world.at("2028-01-11T09:01:00Z");
    for _ in 0..2 {
        assert_eq!(send(&mut mara, &tasks[..2], &more).await.status, 303);
    }
    assert_eq!(world.count(comments).await, 32);
    world.end().await;
}
