//! The audit log (G8).

mod actions;
mod in_name_of;
mod lent;
mod people;
mod plans;
mod refusals;

use crate::support::{Browser, Page, World};

/// Sends the form of a page, with what it carries by itself.
async fn send(browser: &mut Browser, path: &str, fields: &[(&str, &str)]) {
    let page = browser.send_form(path, fields).await;
    assert_eq!(page.status, 303, "{path}: {}", page.text());
}

/// The path of the newest task's page.
async fn newest_task(world: &World) -> String {
    world
        .texts(
            "SELECT '/tasks/' || id FROM tasks ORDER BY created_at DESC, id DESC LIMIT 1",
            &[],
        )
        .await
        .remove(0)
}

/// What a proxy of the security manager does: creates the role `viewer`, renames it and allows its delegation; gives it to `bea`, who
/// delegates it to `max`, and takes it from her; disables and enables her account.
async fn security_managers_work(world: &World, proxy: &mut Browser) {
    const BEA: &str = "/security-console/users/bea";
    role_to_delegate(proxy).await;
    send(proxy, BEA, &[("role", "viewer"), ("action", "add")]).await;
    world.lent("bea", "viewer", "max").await;
    send(proxy, BEA, &[("shown", "viewer"), ("assignable", "viewer")]).await;
    send(proxy, BEA, &[("remove", "viewer"), ("confirmed", "viewer")]).await;
    send(proxy, BEA, &[("action", "disable")]).await;
    send(proxy, BEA, &[("action", "enable")]).await;
}

/// What a proxy of the super administrator does beside what gives rights to one person: makes the provisioning rule `Sales` for the
/// role `viewer`, and the policy `Mine` with a step the default; runs the job, and makes `bea` the delegate of `mara`.
async fn super_administrators_work(proxy: &mut Browser) {
    let rule = [
        ("name", "Sales"),
        ("department", "Sales"),
        ("role", "viewer"),
        ("autoprovision", "1"),
    ];
    send(proxy, "/setup/role-provisioning-rules/new", &rule).await;
    let new = [("name", "Mine"), ("type", "request")];
    let policy = proxy.post("/admin/settings/policies/new", &new).await;
    let policy = policy.location().unwrap().to_owned();
    let step = [("approver", "manager"), ("allow_delegation", "on")];
    send(proxy, &format!("{policy}/steps/1"), &step).await;
    send(proxy, &policy, &[("action", "default")]).await;
    send(proxy, "/tools/scheduled-processes", &[("action", "run")]).await;
    let delegate = [("kind", "permanent"), ("delegate", "bea")];
    send(proxy, "/admin/directory/users/mara/delegation", &delegate).await;
}

/// Starts a review of `viewer` and a revocation of it from `max`, and cancels the revocation; returns the page of its task then.
async fn review_and_revocation(proxy: &mut Browser) -> Page {
    let review = [("role", "viewer"), ("due_on", "2028-01-31")];
    let page = proxy.post("/admin/access-reviews/new", &review).await;
    assert_eq!(page.status, 303, "{}", page.text());
    let revoke = [("role", "viewer"), ("reason", "Moved")];
    let page = proxy.post("/admin/directory/users/max/revoke", &revoke).await;
    assert_eq!(page.status, 303, "{}", page.text());
    let task = page.location().unwrap().to_owned();
    send(proxy, &task, &[("action", "cancel"), ("reason", "A mistake")]).await;
    proxy.get(&task).await
}

/// Creates the role `viewer`, then renames it and allows its delegation.
async fn role_to_delegate(manager: &mut Browser) {
    let created = [("code", "viewer"), ("name", "Viewer"), ("data_scope", "own")];
    send(manager, "/security-console/roles/new", &created).await;
    let changed = [
        ("name", "Reader"),
        ("data_scope", "own"),
        ("delegation_allowed", "on"),
    ];
    send(manager, "/security-console/roles/viewer", &changed).await;
}

/// Delegates mara's role to bea, for her.
async fn delegate_for_mara(specialist: &mut Browser) {
    let created = [
        ("role", "line_manager"),
        ("proxy", "bea"),
        ("starts_on", "2028-02-01"),
        ("ends_on", "2028-02-10"),
        ("action", "save"),
    ];
    send(specialist, "/hr/accounts/mara/delegations/new", &created).await;
}

/// Delegates mara's role to bea, changes its dates, and deletes it.
async fn delegation_of_mara(world: &World, specialist: &mut Browser) {
    delegate_for_mara(specialist).await;
    let id = world.count("SELECT max(id) FROM role_delegations").await;
    let edit = format!("/hr/accounts/mara/delegations/{id}/edit");
    let dates = [
        ("starts_on", "2028-02-01"),
        ("ends_on", "2028-02-09"),
        ("action", "save"),
    ];
    send(specialist, &edit, &dates).await;
    send(specialist, &edit, &[("action", "delete")]).await;
}

/// The log itself, and whom each entry is about.
#[tokio::test(flavor = "multi_thread")]
async fn g8_the_database_refuses_to_change_or_remove_an_entry() {
    let world = World::new().await;
    world.sign_in("ada").await;
    for table in ["audit_log", "audit_people"] {
        assert!(
            world.count(&format!("SELECT count(*) FROM {table}")).await > 0,
            "{table}"
        );
        for sql in [
            format!("UPDATE {table} SET action = 'nothing'"),
            format!("DELETE FROM {table}"),
            format!("TRUNCATE {table}"),
        ] {
            let refused = world.database.refuses(&sql).await;
            assert_eq!(refused, "the audit log is append-only", "{sql}");
        }
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g8_entries_are_filtered_by_person_object_action_and_period() {
    let world = World::new().await;
    let mut mara = world.sign_in("mara").await;
    mara.post("/profile/delegate", &[("kind", "permanent"), ("delegate", "bea")])
        .await;
    world.at("2028-01-12T09:00:00Z");
    let mut ada = world.sign_in("ada").await;
    let rows = async |ada: &mut Browser, query: &str| {
        let page = ada.get(&format!("/admin/audit{query}")).await;
        assert_eq!(page.status, 200, "{query}: {}", page.text());
        page.count("tbody tr")
    };
    assert_eq!(rows(&mut ada, "?person=mara&action=delegation_rule").await, 1);
    assert_eq!(
        rows(&mut ada, "?person=mara&action=delegation_rule.saved").await,
        1
    );
    assert_eq!(rows(&mut ada, "?person=MARA&action=session").await, 1);
    assert_eq!(rows(&mut ada, "?object=delegation_rule").await, 1);
    assert_eq!(
        rows(&mut ada, "?action=session&from=2028-01-12&to=2028-01-12").await,
        1,
        "ada's own, a day later"
    );
    assert_eq!(rows(&mut ada, "?action=session&to=2028-01-11").await, 1, "mara's");
    assert_eq!(ada.get("/admin/audit?person=nobody").await.status, 422);
    assert_eq!(ada.get("/admin/audit?from=2028-02-30").await.status, 422);
    assert_eq!(ada.get("/admin/audit?object=%00&action=%00").await.status, 200);
    assert_eq!(ada.get("/admin/audit?person=%00").await.status, 422);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g8_the_csv_has_every_entry_and_no_formula() {
    let world = World::new().await;
    world
        .import("eve,=cmd()|x,eve@example.org,ada,Board,Director,London,2015-01-01,,Europe/London,employee\n")
        .await;
    world.sign_in("eve").await;
    let sql = "INSERT INTO audit_log (at, through, action, object_kind, object_id) SELECT '2028-01-01Z', 'test', 'test.made', 'test', n::text \
               FROM generate_series(1, 180) n";
    world.database.batch(sql).await;
    let mut ada = world.sign_in("ada").await;
    let csv = ada.get("/admin/audit.csv?action=test").await;
    assert_eq!(csv.header("content-type"), Some("text/csv; charset=utf-8"));
    assert_eq!(csv.body.lines().count(), 181, "all pages of them, and the header");
    let csv = ada.get("/admin/audit.csv?action=session").await;
    assert!(csv.body.contains("'=cmd()|x"), "{}", csv.body);
    assert_eq!(world.seen_by("ben", "/admin/audit.csv").await.status, 403);
    world.end().await;
}
