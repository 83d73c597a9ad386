//! What a page costs: at most three round trips to the database, session and viewer among them.

use crate::support::World;

#[tokio::test(flavor = "multi_thread")]
async fn no_page_asks_the_database_more_than_three_times() {
    let (world, door) = World::counted().await;
    world.create_requestable_role("viewer", "Payroll viewer").await;
    let mut ada = world.sign_in("ada").await;
    let fields = [("subject", "ada"), ("role", "viewer"), ("reason", "")];
    let task = ada
        .post("/requests/new", &fields)
        .await
        .location()
        .unwrap()
        .to_owned();
    let mut abel = world.sign_in("abel").await;
    let rule = [("kind", "permanent"), ("delegate", "ines")];
    assert_eq!(abel.post("/profile/delegate", &rule).await.status, 303);
    let fields = [("department", "Finance"), ("due_on", "2028-02-01")];
    let started = abel.post("/admin/access-reviews/new", &fields).await;
    let review = started.location().unwrap().to_owned();
    // The message of the save is shown once, and forgetting it is a write.
    abel.get("/profile").await;
    let policy: i64 = world
        .rows(
            "SELECT id FROM policies WHERE is_default AND kind = 'request'",
            &[],
        )
        .await[0]
        .get(0);
    let policy = format!("/admin/settings/policies/{policy}");
    let pages = [
        "/",
        "/?kind=request&for=ben&days=1&rows=100",
        "/?list=decided",
        "/?list=requests",
        "/admin/directory/users/ben/revoke",
        "/admin/access-reviews",
        "/admin/access-reviews/new",
        &review,
        &format!("{review}?show=information"),
        &task,
        "/requests/new",
        "/notifications",
        "/notifications/settings",
        "/admin/audit",
        "/admin/undelivered",
        "/admin/settings/policies",
        "/admin/settings/policies/new",
        "/security-console/roles",
        "/setup/profile-values",
        "/setup/role-provisioning-rules",
        "/setup/role-provisioning-rules/new",
        "/setup/profile-values?code=SITE_TIME_ZONE&add=yes",
        "/security-console/roles/new",
        &policy,
        &format!("{policy}/steps/1"),
        &format!("{policy}/steps/2"),
        "/profile/delegate",
        "/profile",
    ];
    for path in pages {
        door.queries();
        let page = abel.get(path).await;
        let asked = door.queries();
        assert_eq!(page.status, 200, "{path}");
        assert!(asked <= 3, "{path} asked {asked} times");
    }
    world.end().await;
}
