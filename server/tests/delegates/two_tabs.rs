//! Two tabs, two clicks: one rule, and nobody's change is lost (T1, G5).

use super::{PATH, open_rules, save_permanent};
use crate::support::World;

#[tokio::test(flavor = "multi_thread")]
async fn g5_a_stale_form_changes_nothing_says_who_and_keeps_what_was_typed() {
    let world = World::new().await;
    let mut first = world.sign_in("mara").await;
    let mut second = first.clone();
    first.get(PATH).await;
    let opened = second.get(PATH).await.value_of("version").unwrap_or_default();
    save_permanent(&mut first, "bea").await;
    let stale = second
        .post(
            PATH,
            &[("kind", "permanent"), ("delegate", "ben"), ("version", &opened)],
        )
        .await;
    assert_eq!(stale.status, 409);
    assert!(
        stale.has_error("Mara Vogel changed this rule on Tue 11 Jan 2028 09:00"),
        "{}",
        stale.text()
    );
    assert_eq!(
        stale.value_of("delegate").as_deref(),
        Some("ben"),
        "what was typed is kept"
    );
    assert_eq!(
        world.count("SELECT count(*) FROM delegation_rules").await,
        1,
        "nothing was saved"
    );
    // Having been told, they may save it all the same.
    let now = stale.value_of("version").unwrap();
    let saved = second
        .submit(
            PATH,
            &[("kind", "permanent"), ("delegate", "ben"), ("version", &now)],
        )
        .await;
    assert!(
        saved.has_message("Ben Ode gets your new tasks"),
        "{}",
        saved.text()
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t1_of_many_saves_at_once_one_counts() {
    let world = World::new().await;
    let mara = world.sign_in("mara").await;
    let saves = (0..12).map(|number| {
        let mut tab = mara.clone();
        let delegate = if number % 2 == 0 { "bea" } else { "ben" };
        tokio::spawn(async move {
            tab.post(PATH, &[("kind", "permanent"), ("delegate", delegate)])
                .await
                .status
        })
    });
    let mut statuses = Vec::new();
    for save in saves.collect::<Vec<_>>() {
        statuses.push(save.await.unwrap());
    }
    assert!(statuses.contains(&303), "{statuses:?}");
    assert_eq!(
        world.count("SELECT count(*) FROM delegation_rules").await,
        1,
        "the same again is no new version"
    );
    assert!(
        statuses.iter().all(|status| [303, 409].contains(status)),
        "the others are told: {statuses:?}"
    );
    assert_eq!(open_rules(&world).await, 1);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g5_two_first_saves_at_once_by_two_forms_tell_the_second_by_name() {
    for other in ["bea", "ben"] {
        let world = World::new().await;
        let mara = world.sign_in("mara").await;
        // The first tab's transaction is held open until the second one waits for it.
        let mut holder = world.connection().await;
        let tx = holder.transaction().await.unwrap();
        let save = "INSERT INTO delegation_rules (owner_id, delegate_id, kind, starts_at, keep_copy, saved_by, saved_at) \
                    SELECT o.id, d.id, 'permanent', '2028-01-11T09:00Z', false, o.id, '2028-01-11T09:00Z' FROM people o, people d \
                    WHERE o.username = 'mara' AND d.username = 'bea'";
        tx.execute(save, &[]).await.unwrap();
        let mut tab = mara.clone();
        let second = tokio::spawn(async move {
            tab.post(PATH, &[("kind", "permanent"), ("delegate", other)])
                .await
        });
        let waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
        while world.count(waiting).await == 0 {
            tokio::task::yield_now().await;
        }
        tx.commit().await.unwrap();
        let page = second.await.unwrap();
        assert_eq!(page.status, 409, "{other}: {}", page.text());
        assert!(page.has_error("Mara Vogel changed this rule"), "{}", page.text());
        world.end().await;
    }
}
