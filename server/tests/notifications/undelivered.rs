//! The administrators' page of what is undelivered (N).

use super::{Mailbox, deliver, world, write};

/// *Retry all*.
const RETRY_ALL: &str = "button[name=retry][value=all]";

#[tokio::test(flavor = "multi_thread")]
async fn n_without_a_transport_nothing_waits_and_the_page_says_in_app_only() {
    let world = world(None, None).await;
    write(&world, "ben", "a").await;
    assert_eq!(deliver(&world).await.taken, 1);
    assert_eq!(world.count("SELECT count(*) FROM outbox WHERE pending").await, 0);
    assert_eq!(world.count("SELECT count(*) FROM deliveries").await, 0);
    let page = world.seen_by("ada", "/admin/undelivered").await;
    assert!(
        page.has_notice("In-app only.") && page.has_empty_state("Nothing waits to be delivered"),
        "{}",
        page.text()
    );
    assert!(!page.has(RETRY_ALL), "{}", page.text());
    let bell = world.seen_by("ben", "/notifications").await;
    assert!(bell.says("Notifications 1"), "the bell counts: {}", bell.text());
    world.end().await;
}

/// Two versions run beside each other while one is replaced (T9).
#[tokio::test(flavor = "multi_thread")]
async fn g6_a_message_that_only_a_newer_version_can_read_is_listed_and_says_so() {
    let world = world(None, None).await;
    write(&world, "ben", "known").await;
    let newer = "INSERT INTO outbox (at, person_id, event_key, event, pending) SELECT '2028-01-11Z', id, 'newer', \
                 '{\"what\": \"from_the_future\"}', false FROM people WHERE username = 'ben'";
    world.database.batch(newer).await;
    let page = world.seen_by("ben", "/notifications").await;
    assert!(page.says("Notifications 2"), "{}", page.text());
    assert!(
        page.has_log_line("A newer version of Locum wrote this message, and this one cannot read it"),
        "{}",
        page.text()
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn n_it_lists_what_waits_and_what_failed_by_page_channel_and_state() {
    let mailbox = Mailbox::new();
    let world = world(Some(&mailbox.url()), None).await;
    mailbox.answer(Some("550 5.1.1 No such user"));
    for key in 0..60 {
        write(&world, "ben", &format!("failed {key}")).await;
    }
    assert_eq!(deliver(&world).await.failed, 60);
    mailbox.answer(Some("451 4.3.0 <b>Later</b>"));
    write(&world, "bea", "waits").await;
    assert_eq!(deliver(&world).await.later, 1);
    let mut ada = world.sign_in("ada").await;
    let rows = |page: &crate::support::Page| page.count("tbody tr");
    let first = ada.get("/admin/undelivered").await;
    assert_eq!(rows(&first), 50);
    assert!(first.has(RETRY_ALL), "{}", first.text());
    assert!(
        first.has_row("Bea Lund") && first.has_row("4.3.0 <b>Later</b>") && !first.body.contains("<b>Later"),
        "{}",
        first.text()
    );
    let waits = first.all("tbody tr").into_iter().find(|row| row.says("Bea Lund"));
    let cells: Vec<_> = waits.unwrap().all("td").iter().map(|cell| cell.text()).collect();
    assert_eq!(cells[4], "Tue 11 Jan 2028 09:00", "the next try: {cells:?}");
    let next = first.next().unwrap();
    let second = ada.get(&next).await;
    assert_eq!(rows(&second), 11);
    assert_eq!(rows(&ada.get("/admin/undelivered?state=failed").await), 50);
    assert_eq!(rows(&ada.get(&format!("{next}&state=failed")).await), 11);
    assert!(
        ada.get("/admin/undelivered?channel=slack")
            .await
            .has_empty_state("No message matches")
    );
    for odd in [
        "?after=x",
        "?after=1-pigeon",
        "?after=99999999999999999999-email",
        "?state=%00&channel=%00",
    ] {
        assert_eq!(
            ada.get(&format!("/admin/undelivered{odd}")).await.status,
            200,
            "{odd}"
        );
    }
    mailbox.answer(None);
    let page = ada.submit("/admin/undelivered", &[("retry", "all")]).await;
    assert_eq!(page.flash(), "61 messages are tried again now.");
    assert_eq!(deliver(&world).await.sent, 61);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn s_only_who_may_look_after_processes_may_try_again() {
    let mailbox = Mailbox::new();
    let world = world(Some(&mailbox.url()), None).await;
    mailbox.answer(Some("550 5.1.1 No such user"));
    write(&world, "ben", "a").await;
    deliver(&world).await;
    for who in ["ben", "mara", "hugo", "ines"] {
        let mut browser = world.sign_in(who).await;
        assert_eq!(browser.get("/admin/undelivered").await.status, 403, "{who}");
        assert_eq!(
            browser
                .post("/admin/undelivered", &[("retry", "all")])
                .await
                .status,
            403,
            "{who}"
        );
        assert!(
            !browser
                .get("/notifications")
                .await
                .has_log_line("Undelivered messages"),
            "{who}"
        );
    }
    let mut ada = world.sign_in("ada").await;
    assert!(
        ada.get("/").await.says("Undelivered messages"),
        "in the navigator"
    );
    assert_eq!(
        ada.post("/admin/undelivered", &[("retry", "1-pigeon")])
            .await
            .status,
        422
    );
    assert_eq!(ada.post("/admin/undelivered", &[]).await.status, 422);
    assert_eq!(
        world
            .count("SELECT count(*) FROM deliveries WHERE state = 'failed'")
            .await,
        1
    );
    world.end().await;
}
