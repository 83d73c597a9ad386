//! T14: denying what is ticked asks first, with how many, and does what it said.

use super::bulk::send;
use super::{decide, many, open, request, with_roles, world};
use crate::support::World;

const DENY: &[(&str, &str)] = &[
    ("ask", "deny"),
    ("reason", "Not yet"),
    ("form", "x"),
    ("ticked", "true"),
];

#[tokio::test(flavor = "multi_thread")]
async fn questions_t14_what_is_ticked_is_counted_and_what_is_confirmed_is_what_was_counted() {
    let world = world().await;
    let (one, two, gone, kept) = (
        request(&world, "ben", "ben", "viewer").await,
        request(&world, "bea", "bea", "viewer").await,
        request(&world, "ben", "ben", "editor").await,
        request(&world, "bea", "bea", "editor").await,
    );
    let hidden = request(&world, "max", "max", "viewer").await;
    let mut mara = world.sign_in("mara").await;
    decide(&mut mara, &gone, "approve", "").await;
    let asked = send(&mut mara, &[&one, &two, &gone, &hidden, "/tasks/x", &one], DENY).await;
    assert_eq!((asked.status, asked.h1().as_str()), (200, "Deny 2 tasks?"));
    for words in ["2 requests are denied", "3 ticked tasks are left as they are"] {
        assert!(asked.has_effect(words), "{words}: {}", asked.text());
    }
    assert!(!asked.says(&world.name("max").await), "T17: {}", asked.text());
    assert!(asked.keeps("Not yet"), "{}", asked.body);
    let denied = "SELECT count(*) FROM tasks WHERE state = 'denied'";
    assert_eq!(world.count(denied).await, 0, "asking changes nothing");
    let done = mara.confirm("/", &asked, Some("Not yet")).await;
    assert_eq!(
        (done.status, done.location()),
        (303, Some("/")),
        "{}",
        done.text()
    );
    assert_eq!(world.count(denied).await, 2);
    for (task, words) in [
        (&one, "Denied: Not yet"),
        (&two, "Denied: Not yet"),
        (&kept, "Open"),
    ] {
        assert!(mara.get(task).await.says(words), "{task}");
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn questions_t14_one_tick_asks_too_and_no_question_is_asked_about_nothing() {
    let world = world().await;
    let task = request(&world, "ben", "ben", "viewer").await;
    let gone = request(&world, "bea", "bea", "viewer").await;
    let more = request(&world, "bea", "bea", "editor").await;
    let mut mara = world.sign_in("mara").await;
    for task in [&gone, &more] {
        decide(&mut mara, task, "approve", "").await;
    }
    for (tasks, status, words) in [
        (vec![], 422, "Tick at least one task"),
        (
            vec![gone.as_str(), more.as_str()],
            409,
            "None of the ticked tasks waits for you any more",
        ),
        (vec![gone.as_str()], 409, "was approved already"),
    ] {
        let page = send(&mut mara, &tasks, DENY).await;
        assert!(page.status == status && page.has_error(words), "{}", page.text());
        let mut dialog = mara.clone().with_header("accept", "application/json");
        let nothing = send(&mut dialog, &tasks, DENY).await;
        assert_eq!((nothing.status, nothing.body.as_str()), (200, "null"));
    }
    let asked = send(&mut mara, &[&task], DENY).await;
    assert_eq!(
        (asked.status, asked.h1().as_str()),
        (200, "Deny “Grant Payroll viewer to Ben Ode”?")
    );
    let done = mara.confirm("/", &asked, Some("Not yet")).await;
    assert_eq!(
        (done.status, done.location()),
        (303, Some("/")),
        "{}",
        done.text()
    );
    assert_eq!(
        world
            .count("SELECT count(*) FROM tasks WHERE state = 'denied'")
            .await,
        1
    );
    world.end().await;
}

/// A step that has moved on since the list was shown is not the one that was meant (G5).
#[tokio::test(flavor = "multi_thread")]
async fn questions_g5_what_has_moved_on_is_not_asked_about() {
    let world = world().await;
    let (one, two) = (
        request(&world, "ben", "ben", "viewer").await,
        request(&world, "bea", "bea", "viewer").await,
    );
    let id = |task: &str| task.trim_start_matches("/tasks/").to_owned();
    let (first, second) = (format!("{}:1", id(&one)), format!("{}:2", id(&two)));
    let mut mara = world.sign_in("mara").await;
    let fields = [&[("seen", first.as_str()), ("seen", second.as_str())], &DENY[..2]].concat();
    let asked = send(&mut mara, &[&one, &two], &fields).await;
    assert_eq!(asked.h1(), "Deny 1 task?");
    assert!(
        asked.body.contains(&first) && !asked.body.contains(&id(&two)),
        "{}",
        asked.body
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn questions_g6_keeping_them_leaves_them_ticked_with_the_reason_on_the_same_list() {
    let world = world().await;
    let tasks = [
        request(&world, "ben", "ben", "viewer").await,
        request(&world, "bea", "bea", "viewer").await,
        request(&world, "ben", "ben", "editor").await,
    ];
    let mut mara = world.sign_in("mara").await;
    let list = mara.get("/?kind=request&rows=50").await;
    assert!(list.has("[action='/?kind=request&rows=50']"), "{}", list.body);
    let id = |task: &str| task.trim_start_matches("/tasks/").to_owned();
    let (one, two) = (id(&tasks[0]), id(&tasks[1]));
    let fields = [&[("task", one.as_str()), ("task", two.as_str())], DENY].concat();
    let asked = mara.post("/?kind=request&rows=50", &fields).await;
    let (action, mut answer) = asked.answer();
    assert_eq!(action.as_deref(), Some("/?kind=request&rows=50"));
    answer.push(("ask".to_owned(), "keep".to_owned()));
    answer.push(("reason".to_owned(), "Not yet, perhaps".to_owned()));
    let answer: Vec<_> = answer
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let kept = mara.post("/?kind=request&rows=50", &answer).await;
    assert_eq!((kept.status, kept.h1().as_str()), (200, "My tasks"));
    assert_eq!(kept.count("[form=ticked][checked]"), 2);
    assert!(kept.keeps("Not yet, perhaps"), "{}", kept.body);
    assert!(kept.says("Remove filter Requests"), "{}", kept.text());
    assert_eq!(open(&world).await, 3);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_about_many_costs_no_statement_more_than_one_about_few() {
    let (world, door) = World::counted().await;
    let world = with_roles(world).await;
    let tasks = many(&world, 200).await;
    let tasks: Vec<&str> = tasks.iter().map(String::as_str).collect();
    let mut mara = world.sign_in("mara").await;
    send(&mut mara, &tasks[..2], DENY).await;
    door.queries();
    send(&mut mara, &tasks[..2], DENY).await;
    let few = door.queries();
    let asked = send(&mut mara, &tasks, DENY).await;
    assert_eq!(asked.h1(), "Deny 200 tasks?");
    assert_eq!(door.queries(), few);
    world.end().await;
}
