//! Operations: what takes longer than a request goes on without it, and its page says how far it is.

use services::actor::PersonActor;
use services::operations::BulkAct;
use services::tasks::Ticked;
use uuid::Uuid;

use super::{asked, many, request, world};
use domain::ids::{PersonId, TaskId};
use domain::task::Decision;

use crate::support::World;

/// Does what is under way, as a server does.
pub(crate) async fn finish(world: &World) {
    let unfinished = "SELECT count(*) FROM operations WHERE finished_at IS NULL";
    while world.count(unfinished).await > 0 {
        world.services.operations().continue_all().await.unwrap();
    }
}

pub(crate) async fn actor(world: &World, username: &str) -> PersonActor {
    let rows = world
        .rows("SELECT id FROM people WHERE username = $1", &[&username])
        .await;
    PersonActor::new(PersonId(rows[0].get(0)), "/", None)
}

pub(super) fn approve() -> BulkAct {
    BulkAct::Decide {
        decision: Decision::Approve,
        reason: "Quarter end".to_owned(),
    }
}

/// Mara starts it, and nobody has begun with it. Answers the path of its page.
async fn start(world: &World, tasks: &[String], act: BulkAct) -> String {
    start_by(world, "mara", tasks, act).await
}

/// Somebody starts it, and nobody has begun with it. Answers the path of its page.
pub(super) async fn start_by(world: &World, username: &str, tasks: &[String], act: BulkAct) -> String {
    let who = actor(world, username).await;
    let ids = tasks.iter().map(|task| task.rsplit('/').next().unwrap());
    let ticked: Vec<Ticked> = ids
        .map(|id| Ticked {
            task: TaskId(Uuid::try_parse(id).unwrap()),
            step: Some(1),
        })
        .collect();
    let form = Uuid::from_u128(7);
    let id = world
        .services
        .operations()
        .bulk_id(&who, form, &ticked, &act)
        .unwrap();
    world
        .services
        .operations()
        .start_on_tasks(&who, id, (&ticked, 0), act)
        .await
        .unwrap();
    format!("/operations/{id}")
}

const REFRESHES: &str = "refresh";

#[tokio::test(flavor = "multi_thread")]
async fn t14_the_page_of_an_operation_says_how_far_it_is_to_its_starter_and_to_super_administrators() {
    let world = world().await;
    let tasks = many(&world, 60).await;
    let mut mara = world.sign_in("mara").await;
    let path = start(&world, &tasks, approve()).await;
    let page = mara.get(&path).await;
    assert!(
        page.has_heading("Approving 60 tasks")
            && page.has_progress("0 of 60 done")
            && page.header(REFRESHES) == Some("2"),
        "{}",
        page.text()
    );
    let stopped = mara.get(&format!("{path}?refresh=off")).await;
    assert!(stopped.has_progress("0 of 60 done") && stopped.header(REFRESHES).is_none());
    // Somebody else decides one of them meanwhile.
    super::decide(&mut mara, &tasks[59], "deny", "").await;
    finish(&world).await;
    let page = mara.get(&path).await;
    for words in [
        "59 of 60 done, 1 failed",
        "59 of 60 tasks are approved, 1 failed",
        "was denied already by Mara Vogel",
    ] {
        assert!(page.says(words), "{words}: {}", page.text());
    }
    assert!(
        page.links_to(&tasks[59]) && page.header(REFRESHES).is_none(),
        "{}",
        page.body
    );
    assert!(world.seen_by("ada", &path).await.has_fact("Mara Vogel"));
    for who in ["ben", "milo", "hugo"] {
        assert_eq!(world.seen_by(who, &path).await.status, 404, "{who}");
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g9_who_has_lost_the_right_meanwhile_does_no_more_of_it() {
    let world = world().await;
    let tasks = many(&world, 30).await;
    let comment = BulkAct::Comment {
        comment: "Mine".to_owned(),
    };
    let paths = [
        start(&world, &tasks, approve()).await,
        start(&world, &tasks, comment).await,
    ];
    world
        .database
        .batch("UPDATE grants SET revoked_at = granted_at WHERE person_id = (SELECT id FROM people WHERE username = 'mara')")
        .await;
    finish(&world).await;
    let mut ada = world.sign_in("ada").await;
    for path in paths {
        let page = ada.get(&path).await;
        assert!(
            page.has_progress("0 of 30 done, 30 failed") && page.says("it waits for somebody else"),
            "{path}: {}",
            page.text()
        );
    }
    let written = "SELECT (SELECT count(*) FROM task_decisions) + (SELECT count(*) FROM audit_log WHERE action = 'task.commented')";
    assert_eq!(world.count(written).await, 0);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g6_two_clicks_are_one_operation_and_other_ticks_are_another() {
    let world = world().await;
    let (one, two, three) = (
        request(&world, "ben", "ben", "viewer").await,
        request(&world, "bea", "bea", "viewer").await,
        request(&world, "bea", "bea", "editor").await,
    );
    let id = |task: &str| task.rsplit('/').next().unwrap().to_owned();
    let (one, two, three) = (id(&one), id(&two), id(&three));
    let mut mara = world.sign_in("mara").await;
    let list = mara.get("/").await;
    let form = list.value_of("form").unwrap();
    let fields = |other: &'_ str| {
        [
            ("task", one.clone()),
            ("task", other.to_owned()),
            ("form", form.clone()),
            ("action", "comment".to_owned()),
            ("comment", "Soon".to_owned()),
        ]
    };
    let (first, other) = (fields(&two), fields(&three));
    let as_text = |fields: &'_ [(&'static str, String); 5]| fields.clone().map(|(name, value)| (name, value));
    let (first, other) = (as_text(&first), as_text(&other));
    let first: Vec<(&str, &str)> = first
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let other: Vec<(&str, &str)> = other
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let mut second = mara.clone();
    let (left, right) = tokio::join!(mara.post("/", &first), second.post("/", &first));
    assert_eq!((left.status, right.status), (303, 303));
    finish(&world).await;
    let again = mara.post("/", &first).await;
    assert_eq!((again.status, again.location()), (303, Some("/")), "it is done");
    let comments = "SELECT count(*) FROM audit_log WHERE action = 'task.commented'";
    assert_eq!(world.count(comments).await, 2);
    assert_eq!(mara.post("/", &other).await.status, 303);
    finish(&world).await;
    assert_eq!(world.count(comments).await, 4);
    assert_eq!(world.count("SELECT count(*) FROM operations").await, 2);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_servers_that_believe_to_hold_the_lease_do_each_thing_once() {
    let world = world().await;
    let tasks = many(&world, 30).await;
    let comment = BulkAct::Comment {
        comment: "Soon".to_owned(),
    };
    start(&world, &tasks, comment).await;
    // The first stops at tasks that are locked, its lease ends, and the second takes the operation up.
    let mut holding = world.connection().await;
    let lock = holding.transaction().await.unwrap();
    lock.execute("SELECT FROM tasks FOR UPDATE", &[]).await.unwrap();
    let leased = "SELECT count(*) FROM operations WHERE leased_until > '2020-01-02Z'";
    let mut servers = Vec::new();
    for _ in 0..2 {
        let server = world.services.clone();
        servers.push(tokio::spawn(
            async move { server.operations().continue_all().await },
        ));
        while world.count(leased).await == 0 {
            tokio::task::yield_now().await;
        }
        world
            .execute("UPDATE operations SET leased_until = '2020-01-01Z'", &[])
            .await;
    }
    lock.commit().await.unwrap();
    for server in servers {
        assert!(server.await.unwrap().unwrap(), "both worked on it");
    }
    finish(&world).await;
    let comments = "SELECT count(*) FROM audit_log WHERE action = 'task.commented'";
    assert_eq!(world.count(comments).await, 30);
    assert_eq!(asked(&world, &tasks[0]).await, ["mara"]);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t13_what_is_cancelled_as_its_subject_has_left_is_not_called_unchanged() {
    let world = world().await;
    let task = request(&world, "ben", "ben", "viewer").await;
    world
        .execute(
            "UPDATE people SET active_until = '2028-01-11T08:00Z' WHERE username = 'ben'",
            &[],
        )
        .await;
    let path = start(&world, &[task], approve()).await;
    finish(&world).await;
    let page = world.seen_by("mara", &path).await;
    // And not that nothing was changed.
    let failed: Vec<_> = page.all("main li").iter().map(|item| item.text()).collect();
    let title = "Grant Payroll viewer to Ben Ode";
    let expected = format!("{title} : “{title}” was cancelled: the person it is about no longer works here");
    assert_eq!(failed, [expected]);
    world.end().await;
}
