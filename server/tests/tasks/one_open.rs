//! T15: one open request for a person and role.

use std::collections::HashSet;

use domain::ids::{PersonId, TaskId};
use domain::policy::PolicyKind;
use services::Error;
use services::actor::PersonActor;
use services::tasks::RequestInput;

use super::{decide, request, world};
use crate::support::{Browser, Page, World};

const PATH: &str = "/requests/new";

async fn ask(browser: &mut Browser, subject: &str, role: &str) -> Page {
    let fields = [("subject", subject), ("role", role), ("reason", "Quarter end")];
    browser.post(PATH, &fields).await
}

/// Checks that a second request is refused at Role with everything typed, and with a link to the open one.
fn refused(page: &Page, task: &str) {
    assert_eq!(page.status, 422, "{}", page.text());
    let words = "Payroll viewer is already requested for Ben Ode. Wait until that request is decided.";
    assert!(page.points_at("role"), "{}", page.body);
    let open = format!("a[href='{task}']");
    for place in ["[role=alert] li", "#role-error"] {
        let place = page.one(place);
        assert_eq!(place.text(), format!("{words} See the open task"));
        assert_eq!(place.one(&open).text(), "See the open task");
    }
    assert_eq!(
        page.description(page.field("Role")),
        page.one("#role-error").text()
    );
    assert_eq!(page.value_of("subject").as_deref(), Some("ben"));
    assert!(
        page.has("option[value='viewer'][selected]") && page.keeps("Quarter end"),
        "nothing typed is lost: {}",
        page.body
    );
}

async fn open(world: &World) -> i64 {
    world
        .count("SELECT count(*) FROM tasks WHERE state = 'open'")
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn t15_a_second_request_is_refused_with_a_link_to_the_open_one() {
    let world = world().await;
    let task = request(&world, "ben", "ben", "viewer").await;
    let (mut ben, mut mara) = (world.sign_in("ben").await, world.sign_in("mara").await);
    refused(&ask(&mut ben, "ben", "viewer").await, &task);
    refused(&ask(&mut mara, "ben", "viewer").await, &task);
    assert_eq!(open(&world).await, 1);
    // Another role, and another person's, are other requests.
    request(&world, "ben", "ben", "editor").await;
    request(&world, "bea", "bea", "viewer").await;
    // Once it is decided, the way is free.
    decide(&mut mara, &task, "deny", "Not now").await;
    let second = request(&world, "ben", "ben", "viewer").await;
    refused(&ask(&mut ben, "ben", "viewer").await, &second);
    ben.post(&second, &[("action", "cancel"), ("reason", "Not needed")])
        .await;
    request(&world, "ben", "ben", "viewer").await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t17_whoever_may_not_see_the_open_request_is_told_no_more_than_that_it_is_there() {
    let world = world().await;
    // Otto manages mara, and so may ask for ben; but nobody asks him about it.
    world
        .import(
            "otto,Otto Brand,otto@example.org,ada,Finance,Head,London,2016-01-01,,Europe/London,employee line_manager\n\
             mara,Mara Vogel,mara@example.org,otto,Finance,Manager,London,2016-01-01,,Europe/London,employee line_manager\n",
        )
        .await;
    let task = request(&world, "ben", "ben", "viewer").await;
    let mut otto = world.sign_in("otto").await;
    assert_eq!(otto.get(&task).await.status, 404);
    let page = ask(&mut otto, "ben", "viewer").await;
    assert!(
        page.status == 422 && page.refuses("role", "Payroll viewer is already requested for Ben Ode."),
        "{}",
        page.text()
    );
    assert!(page.links_under("/tasks/").is_empty() && !page.body.contains(task.rsplit('/').next().unwrap()));
    refused(
        &ask(&mut world.sign_in("mara").await, "ben", "viewer").await,
        &task,
    );
    // Whom he may not ask for, he is told nothing of.
    let page = ask(&mut otto, "max", "viewer").await;
    assert!(!page.says("already requested"), "{}", page.text());
    world.end().await;
}

/// Asks for a role for oneself without a page, which takes no account of how often.
async fn ask_without_brake(world: &World, who: &str, role: &str) -> services::Result<TaskId> {
    let person: i64 = world
        .rows("SELECT id FROM people WHERE username = $1", &[&who])
        .await[0]
        .get(0);
    let actor = PersonActor::new(PersonId(person), PATH, None);
    let input = RequestInput {
        subject: who.to_owned(),
        role: role.to_owned(),
        ..RequestInput::default()
    };
    world.services.tasks().request_role(&actor, &input).await
}

#[tokio::test(flavor = "multi_thread")]
async fn t15_fifty_requests_at_once_make_one_task() {
    let world = world().await;
    let tries = (0..50).map(|_| ask_without_brake(&world, "ben", "viewer"));
    let (mut made, mut named) = (Vec::new(), HashSet::new());
    for outcome in futures::future::join_all(tries).await {
        match outcome {
            Ok(task) => made.push(task),
            Err(Error::Invalid(problems)) => {
                let fields: Vec<_> = problems.iter().map(|problem| problem.field).collect();
                assert_eq!(fields, ["role"]);
                named.insert(problems[0].open_task);
            }
            Err(other) => panic!("{other:?}"),
        }
    }
    assert_eq!(made.len(), 1);
    assert_eq!(named, HashSet::from([Some(made[0])]), "the others are told of it");
    let everything = "SELECT (SELECT count(*) FROM tasks) + (SELECT count(*) FROM task_assignments) \
        + (SELECT count(*) FROM outbox) + (SELECT count(*) FROM audit_log WHERE action = 'task.requested')";
    assert_eq!(world.count(everything).await, 4, "nothing is left of the others");
    world.end().await;
}

/// A second open task as the version before makes it, which knows nothing of T15.
const AS_BEFORE: &str = "INSERT INTO tasks (id, kind, policy_id, policy_name, title, subject_id, requester_id, role_id, steps, \
    position, created_at) SELECT gen_random_uuid(), kind, policy_id, policy_name, title, subject_id, requester_id, role_id, steps, position, \
    created_at + interval '1 hour' FROM tasks WHERE title = 'Grant Payroll viewer to Ben Ode' LIMIT 1";

#[tokio::test(flavor = "multi_thread")]
async fn t15_the_database_holds_it_for_requests_and_revocations_and_not_for_reviews() {
    let world = world().await;
    request(&world, "ben", "ben", "viewer").await;
    let again = |kind: &str| {
        AS_BEFORE
            .replace("position, created_at)", "position, created_at, one_at_a_time)")
            .replace(
                "SELECT gen_random_uuid(), kind",
                &format!("SELECT gen_random_uuid(), '{kind}'"),
            )
            .replace("interval '1 hour' FROM", "interval '1 hour', true FROM")
    };
    let refused = world.database.refuses(&again("request")).await;
    assert!(refused.contains("tasks_one_open_key"), "{refused}");
    world.database.batch(&again("revoke")).await;
    let refused = world.database.refuses(&again("revoke")).await;
    assert!(refused.contains("tasks_one_open_key"), "{refused}");
    world
        .database
        .batch("UPDATE tasks SET state = 'cancelled', closed_at = created_at, policy_id = NULL")
        .await;
    assert_eq!(open(&world).await, 0);
    request(&world, "ben", "ben", "viewer").await;
    let kinds: Vec<_> = PolicyKind::ALL
        .into_iter()
        .filter(|kind| kind.is_one_at_a_time())
        .collect();
    assert_eq!(kinds, [PolicyKind::Request, PolicyKind::Revoke]);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn o3_a_server_of_the_version_before_goes_on_and_what_it_makes_counts() {
    let world = world().await;
    let task = request(&world, "ben", "ben", "viewer").await;
    for _ in 0..3 {
        world.database.batch(AS_BEFORE).await;
    }
    assert_eq!(open(&world).await, 4);
    let mut ben = world.sign_in("ben").await;
    refused(&ask(&mut ben, "ben", "viewer").await, &task);
    // With the oldest closed the next is in the way, until none is.
    assert_eq!(
        ben.post(&task, &[("action", "cancel"), ("reason", "Not needed")])
            .await
            .status,
        303
    );
    let page = ask(&mut ben, "ben", "viewer").await;
    assert!(
        page.status == 422 && page.has_error("See the open task") && !page.body.contains(&task),
        "{}",
        page.body
    );
    world.database.batch("UPDATE tasks SET state = 'cancelled', closed_at = '2028-01-11T11:00Z', policy_id = NULL WHERE state = 'open'").await;
    request(&world, "ben", "ben", "viewer").await;
    world.end().await;
}
