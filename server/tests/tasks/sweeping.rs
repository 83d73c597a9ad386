//! T7, T12, T13: what a sweep does to open tasks, and what it leaves alone.

use std::time::Duration;

use services::actor::SystemActor;

use super::{asked, decide, delegate, request, world};
use crate::support::World;

/// ben's viewer requests ask these people, any of whom decides.
async fn named(world: &World, usernames: &str) {
    let sql = format!(
        "UPDATE policy_steps SET approver = 'people' WHERE policy_id = 1; INSERT INTO policy_step_people (step_id, position, person_id) \
         SELECT s.id, row_number() OVER (ORDER BY p.username), p.id FROM policy_steps s, people p WHERE s.policy_id = 1 AND p.username IN ({usernames})"
    );
    world.database.batch(&sql).await;
}

async fn disable(world: &World, username: &str) {
    let sql = "UPDATE people SET disabled_at = '2028-01-11T08:00Z' WHERE username = $1";
    world.execute(sql, &[&username]).await;
}

/// Looks at all open tasks once, as the job does.
async fn sweep(world: &World) {
    let swept = world.services.tasks().sweep(&SystemActor::new("test")).await;
    swept.unwrap();
}

async fn log_lines(world: &World, event: &str) -> i64 {
    let sql = "SELECT count(*) FROM task_log WHERE event ->> 'event' = $1";
    world.rows(sql, &[&event]).await[0].get(0)
}

/// Waits until so many of the database's connections wait for a lock.
async fn until_waiting(world: &World, many: i64) {
    let sql = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
    let waiting = async {
        while world.count(sql).await < many {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), waiting)
        .await
        .expect("both sweeps wait for the task's row");
}

#[tokio::test(flavor = "multi_thread")]
async fn t7_of_two_sweeps_at_once_the_second_leaves_the_step_alone() {
    let world = world().await;
    named(&world, "'mara', 'milo'").await;
    let task = request(&world, "ben", "ben", "viewer").await;
    assert_eq!(asked(&world, &task).await, ["mara", "milo"]);
    // Rules begun later move nothing: milo keeps what he has; mara's share goes to her delegate when she leaves.
    delegate(&world, "mara", "ines").await;
    delegate(&world, "milo", "hugo").await;
    disable(&world, "mara").await;
    let mut holder = world.connection().await;
    let lock = holder.transaction().await.unwrap();
    lock.execute("SELECT FROM tasks FOR UPDATE", &[]).await.unwrap();
    let sweep = || {
        let services = world.services.clone();
        tokio::spawn(async move { services.tasks().sweep(&SystemActor::new("test")).await.unwrap() })
    };
    let (one, two) = (sweep(), sweep());
    until_waiting(&world, 2).await;
    lock.commit().await.unwrap();
    let swept = [one.await.unwrap().assigned_anew, two.await.unwrap().assigned_anew];
    assert_eq!(swept.iter().sum::<usize>(), 1, "{swept:?}");
    assert_eq!(asked(&world, &task).await, ["ines", "milo"]);
    assert_eq!(log_lines(&world, "assigned_anew").await, 1);
    let audited = "SELECT count(*) FROM audit_log WHERE action = 'task.assigned_anew'";
    assert_eq!(world.count(audited).await, 1);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t7_the_manager_who_left_is_replaced_by_the_new_one_of_the_same_file() {
    let world = world().await;
    let task = request(&world, "ben", "ben", "viewer").await;
    world
        .import(
            "mara,Mara Vogel,mara@example.org,ada,Finance,Manager,London,2016-01-01,2028-01-10,Europe/London,employee line_manager\n\
             ben,Ben Ode,ben@example.org,milo,Finance,Clerk,London,2018-01-01,,Europe/London,employee\n",
        )
        .await;
    assert_eq!(asked(&world, &task).await, ["milo"]);
    let page = world.seen_by("milo", &task).await;
    assert!(
        page.has_log_line("Mara Vogel may no longer decide: the step is assigned anew")
            && page.has_log_line("Milo Kern is the manager of Ben Ode now"),
        "{}",
        page.text()
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t7_a_step_that_stood_with_its_fallback_asks_its_approver_again() {
    let world = world().await;
    world.database.batch("UPDATE policy_steps SET fallback_id = (SELECT id FROM people WHERE username = 'hugo') WHERE policy_id = 1").await;
    disable(&world, "mara").await;
    let task = request(&world, "ben", "ben", "viewer").await;
    assert_eq!(asked(&world, &task).await, ["hugo"]);
    world
        .execute(
            "UPDATE people SET disabled_at = NULL WHERE username = 'mara'",
            &[],
        )
        .await;
    disable(&world, "hugo").await;
    sweep(&world).await;
    assert_eq!(asked(&world, &task).await, ["mara"]);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t11_a_pools_task_that_was_passed_on_goes_back_to_the_pool() {
    let world = world().await;
    world.import("iris,Iris Bay,,ada,IT,Security manager,Lisbon,2016-01-01,,Europe/Lisbon,employee it_security_manager\n").await;
    let task = request(&world, "ben", "ben", "approver").await;
    decide(&mut world.sign_in("mara").await, &task, "approve", "").await;
    delegate(&world, "ines", "max").await;
    let passed_on = [("action", "reassign"), ("to", "hugo"), ("reason", "away")];
    let page = world.sign_in("ines").await.post(&task, &passed_on).await;
    assert_eq!(page.status, 303, "{}", page.text());
    assert_eq!(asked(&world, &task).await, ["hugo"]);
    disable(&world, "hugo").await;
    sweep(&world).await;
    assert_eq!(asked(&world, &task).await, ["it_security_manager"]);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t12_an_assignee_whose_hire_date_moves_ahead_is_replaced() {
    let world = world().await;
    delegate(&world, "mara", "bea").await;
    let task = request(&world, "ben", "ben", "viewer").await;
    assert_eq!(asked(&world, &task).await, ["bea"]);
    world
        .import("bea,Bea Lund,bea@example.org,mara,Finance,Clerk,London,2028-03-01,,Europe/London,employee\n")
        .await;
    assert_eq!(asked(&world, &task).await, ["mara"]);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t13_nothing_is_decided_about_somebody_who_has_left_before_the_sweep_sees_it() {
    let world = world().await;
    for (role, action) in [("viewer", "approve"), ("editor", "reassign")] {
        let task = request(&world, "ben", "ben", role).await;
        world
            .execute(
                "UPDATE people SET active_until = '2028-01-11T08:00Z' WHERE username = 'ben'",
                &[],
            )
            .await;
        let fields = [("action", action), ("to", "milo"), ("reason", "because")];
        let page = world.sign_in("mara").await.post(&task, &fields).await;
        assert_eq!(page.status, 409, "{action}: {}", page.text());
        assert!(page.has_error("was cancelled: the person it is about no longer works here"));
        assert_eq!(asked(&world, &task).await, Vec::<String>::new());
        assert_eq!(world.holders(role).await, Vec::<String>::new());
        world
            .execute(
                "UPDATE people SET active_until = NULL WHERE username = 'ben'",
                &[],
            )
            .await;
    }
    assert_eq!(
        world
            .count("SELECT count(*) FROM tasks WHERE state = 'cancelled'")
            .await,
        2
    );
    let by = "SELECT count(*) FROM audit_log WHERE action = 'task.cancelled' AND actor_id IS NULL";
    assert_eq!(world.count(by).await, 2, "nobody cancelled them");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t12_a_pool_emptied_by_a_decision_is_asked_no_longer_at_once() {
    let world = world().await;
    let task = request(&world, "ben", "ben", "approver").await;
    decide(&mut world.sign_in("mara").await, &task, "approve", "").await;
    assert_eq!(asked(&world, &task).await, ["it_security_manager"]);
    let mut ada = world.sign_in("ada").await;
    let page = ada
        .post(
            "/admin/access-reviews/new",
            &[("role", "it_security_manager"), ("due_on", "2028-02-01")],
        )
        .await;
    assert_eq!(page.status, 303, "{}", page.text());
    let review = world
        .rows("SELECT '/tasks/' || id FROM tasks WHERE kind = 'review'", &[])
        .await;
    let review: String = review[0].get(0);
    let page = decide(&mut ada, &review, "deny", "not needed").await;
    assert_eq!(page.status, 303, "{}", page.text());
    assert_eq!(asked(&world, &task).await, ["super_administrator"]);
    world.end().await;
}
