//! T17: who sees a task; to others it does not exist.

use super::{decide, delegate, request, world};
use crate::support::World;

#[tokio::test(flavor = "multi_thread")]
async fn t17_those_it_concerns_see_a_task_and_nobody_else() {
    let world = world().await;
    delegate(&world, "mara", "milo").await;
    let task = request(&world, "ben", "ben", "approver").await;
    let see = async |who: &str| world.seen_by(who, &task).await.status;
    for (who, status) in [
        ("ben", 200),
        ("milo", 200),
        ("mara", 200),
        ("ada", 200),
        ("bea", 404),
        ("max", 404),
        ("ines", 404),
        ("hugo", 404),
    ] {
        assert_eq!(see(who).await, status, "{who}, before");
    }
    decide(&mut world.sign_in("milo").await, &task, "approve", "").await;
    assert_eq!(see("ines").await, 200, "her pool is asked now");
    assert_eq!(see("milo").await, 200, "a past assignee");
    assert_eq!(see("hugo").await, 404);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t17_forged_ids_are_not_found() {
    let world = world().await;
    let mut ada = world.sign_in("ada").await;
    for id in [
        "00000000-0000-7000-8000-000000000000",
        "1",
        "x",
        "%00",
        "..%2f..%2fetc",
    ] {
        let path = format!("/tasks/{id}");
        assert_eq!(ada.get(&path).await.status, 404, "{id}");
        assert_eq!(
            ada.post(&path, &[("action", "approve")]).await.status,
            404,
            "{id}"
        );
        assert_eq!(
            ada.post("/", &[("task", id), ("action", "approve")]).await.status,
            404,
            "{id}"
        );
    }
    world.end().await;
}

async fn give(world: &World, who: &str, at: &str) {
    let sql = "INSERT INTO grants (person_id, role_id, source, granted_at) SELECT p.id, r.id, 'by_hand', $2::text::timestamptz \
               FROM people p, roles r WHERE p.username = $1 AND r.code = 'it_security_manager'";
    world.execute(sql, &[&who, &at]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t17_whoever_holds_a_pools_role_later_reads_nothing_of_before() {
    let world = world().await;
    let task = request(&world, "ben", "ben", "approver").await;
    decide(&mut world.sign_in("mara").await, &task, "approve", "").await;
    give(&world, "max", "2028-01-11T08:00Z").await;
    world.at("2028-01-11T09:10:00Z");
    decide(&mut world.sign_in("ines").await, &task, "approve", "").await;
    world.at("2028-01-12T09:00:00Z");
    give(&world, "hugo", "2028-01-12T08:00Z").await;
    let see = async |who: &str| world.seen_by(who, &task).await.status;
    assert_eq!(see("hugo").await, 404, "he holds it since today");
    assert_eq!(see("max").await, 200, "he was asked");
    assert_eq!(see("ines").await, 200);
    let lend = "INSERT INTO role_delegations (delegator_id, proxy_id, role_id, starts_on, created_by, created_at, begun_at, not_after) \
                SELECT d.id, p.id, r.id, '2028-01-12', d.id, '2028-01-12T08:00Z', '2028-01-12T08:00Z', NULL FROM people d, people p, roles r \
                WHERE d.username = 'ines' AND p.username = 'bea' AND r.code = 'it_security_manager'";
    world.execute(lend, &[]).await;
    assert_eq!(see("bea").await, 404, "nor does a proxy");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g4_a_proxy_in_a_pool_is_told_for_whom_they_decide() {
    let world = world().await;
    let lend = "INSERT INTO role_delegations (delegator_id, proxy_id, role_id, starts_on, created_by, created_at, begun_at, not_after) \
                SELECT d.id, p.id, r.id, '2028-01-10', d.id, '2028-01-10T08:00Z', '2028-01-10T08:00Z', NULL FROM people d, people p, roles r \
                WHERE d.username = 'ines' AND p.username IN ('bea', 'max') AND r.code = 'it_security_manager'";
    world.execute(lend, &[]).await;
    give(&world, "max", "2028-01-01Z").await;
    let task = request(&world, "ben", "ben", "approver").await;
    decide(&mut world.sign_in("mara").await, &task, "approve", "").await;
    let mut bea = world.sign_in("bea").await;
    assert!(bea.get("/").await.has_row("for Ines Prado"));
    assert!(bea.get(&task).await.has_notice("You decide for Ines Prado."));
    let mut max = world.sign_in("max").await;
    assert!(!max.get("/").await.says("for Ines Prado"), "he holds it himself");
    assert!(!max.get(&task).await.says("You decide for"));
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g4_whoever_decides_for_two_people_names_both() {
    let world = world().await;
    world
        .database
        .batch(
            "UPDATE policy_steps SET approver = 'people' WHERE policy_id = 1; INSERT INTO policy_step_people (step_id, position, person_id) \
             SELECT s.id, row_number() OVER (ORDER BY p.username), p.id FROM policy_steps s, people p WHERE s.policy_id = 1 AND p.username IN ('mara', 'milo')",
        )
        .await;
    delegate(&world, "mara", "hugo").await;
    delegate(&world, "milo", "hugo").await;
    let task = request(&world, "ben", "ben", "viewer").await;
    let mut hugo = world.sign_in("hugo").await;
    hugo.post(&task, &[("action", "comment"), ("comment", "Looks right")])
        .await;
    decide(&mut hugo, &task, "approve", "").await;
    let page = hugo.get(&task).await;
    let both = "Hugo Lind for Mara Vogel and Milo Kern";
    assert_eq!(page.text().matches(both).count(), 3, "{}", page.text());
    let decided = hugo.get("/?list=decided").await;
    assert!(decided.has_row("Mara Vogel and Milo Kern"), "{}", decided.text());
    let audited = "SELECT count(*) FROM audit_log WHERE action IN ('task.approved', 'task.commented') \
                   AND after -> 'on_behalf_of' = '[\"Mara Vogel\", \"Milo Kern\"]'";
    assert_eq!(world.count(audited).await, 2);
    world.end().await;
}
