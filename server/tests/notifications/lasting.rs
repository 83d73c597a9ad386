//! What lasts: an outage, attempts that run out, and being asked for another (N).

use chrono::TimeDelta;
use tokio::net::TcpSocket;

use super::{Mailbox, deliver, instant, states, world, write};

#[tokio::test(flavor = "multi_thread")]
async fn n_after_an_hour_without_a_mail_server_everything_arrives_once() {
    // The port is taken, so that no other test gets it, and nobody listens on it.
    let held = TcpSocket::new_v4().unwrap();
    held.set_reuseaddr(true).unwrap();
    held.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let port = held.local_addr().unwrap().port();
    let world = world(Some(&format!("smtp://127.0.0.1:{port}")), None).await;
    for key in 0..20 {
        write(&world, "ben", &format!("message {key}")).await;
    }
    let start = instant("2028-01-11T09:00:00Z");
    let mut rests = 0;
    for minute in 0..60 {
        world.at(&(start + TimeDelta::minutes(minute)).to_rfc3339());
        let round = deliver(&world).await;
        assert_eq!((round.sent, round.failed), (0, 0));
        rests += usize::from(round.later == 0);
        // The channel as a whole rests after a failure: one wave of attempts, and not one a message.
        assert!(round.later <= 8, "{round:?}");
    }
    assert!(rests < 60, "it was tried");
    let page = world.seen_by("ada", "/admin/undelivered").await;
    assert!(
        page.has_notice("E-mail cannot be used at the moment.") && page.has_notice("Connection refused"),
        "{}",
        page.text()
    );

    let mailbox = Mailbox::on(port);
    let mut arrived = None;
    for minute in 60..130 {
        world.at(&(start + TimeDelta::minutes(minute)).to_rfc3339());
        deliver(&world).await;
        if mailbox.count() == 20 && arrived.is_none() {
            arrived = Some(minute);
        }
    }
    assert!(
        arrived.is_some_and(|minute| minute <= 65),
        "{arrived:?}: what waits is sent once one attempt succeeds"
    );
    let mut keys: Vec<_> = mailbox
        .mails()
        .iter()
        .map(|mail| mail.header("Message-ID"))
        .collect();
    keys.sort();
    keys.dedup();
    assert_eq!((keys.len(), mailbox.count()), (20, 20), "each once");
    let page = world.seen_by("ada", "/admin/undelivered").await;
    assert!(
        page.has_empty_state("Nothing waits to be delivered"),
        "{}",
        page.text()
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn n_attempts_run_out_and_an_administrator_asks_for_another() {
    let mailbox = Mailbox::new();
    let world = world(Some(&mailbox.url()), None).await;
    mailbox.answer(Some("451 4.3.0 Try later"));
    write(&world, "ben", "a").await;
    let mut attempts = 0;
    while states(&world)
        .await
        .first()
        .is_none_or(|(state, ..)| state == "email pending")
    {
        let round = deliver(&world).await;
        attempts += round.later + round.failed;
        let sql =
            "SELECT to_char(due_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') FROM deliveries";
        let due: String = world.rows(sql, &[]).await[0].get(0);
        world.at(&due);
        assert!(attempts <= 24, "it ends");
    }
    assert_eq!(attempts, 24);
    let mut ada = world.sign_in("ada").await;
    let page = ada.get("/admin/undelivered?state=failed").await;
    assert!(
        page.has_row("Failed: not tried again") && page.has_row("Try later") && page.has_row("24"),
        "{}",
        page.text()
    );
    world.at("2028-01-13T09:00:00Z");
    assert_eq!(deliver(&world).await.later, 0, "nobody asked for it");

    mailbox.answer(None);
    let name: String = world
        .rows("SELECT outbox_id || '-email' FROM deliveries", &[])
        .await[0]
        .get(0);
    let page = ada.submit("/admin/undelivered", &[("retry", &name)]).await;
    assert_eq!(page.flash(), "It is tried again now.");
    assert_eq!(deliver(&world).await.sent, 1);
    let page = ada.submit("/admin/undelivered", &[("retry", &name)]).await;
    assert!(
        page.has_message("There is nothing to try again"),
        "{}",
        page.text()
    );
    assert_eq!(mailbox.count(), 1);
    let sql = "SELECT count(*) FROM audit_log WHERE action = 'delivery.retried'";
    assert_eq!(world.count(sql).await, 1, "G8: what changed something");
    world.end().await;
}
