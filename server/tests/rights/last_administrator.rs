//! R22 (5), L13: nothing removes the last super administrator.

use super::{approve, held, newest_task};
use crate::support::{Page, World};

async fn abel_loses_his_role(world: &World) {
    let abel =
        "abel,Abel Costa,abel@example.org,ada,Board,Director,London,2015-01-01,,Europe/London,employee";
    world.import(abel).await;
}

/// Checks that this was refused because `ada` is the last one, and that she still is one.
async fn refused_for_ada(world: &World, page: &Page) {
    assert_eq!(page.status, 409, "{}", page.text());
    let problem = &page.errors()[0];
    assert!(
        problem.contains("Ada Holm is the last active super administrator"),
        "{problem}"
    );
    assert_eq!(held(world, "ada").await, ["super_administrator"]);
}

/// Only `ada` is left.
async fn world() -> World {
    let world = World::new().await;
    abel_loses_his_role(&world).await;
    world
}

/// Lets `hugo` decide every review and revocation.
const HUGO_DECIDES: &str = "UPDATE policy_steps SET approver = 'people' WHERE policy_id IN
      (SELECT id FROM policies WHERE is_default AND kind <> 'request');
    INSERT INTO policy_step_people (step_id, position, person_id) SELECT s.id, 1, p.id FROM policy_steps s, people p
      WHERE s.policy_id IN (SELECT id FROM policies WHERE is_default AND kind <> 'request') AND p.username = 'hugo';";

#[tokio::test(flavor = "multi_thread")]
async fn a_denied_review_of_the_last_one_is_refused_with_the_reason() {
    let world = world().await;
    world.database.batch(HUGO_DECIDES).await;
    let mut ada = world.sign_in("ada").await;
    let form = [("role", "super_administrator"), ("due_on", "2028-01-31")];
    let page = ada.send_form("/admin/access-reviews/new", &form).await;
    assert_eq!(page.status, 303, "{}", page.text());
    let task = newest_task(&world).await;
    let mut hugo = world.sign_in("hugo").await;
    let page = hugo
        .post(&task, &[("action", "deny"), ("reason", "Not needed")])
        .await;
    refused_for_ada(&world, &page).await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_approved_revocation_of_the_last_one_is_refused_with_the_reason() {
    let world = World::new().await;
    world.database.batch(HUGO_DECIDES).await;
    let mut ada = world.sign_in("ada").await;
    let page = ada
        .send_form(
            "/admin/directory/users/ada/revoke",
            &[("role", "super_administrator"), ("reason", "Leaves")],
        )
        .await;
    assert_eq!(page.status, 303, "{}: {}", page.status, page.text());
    let task = newest_task(&world).await;
    abel_loses_his_role(&world).await;
    let mut hugo = world.sign_in("hugo").await;
    let page = approve(&mut hugo, &task).await;
    refused_for_ada(&world, &page).await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_import_takes_the_last_one_in_any_way() {
    let world = world().await;
    let lines = [
        (
            "the role",
            "ada,Ada Holm,ada@example.org,,Board,Director,London,2015-01-01,,Europe/London,employee",
        ),
        (
            "a termination that has passed",
            "ada,Ada Holm,ada@example.org,,Board,Director,London,2015-01-01,2027-12-31,Europe/London,employee super_administrator",
        ),
        (
            "a termination to come",
            "ada,Ada Holm,ada@example.org,,Board,Director,London,2015-01-01,2029-12-31,Europe/London,employee super_administrator",
        ),
        (
            "a hire date to come",
            "ada,Ada Holm,ada@example.org,,Board,Director,London,2028-02-01,,Europe/London,employee super_administrator",
        ),
    ];
    for (what, line) in lines {
        let refused = world.try_import(line).await.map(|_| ()).unwrap_err().to_string();
        assert!(
            refused.starts_with("line 2: no super administrator who is active"),
            "{what}: {refused}"
        );
    }
    // Another one who has a termination date herself is no relief; one without is.
    let anna = "anna,Anna Berg,,ada,Board,Director,London,2015-01-01,2028-12-31,Europe/London,employee super_administrator";
    world.import(anna).await;
    let ada = lines[2].1;
    assert!(world.try_import(ada).await.is_err());
    world.import(&anna.replace("2028-12-31", "")).await;
    world.import(ada).await;
    // The passing of time takes the first one; somebody is still there.
    world.at("2030-01-05T09:00:00Z");
    let mut anna = world.sign_in("anna").await;
    assert_eq!(anna.get("/admin/audit").await.status, 200);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_removals_at_the_same_moment_leave_one() {
    let world = World::new().await;
    let (mut ada, mut abel) = (world.sign_in("ada").await, world.sign_in("abel").await);
    let form = [("action", "disable")];
    let (one, other) = tokio::join!(
        ada.send_form("/security-console/users/abel", &form),
        abel.send_form("/security-console/users/ada", &form)
    );
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert!(statuses[0] == 303 && statuses[1] >= 400, "{statuses:?}");
    let active = "SELECT count(*) FROM people WHERE username IN ('ada', 'abel') AND disabled_at IS NULL";
    assert_eq!(world.count(active).await, 1);
    world.end().await;
}

/// Whatever forgets to ask: the database refuses the commit itself.
#[tokio::test(flavor = "multi_thread")]
async fn the_database_refuses_it_behind_the_programs_back() {
    let world = world().await;
    let client = world.connection().await;
    for sql in [
        "UPDATE grants SET revoked_at = '2028-01-11T09:00Z' WHERE revoked_at IS NULL",
        "UPDATE people SET disabled_at = '2028-01-11T09:00Z'",
        "UPDATE people SET active_until = '2029-01-01T00:00Z'",
    ] {
        let refused = client.batch_execute(sql).await.unwrap_err();
        let constraint = refused.as_db_error().and_then(|error| error.constraint());
        assert_eq!(constraint, Some("super_administrator_remains"), "{sql}");
    }
    // And of two who each take the other away in transactions of their own, one waits and is refused.
    let world_ = World::new().await;
    let (mut first, mut second) = (world_.connection().await, world_.connection().await);
    let take =
        |who: &str| format!("UPDATE people SET disabled_at = '2028-01-11T09:00Z' WHERE username = '{who}'");
    let one = first.transaction().await.unwrap();
    let other = second.transaction().await.unwrap();
    one.batch_execute(&take("ada")).await.unwrap();
    other.batch_execute(&take("abel")).await.unwrap();
    let (one, other) = tokio::join!(one.commit(), other.commit());
    assert_eq!(
        [one.is_ok(), other.is_ok()].iter().filter(|done| **done).count(),
        1
    );
    world_.end().await;
    world.end().await;
}
