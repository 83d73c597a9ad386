//! Ending a delegation for good (R12).

use super::{DELEGATED_TO_YOU, OVERVIEW, change, edit_path, lend, requests};
use crate::support::World;

#[tokio::test(flavor = "multi_thread")]
async fn r12_delete_asks_first_and_ends_what_is_in_force_at_once() {
    let world = World::new().await;
    let (mut mara, mut ben) = (world.sign_in("mara").await, world.sign_in("ben").await);
    lend(&mut mara, "ben", "2028-01-11", "2028-01-31").await;
    let path = edit_path(&world).await;
    let edit = mara.get(&path).await;
    assert!(
        edit.body
            .contains(r#"<input type="hidden" name="action" value="ask""#),
        "O3: the version before would take the form for dates that are saved: {}",
        edit.body
    );
    let asked = mara.post(&path, &[("version", "1"), ("ask", "delete")]).await;
    assert_eq!(
        (asked.status, asked.h1().as_str()),
        (200, "End the delegation of Line manager to Ben Ode?")
    );
    assert!(
        asked.has_effect("Ben Ode loses Line manager at once"),
        "{}",
        asked.text()
    );
    assert!(
        ben.get(OVERVIEW).await.has_row(DELEGATED_TO_YOU),
        "asking ends nothing"
    );
    let gone = mara.confirm(&path, &asked, None).await;
    assert_eq!(
        (gone.status, gone.location()),
        (303, Some(OVERVIEW)),
        "{}",
        gone.text()
    );
    let page = mara.get(OVERVIEW).await;
    assert!(
        page.has_message("The delegation has ended.") && page.has_row("Ended deleted"),
        "{}",
        page.text()
    );
    assert!(!ben.get(OVERVIEW).await.says(DELEGATED_TO_YOU), "G9: at once");
    assert_eq!(
        requests(&world).await,
        [
            "begin 2028-01-11 09:00 superseded",
            "end 2028-01-31 00:00 superseded",
            "end 2028-01-11 09:00 pending",
        ]
    );
    // Asked about what is over, the page says so.
    let over = mara.post(&path, &[("version", "1"), ("ask", "delete")]).await;
    assert!(
        over.status == 200 && over.has_notice("This delegation is over."),
        "{}",
        over.text()
    );
    let again = mara.confirm(&path, &asked, None).await;
    let said = mara.get(OVERVIEW).await;
    assert!(
        again.status == 303 && said.has_message("The delegation has ended."),
        "a second click: {}",
        said.text()
    );
    let delete = [("version", "1"), ("action", "delete")];
    let told = mara.submit(&path, &delete).await;
    assert_eq!(told.status, 409, "another form is told");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r12_what_has_not_begun_is_cancelled_and_the_days_are_free_again() {
    let world = World::new().await;
    let mut mara = world.sign_in("mara").await;
    lend(&mut mara, "ben", "2028-02-01", "2028-02-10").await;
    let path = edit_path(&world).await;
    let asked = mara.post(&path, &[("version", "1"), ("ask", "delete")]).await;
    assert!(
        asked.h1().starts_with("Cancel the delegation")
            && asked.has_effect("Ben Ode will not get Line manager."),
        "{}",
        asked.text()
    );
    let page = mara
        .submit(&path, &[("version", "1"), ("action", "delete")])
        .await;
    assert!(
        page.has_message("The delegation is cancelled.") && page.has_state("Cancelled"),
        "{}",
        page.text()
    );
    assert_eq!(
        requests(&world).await,
        [
            "begin 2028-02-01 00:00 superseded",
            "end 2028-02-10 00:00 superseded"
        ]
    );
    assert_eq!(
        lend(&mut mara, "ben", "2028-02-01", "2028-02-10").await.status,
        200,
        "R5: cancelled ones do not count"
    );
    let audited = "SELECT count(*) FROM audit_log WHERE object_kind = 'role_delegation'";
    assert_eq!(world.count(audited).await, 3);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r11_it_gives_nothing_after_its_last_day_even_if_no_job_runs() {
    let world = World::new().await;
    let (mut mara, mut ben) = (world.sign_in("mara").await, world.sign_in("ben").await);
    lend(&mut mara, "ben", "2028-01-11", "2028-01-31").await;
    world.at("2028-01-30T23:59:59Z");
    assert!(ben.get(OVERVIEW).await.has_row(DELEGATED_TO_YOU));
    world.at("2028-01-31T00:00:00Z");
    let over = ben.get(OVERVIEW).await;
    assert!(
        over.has_state("Ended") && !over.says(DELEGATED_TO_YOU),
        "{}",
        over.text()
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g5_deleting_what_another_has_changed_deletes_nothing_and_says_who_changed_it() {
    let world = World::new().await;
    let (mut mara, mut hugo) = (world.sign_in("mara").await, world.sign_in("hugo").await);
    lend(&mut mara, "ben", "2028-02-01", "2028-02-10").await;
    let path = edit_path(&world).await;
    let for_mara = path.replace("/me/roles-and-delegations/", "/hr/accounts/mara/delegations/");
    change(&mut hugo, &for_mara, "2028-02-01", "2028-02-09", "save").await;
    let page = mara
        .submit(&path, &[("version", "1"), ("action", "delete")])
        .await;
    assert_eq!(page.status, 409);
    assert!(
        page.has_error("Hugo Lind changed this delegation on Tue 11 Jan 2028 09:00 Europe/London")
            && page.has_error("It was not deleted."),
        "{}",
        page.text()
    );
    assert_eq!(
        page.value_of("ends_on").as_deref(),
        Some("2028-02-09"),
        "as it is now"
    );
    let kept = "SELECT count(*) FROM role_delegations WHERE cancelled_at IS NULL";
    assert_eq!(world.count(kept).await, 1);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g5_of_a_change_and_a_deletion_at_the_same_moment_the_second_is_told() {
    let world = World::new().await;
    let mut mara = world.sign_in("mara").await;
    lend(&mut mara, "ben", "2028-02-01", "2028-02-10").await;
    let path = edit_path(&world).await;
    // The change has been written and is not committed yet: the deletion waits for it.
    let mut other = world.connection().await;
    let changing = other.transaction().await.unwrap();
    let sql = "UPDATE role_delegations SET ends_on = '2028-02-09', version = version + 1";
    changing.execute(sql, &[]).await.unwrap();
    let deletion = tokio::spawn(async move {
        mara.submit(&path, &[("version", "1"), ("action", "delete")])
            .await
    });
    let waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%role_delegations%' \
                   AND datname = current_database()";
    while world.count(waiting).await == 0 {
        tokio::task::yield_now().await;
    }
    changing.commit().await.unwrap();
    let page = deletion.await.unwrap();
    assert_eq!(page.status, 409, "{}", page.text());
    let kept = "SELECT count(*) FROM role_delegations WHERE cancelled_at IS NULL AND ends_on = '2028-02-09'";
    assert_eq!(world.count(kept).await, 1, "the change stands");
    let requests = "SELECT count(*) FROM role_requests WHERE state = 'superseded'";
    assert_eq!(world.count(requests).await, 0, "and so do its requests");
    world.end().await;
}
