//! Several nodes, and one that is killed with a mail in hand (N): nothing is lost, and what comes twice is the same message.

use services::Services;
use services::notify::Transports;

use super::{Mailbox, config, deliver, world, write};
use crate::support::Program;

#[tokio::test(flavor = "multi_thread")]
async fn n_two_nodes_send_each_message_once() {
    let mailbox = Mailbox::new();
    let world = world(Some(&mailbox.url()), None).await;
    for key in 0..60 {
        write(&world, "ben", &format!("message {key}")).await;
    }
    let node = || {
        let pool = db::Pool::new(&world.database.url, 4).unwrap();
        let transports = Transports::new(&config(Some(&mailbox.url()), None), || 0.5).unwrap();
        Services::new(pool, world.clock.clock()).with_transports(transports)
    };
    let work = |services: Services| async move {
        let mut sent = 0;
        loop {
            let round = services.notify().deliver_due(services.now()).await.unwrap();
            sent += round.sent;
            if !round.did_something() {
                return sent;
            }
        }
    };
    let (one, two) = tokio::join!(tokio::spawn(work(node())), tokio::spawn(work(node())));
    let (one, two) = (one.unwrap(), two.unwrap());
    // A node that finds nothing may stop while the other still has some in hand.
    let rest = deliver(&world).await.sent;
    assert_eq!(one + two + rest, 60);
    let mut keys: Vec<_> = mailbox
        .mails()
        .iter()
        .map(|mail| mail.header("Message-ID"))
        .collect();
    assert_eq!(keys.len(), 60);
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), 60);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn n_a_node_killed_with_a_mail_in_hand_loses_nothing() {
    let mailbox = Mailbox::new();
    let world = world(Some(&mailbox.url()), None).await;
    let (clock, url) = (world.clock.path(), mailbox.url());
    let set = [
        ("DATABASE_URL", world.database.url.as_str()),
        ("LOCUM_ENV", "test"),
        ("LOCUM_CLOCK_FILE", clock.to_str().unwrap()),
        ("LOCUM_PUBLIC_URL", "http://locum.test"),
        ("LOCUM_SMTP_URL", url.as_str()),
        ("LOCUM_MAIL_FROM", "Locum <locum@locum.test>"),
    ];
    mailbox.hold();
    let first = Program::serve(&set);
    write(&world, "ben", "a").await;
    while mailbox.count() < 1 {
        tokio::task::yield_now().await;
    }
    // The server has the mail, and the node has not heard so.
    first.signal("KILL");
    let _ = first.wait();
    mailbox.go_on();

    let second = Program::serve(&set);
    assert_eq!(
        deliver(&world).await.sent,
        0,
        "another has it in hand until its lease ends"
    );
    assert_eq!(mailbox.count(), 1);
    world.at("2028-01-11T09:00:31Z");
    while world
        .count("SELECT count(*) FROM deliveries WHERE state = 'sent'")
        .await
        == 0
    {
        tokio::task::yield_now().await;
    }
    let keys: Vec<_> = mailbox
        .mails()
        .iter()
        .map(|mail| mail.header("Message-ID"))
        .collect();
    assert_eq!(keys.len(), 2, "at least once");
    assert_eq!(
        keys[0], keys[1],
        "the reader's mail program knows it for the same"
    );
    second.signal("TERM");
    let (status, rest) = second.wait();
    assert_eq!(status.code(), Some(0), "{rest}");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn n_a_server_that_ends_finishes_what_it_has_in_hand() {
    let mailbox = Mailbox::new();
    let world = world(Some(&mailbox.url()), None).await;
    let url = mailbox.url();
    let set = [
        ("DATABASE_URL", world.database.url.as_str()),
        ("LOCUM_SMTP_URL", url.as_str()),
        ("LOCUM_MAIL_FROM", "Locum <locum@locum.test>"),
        ("LOCUM_SLACK_TOKEN", "xoxb-hush-hush"),
        ("LOCUM_SLACK_API_URL", "http://127.0.0.1:9/api"),
        ("LOCUM_LOG", "info,services=trace,hyper_util=trace"),
    ];
    mailbox.hold();
    let mut server = Program::serve(&set);
    write(&world, "ben", "a").await;
    while mailbox.count() < 1 {
        tokio::task::yield_now().await;
    }
    server.signal("TERM");
    server.wait_for("waiting for requests in flight");
    assert!(server.is_running());
    mailbox.go_on();
    let (status, said) = server.wait();
    assert_eq!(status.code(), Some(0), "{said}");
    let sent = "SELECT count(*) FROM deliveries WHERE state = 'sent' AND channel = 'email'";
    assert_eq!(world.count(sent).await, 1);
    assert!(!said.contains("hush"), "a token is never logged: {said}");
    world.end().await;
}
