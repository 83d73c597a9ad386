//! T17: who sees a task; to others it does not exist.

use super::{decide, delegate, request, world};

#[tokio::test(flavor = "multi_thread")]
async fn t17_those_it_concerns_see_a_task_and_nobody_else() {
    let world = world().await;
    delegate(&world, "mara", "milo").await;
    let task = request(&world, "ben", "ben", "approver").await;
    let see = async |who: &str| world.sign_in(who).await.get(&task).await.status;
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
