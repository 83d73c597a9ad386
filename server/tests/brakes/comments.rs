//! Comments: thirty a minute for one person, each task counted.

use super::{held_up, wait};
use crate::support::{Browser, Page, World};
use crate::tasks::{many, request, world};

async fn comment(browser: &mut Browser, task: &str, words: &str) -> Page {
    browser
        .post(task, &[("action", "comment"), ("comment", words)])
        .await
}

/// Comments on all of them from the list.
async fn comment_on(browser: &mut Browser, tasks: &[String], words: &str) -> Page {
    let ids = tasks.iter().map(|task| task.rsplit('/').next().unwrap());
    let mut fields: Vec<(&str, &str)> = ids.map(|id| ("task", id)).collect();
    fields.extend([("action", "comment"), ("comment", words)]);
    browser.post("/", &fields).await
}

async fn comments(world: &World) -> i64 {
    let sql = "SELECT count(*) FROM audit_log WHERE action = 'task.commented'";
    world.count(sql).await
}

#[tokio::test(flavor = "multi_thread")]
async fn s_the_thirty_first_comment_of_a_minute_comes_back_as_it_was_typed() {
    let world = world().await;
    let task = request(&world, "ben", "ben", "viewer").await;
    let others = request(&world, "max", "max", "viewer").await;
    let mut ben = world.sign_in("ben").await;
    for number in 0..30 {
        assert_eq!(
            comment(&mut ben, &task, &format!("Number {number}")).await.status,
            303
        );
    }
    let page = comment(&mut ben, &task, "One <more>").await;
    assert_eq!(wait(&page), 2, "one of thirty a minute");
    assert!(
        page.says("There is a problem You have made 30 comments in the last minute. Try again in 2 seconds.")
            && page.has_heading("Grant Payroll viewer to Ben Ode")
            && page.keeps("One <more>"),
        "{}",
        page.text()
    );
    assert_eq!(comments(&world).await, 30);
    assert_eq!(held_up(&world, "comments").await.as_deref(), Some("1"));
    // Whoever is held up learns nothing of what they may not see (T17), and may still do everything else.
    assert_eq!(comment(&mut ben, &others, "Hello").await.status, 404);
    let cancelled = ben
        .post(&task, &[("action", "cancel"), ("reason", "Not needed")])
        .await;
    assert_eq!(cancelled.status, 303, "{}", cancelled.text());
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn s_each_task_that_is_commented_on_from_the_list_counts() {
    let world = world().await;
    let tasks = many(&world, 31).await;
    let mut mara = world.sign_in("mara").await;
    let page = comment_on(&mut mara, &tasks, "For all").await;
    assert!(
        page.status == 422
            && page.refuses("bulk", "Tick at most 30 tasks: you can comment on 30 a minute")
            && page.keeps("For all"),
        "{}",
        page.text()
    );
    assert_eq!(comments(&world).await, 0);
    assert_eq!(comment_on(&mut mara, &tasks[3..], "For most").await.status, 303);
    let page = comment_on(&mut mara, &tasks[..4], "For the rest").await;
    assert_eq!(wait(&page), 4, "two may be made now, four are wanted");
    assert!(
        page.has_error("You can make 30 comments a minute, and these would be more. Try again in 4 seconds.")
            && page.keeps("For the rest"),
        "{}",
        page.text()
    );
    assert_eq!(page.count("[form=ticked][checked]"), 4, "they stay ticked");
    assert_eq!(comments(&world).await, 28, "all or nothing");
    world.at("2028-01-11T09:00:04Z");
    assert_eq!(
        comment_on(&mut mara, &tasks[..4], "For the rest").await.status,
        303
    );
    assert_eq!(comments(&world).await, 32);
    // Decisions are no comments.
    wait(&comment_on(&mut mara, &tasks[4..6], "Again").await);
    let ids: Vec<_> = tasks
        .iter()
        .map(|task| ("task", task.rsplit('/').next().unwrap()))
        .collect();
    let approve = [ids.as_slice(), &[("action", "approve")]].concat();
    assert_eq!(mara.post("/", &approve).await.status, 303);
    world.end().await;
}
