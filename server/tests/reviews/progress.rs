//! T13: deciding a review's tasks; its page and its download say how far it is.

use super::{decide, holders, review, tasks, world};

#[tokio::test(flavor = "multi_thread")]
async fn t13_denied_the_role_is_revoked_and_approved_it_is_kept() {
    let world = world().await;
    // A role whose name a spreadsheet would calculate, held twice: by hand and by request.
    let odd = "UPDATE roles SET name = '=1+1' WHERE code = 'viewer';
        INSERT INTO grants (person_id, role_id, source, granted_at) SELECT p.id, r.id, 'request', '2027-06-01Z'
          FROM people p, roles r WHERE p.username = 'ben' AND r.code = 'viewer'";
    world.database.batch(odd).await;
    let mut ada = world.sign_in("ada").await;
    let path = review(&mut ada, &[("role", "viewer"), ("due_on", "2028-01-31")]).await;
    let made = tasks(&world).await;
    assert_eq!(made.len(), 2, "one task, however often it was granted");
    let mut mara = world.sign_in("mara").await;
    assert_eq!(decide(&mut mara, &made[0].0, "approve").await.status, 303);
    assert_eq!(decide(&mut mara, &made[1].0, "deny").await.status, 303);
    assert_eq!(
        holders(&world, "viewer").await,
        ["bea", "milo"],
        "ben's are gone, both"
    );
    let page = ada.get(&path).await;
    assert!(
        page.has_progress("2 of 2 decided: 1 kept, 1 revoked, 0 cancelled. 0 open.")
            && page.has_row("Mara Vogel, Tue 11 Jan 2028"),
        "{}",
        page.text()
    );
    let row = |name: &str| format!("{name} Finance");
    assert!(page.has_row(&row("Ben Ode")) && page.has_row(&row("Bea Lund")));
    let denied = ada.get(&format!("{path}?show=denied")).await;
    assert!(
        denied.has_row(&row("Ben Ode")) && !denied.says(&row("Bea Lund")),
        "{}",
        denied.text()
    );
    let csv = ada.get(&format!("{path}/result.csv")).await;
    assert_eq!(csv.header("content-type"), Some("text/csv; charset=utf-8"));
    let lines: Vec<&str> = csv.body.lines().collect();
    assert_eq!(lines.len(), 3, "{}", csv.body);
    assert!(lines[0].starts_with("username,person,department,role,state"));
    let ben = lines.iter().find(|line| line.starts_with("ben,")).unwrap();
    assert!(
        ben.starts_with("ben,Ben Ode,Finance,'=1+1,denied,,Mara Vogel,,2028-01-11T09:00:00+00:00,Reviewed,"),
        "{ben}"
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_review_past_its_day_is_overdue_while_anything_is_open() {
    let world = world().await;
    let mut ada = world.sign_in("ada").await;
    let path = review(&mut ada, &[("role", "editor"), ("due_on", "2028-01-12")]).await;
    for (now, overdue) in [("2028-01-12T23:59:59Z", false), ("2028-01-13T00:00:00Z", true)] {
        world.at(now);
        let mut ada = world.sign_in("ada").await;
        assert_eq!(ada.get(&path).await.says("overdue"), overdue, "{now}");
        assert_eq!(
            ada.get("/admin/access-reviews").await.says("overdue"),
            overdue,
            "{now}"
        );
    }
    let made = tasks(&world).await;
    decide(&mut world.sign_in("mara").await, &made[0].0, "approve").await;
    let mut ada = world.sign_in("ada").await;
    assert!(!ada.get(&path).await.says("overdue"));
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn forged_ids_and_places_are_not_found_or_harmless() {
    let world = world().await;
    let mut ada = world.sign_in("ada").await;
    let path = review(&mut ada, &[("role", "viewer"), ("due_on", "2028-01-31")]).await;
    for id in ["0", "999", "x", "-1", "99999999999999999999", "%00"] {
        for tail in ["", "/result.csv"] {
            let page = ada.get(&format!("/admin/access-reviews/{id}{tail}")).await;
            assert_eq!(page.status, 404, "{id}{tail}");
        }
    }
    for query in [
        "?after=x",
        "?after=1~2",
        "?show=%00",
        "?show=information&after=9~9~9",
        "?show=open&after=~~",
    ] {
        assert_eq!(ada.get(&format!("{path}{query}")).await.status, 200, "{query}");
    }
    assert_eq!(ada.get("/admin/access-reviews?before=x").await.status, 200);
    for who in ["ben", "mara"] {
        assert_eq!(world.seen_by(who, &path).await.status, 403, "{who}");
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t13_what_is_lent_is_listed_for_information_while_it_is_in_force() {
    let world = world().await;
    let lent = "INSERT INTO role_delegations (delegator_id, proxy_id, role_id, starts_on, ends_on, not_after, created_by, created_at, begun_at)
        SELECT d.id, p.id, r.id, '2028-01-02', '2028-01-20', '2028-01-21Z', d.id, '2028-01-01Z', '2028-01-02Z'
        FROM people d, people p, roles r WHERE d.username = 'ben' AND p.username = 'tess' AND r.code = 'viewer'";
    world.database.batch(lent).await;
    let mut ada = world.sign_in("ada").await;
    let path = review(&mut ada, &[("role", "viewer"), ("due_on", "2028-01-31")]).await;
    let information = format!("{path}?show=information");
    assert!(
        ada.get(&information)
            .await
            .has_row("Tess Mori Operations Payroll viewer delegated by Ben Ode")
    );
    world.at("2028-01-21T00:00:00Z");
    let mut ada = world.sign_in("ada").await;
    assert!(!ada.get(&information).await.says("Tess Mori"));
    world.end().await;
}
