//! Names and titles that try something: none of it gets into a header, turns the line around or becomes markup.

use super::{Mailbox, SlackApi, deliver, world};

const NAME: &str = "Zoë \"Qu\" <b>Ω</b>, \u{202e}Jr.\u{202c}\r\nBcc: eve@example.org";

#[tokio::test(flavor = "multi_thread")]
async fn n_odd_names_and_titles_stay_text() {
    let mailbox = Mailbox::new();
    let slack = SlackApi::new().await;
    let world = world(Some(&mailbox.url()), Some(&slack)).await;
    world
        .execute(
            "UPDATE people SET display_name = $1 WHERE username = 'ben'",
            &[&NAME],
        )
        .await;
    let title = format!(
        "Grant <script>alert(1)</script> & <!channel> *all* \u{200f}\r\nX-Evil: yes {}",
        "long ".repeat(2_000)
    );
    assert!(title.len() > 10_000);
    let event = serde_json::json!({
        "what": "task_closed", "title": title, "state": "denied", "reason": "<a href=\"http://evil.test\">No</a>\r\n.\r\nQUIT",
        "by": NAME, "why": { "as": "stands_in", "named": NAME, "via": [] },
    });
    let sql = "INSERT INTO outbox (at, person_id, event_key, event) SELECT '2028-01-11T09:00:00Z', id, 'odd', $1::text::jsonb \
               FROM people WHERE username = 'ben'";
    world.execute(sql, &[&event.to_string()]).await;
    assert_eq!(deliver(&world).await.sent, 2);

    let mails = mailbox.mails();
    let mail = &mails[0];
    assert_eq!(mail.recipients(), ["ben@example.org"]);
    assert!(!mail.has_header("Bcc") && !mail.has_header("X-Evil"));
    let to = mail.header("To");
    assert!(
        to.contains("Zoë") && to.contains("Ω") && to.ends_with("<ben@example.org>"),
        "{to}"
    );
    assert!(!to.contains('\u{202e}'));
    let subject = mail.header("Subject");
    assert!(
        subject.starts_with("“Grant <script>alert(1)</script> & <!channel> *all* X-Evil: yes long"),
        "{subject}"
    );
    assert!(
        subject.chars().count() <= 150 && subject.ends_with('…'),
        "{subject}"
    );
    let (text, html) = (mail.part("text/plain"), mail.part("text/html"));
    for part in [&text, &html] {
        assert!(!part.contains(['\u{202e}', '\u{200f}']), "{part}");
        assert!(part.contains("QUIT"), "a dot on a line of its own ends no mail");
    }
    assert!(text.lines().all(|line| line.chars().count() <= 78), "{text}");
    assert!(
        html.contains("&lt;script&gt;")
            && !html.contains("<script")
            && !html.contains("<a href=\"http://evil"),
        "{html}"
    );
    let (defects, longest, ascii) = mail.defects();
    assert!(defects == "[]" && longest <= 998 && ascii, "{defects} {longest}");

    let posts = slack.posts();
    let said = posts[0]["blocks"].to_string();
    assert!(
        !said.contains("<!channel>") && said.contains("&lt;!channel&gt;"),
        "{said}"
    );
    assert!(!said.contains("<script>") && !said.contains("\\r"), "{said}");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn n_a_message_of_a_newer_version_waits_for_a_server_that_knows_it() {
    let mailbox = Mailbox::new();
    let world = world(Some(&mailbox.url()), None).await;
    let sql = "INSERT INTO outbox (at, person_id, event_key, event) SELECT '2028-01-11T09:00:00Z', id, 'new', \
               '{\"what\": \"carrier_pigeon\"}' FROM people WHERE username = 'ben'";
    world.execute(sql, &[]).await;
    assert_eq!(deliver(&world).await.later, 1);
    assert_eq!(mailbox.count(), 0);
    assert_eq!(world.seen_by("ben", "/notifications").await.status, 200);
    world.end().await;
}
