//! Nobody is surprised (T16): whoever waits for a task sees who covers, and until when.

use super::rule_of;
use crate::support::World;

#[tokio::test(flavor = "multi_thread")]
async fn t16_the_requester_sees_who_covers_and_until_when() {
    let world = World::new().await;
    world.create_requestable_role("viewer", "Payroll viewer").await;
    let mut ada = world.sign_in("ada").await;
    let rule = [
        ("kind", "temporary"),
        ("delegate", "bea"),
        ("starts_on", "2028-01-11"),
        ("ends_on", "2028-01-20"),
    ];
    assert_eq!(ada.post(&rule_of("mara"), &rule).await.status, 303);
    let mut ben = world.sign_in("ben").await;
    let request = [("subject", "ben"), ("role", "viewer"), ("reason", "")];
    let task = ben.post("/requests/new", &request).await;
    let task = task.location().unwrap().to_owned();
    let page = ben.get(&task).await;
    let covers = "Bea Lund covers Mara Vogel until the end of Thu 20 Jan 2028 Europe/London.";
    assert!(page.says(covers), "{}", page.text());
    // T7: the task stays with Bea, but Mara is back.
    world.at("2028-01-21T00:00:00Z");
    let mut ben = world.sign_in("ben").await;
    let page = ben.get(&task).await;
    assert!(
        page.has_step("Waits for Bea Lund for Mara Vogel") && !page.says("Bea Lund covers"),
        "{}",
        page.text()
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t16_whoever_is_away_sees_by_whom_and_until_when_on_my_tasks() {
    let world = World::new().await;
    let mut ada = world.sign_in("ada").await;
    let rule = [
        ("kind", "temporary"),
        ("delegate", "tess"),
        ("starts_on", "2028-01-11"),
        ("ends_on", "2028-01-20"),
    ];
    assert_eq!(ada.post(&rule_of("mina"), &rule).await.status, 303);
    let mut mina = world.sign_in("mina").await;
    let page = mina.get("/").await;
    assert!(
        page.has_notice("You are away until the end of Thu 20 Jan 2028. New tasks go to Tess Mori"),
        "{}",
        page.text()
    );
    assert!(page.links_to("/profile/delegate"));
    let mut tess = world.sign_in("tess").await;
    assert!(tess.get("/profile").await.says("You cover: Mina Sato."));
    world.end().await;
}
