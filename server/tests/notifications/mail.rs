//! Mails as a mail server takes them and another program reads them (N, T9).

use super::{Mailbox, deliver, states, world, write};
use crate::tasks;

#[tokio::test(flavor = "multi_thread")]
async fn n_a_mail_says_what_happened_for_whom_and_why_and_where_to_go() {
    let mailbox = Mailbox::new();
    let world = world(Some(&mailbox.url()), None).await;
    tasks::delegate(&world, "mara", "bea").await;
    deliver(&world).await;
    let before = mailbox.count();
    let task = tasks::request(&world, "ben", "ben", "viewer").await;
    assert_eq!(deliver(&world).await.sent, 2);
    let mails = mailbox.mails();
    let mail = mails[before..]
        .iter()
        .find(|mail| mail.recipients() == ["bea@example.org"])
        .unwrap();
    assert_eq!(mail.header("From"), "Locum <locum@locum.test>");
    assert_eq!(mail.header("To"), "Bea Lund <bea@example.org>");
    assert_eq!(
        mail.header("Subject"),
        "“Grant Payroll viewer to Ben Ode” waits for you"
    );
    assert_eq!(mail.header("Auto-Submitted"), "auto-generated");
    assert_eq!(
        mail.header("Date"),
        "Tue, 11 Jan 2028 09:00:00 +0000",
        "G2: the one clock"
    );
    assert!(mail.header("Message-ID").ends_with("@locum.test>"));
    assert!(!mail.has_header("Bcc") && !mail.has_header("List-Id"));
    assert_eq!(mail.types(), ["multipart/alternative", "text/plain", "text/html"]);
    let text = mail.part("text/plain");
    assert!(
        text.contains("You get this because you stand in for Mara Vogel."),
        "{text}"
    );
    let link = format!("http://locum.test{task}");
    assert!(
        text.lines().any(|line| line == link),
        "on a line of its own: {text}"
    );
    assert!(text.lines().all(|line| line.chars().count() <= 78), "{text}");
    let html = mail.part("text/html");
    assert!(
        html.contains(&format!("<a href=\"{link}\"")) && html.contains("stand in for Mara Vogel"),
        "{html}"
    );
    let (defects, longest, ascii) = mail.defects();
    assert!(defects == "[]" && longest <= 998 && ascii, "{defects} {longest}");
    let copy = mails[before..]
        .iter()
        .find(|mail| mail.recipients() == ["mara@example.org"])
        .unwrap();
    assert_eq!(
        copy.header("Subject"),
        "“Grant Payroll viewer to Ben Ode” went to Bea Lund"
    );
    assert!(
        copy.part("text/plain")
            .contains("You get this copy because Bea Lund stands in for you.")
    );
    assert_eq!(deliver(&world).await.sent, 0, "once");
    assert_eq!(mailbox.count(), before + 2);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn n_an_address_that_the_server_refuses_fails_at_once_and_the_others_arrive() {
    let mailbox = Mailbox::new();
    let world = world(Some(&mailbox.url()), None).await;
    world
        .execute(
            "UPDATE people SET email = 'no address at all' WHERE username = 'max'",
            &[],
        )
        .await;
    for (username, key) in [("max", "a"), ("ben", "b")] {
        write(&world, username, key).await;
    }
    assert_eq!(deliver(&world).await.sent, 1);
    mailbox.answer(Some("550 5.1.1 No such user here"));
    write(&world, "bea", "c").await;
    assert_eq!(deliver(&world).await.failed, 1);
    let states = states(&world).await;
    let errors: Vec<_> = states
        .iter()
        .map(|(state, _, error)| (state.as_str(), error.as_deref().unwrap_or("")))
        .collect();
    assert_eq!(
        errors[0],
        ("email failed", "“no address at all” is no mail address")
    );
    assert_eq!(errors[1].0, "email sent");
    assert!(
        errors[2].0 == "email failed" && errors[2].1.contains("No such user here"),
        "{errors:?}"
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn n_nothing_is_sent_to_somebody_who_has_left() {
    let mailbox = Mailbox::new();
    let world = world(Some(&mailbox.url()), None).await;
    write(&world, "zoe", "a").await;
    write(&world, "ben", "b").await;
    mailbox.answer(Some("451 4.3.0 Not now"));
    assert_eq!(
        deliver(&world).await.later,
        1,
        "zoe has left: there is no delivery at all"
    );
    world
        .execute(
            "UPDATE people SET disabled_at = '2028-01-11T09:00:00Z' WHERE username = 'ben'",
            &[],
        )
        .await;
    mailbox.answer(None);
    world.at("2028-01-11T10:00:00Z");
    assert_eq!(deliver(&world).await.skipped, 1);
    assert_eq!(mailbox.count(), 0);
    world.end().await;
}
