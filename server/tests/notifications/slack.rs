//! Slack: both calls as they are documented, what it asks for, and who is not there (N).

use serde_json::json;

use super::{SlackApi, config, deliver, states, world, write};
use crate::support::{Setup, World};
use crate::tasks;

#[tokio::test(flavor = "multi_thread")]
async fn n_slack_gets_blocks_and_text_for_the_account_with_the_readers_address() {
    let slack = SlackApi::new().await;
    let world = world(None, Some(&slack)).await;
    let task = tasks::request(&world, "ben", "ben", "viewer").await;
    assert_eq!(deliver(&world).await.sent, 1);
    assert_eq!(slack.lookups(), ["mara@example.org"]);
    let post = slack.posts().remove(0);
    assert_eq!(post["channel"], "UMARA");
    assert_eq!(post["unfurl_links"], false);
    let text = post["text"].as_str().unwrap();
    assert!(
        text.starts_with("“Grant Payroll viewer to Ben Ode” waits for you.") && text.ends_with(&task),
        "{text}"
    );
    let blocks = post["blocks"].to_string();
    assert!(
        blocks.contains(&format!("<http://locum.test{task}|Open the task>")),
        "{blocks}"
    );
    assert!(
        blocks.contains("You get this because the task waits for you."),
        "T9: {blocks}"
    );
    assert_eq!(post["metadata"]["event_type"], "locum_notification");
    assert_eq!(
        post["metadata"]["event_payload"]["key"].as_str().unwrap().len(),
        32
    );

    write(&world, "mara", "again").await;
    assert_eq!(deliver(&world).await.sent, 1);
    assert_eq!(slack.lookups().len(), 1, "the account is known by now");
    world
        .execute(
            "UPDATE people SET email = 'vogel@example.org' WHERE username = 'mara'",
            &[],
        )
        .await;
    write(&world, "mara", "moved").await;
    deliver(&world).await;
    assert_eq!(
        slack.lookups()[1..],
        ["vogel@example.org"],
        "another address is another account"
    );
    assert_eq!(slack.posts()[2]["channel"], "UVOGEL");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn n_retry_after_holds_for_the_whole_channel_and_is_no_attempt() {
    let slack = SlackApi::new().await;
    let world = world(None, Some(&slack)).await;
    write(&world, "ben", "a").await;
    slack.then(429, Some(120), json!({ "ok": false, "error": "ratelimited" }));
    assert_eq!(deliver(&world).await.later, 1);
    write(&world, "bea", "b").await;
    let mut ada = world.sign_in("ada").await;
    let page = ada.submit("/admin/undelivered", &[("retry", "all")]).await;
    assert_eq!(page.flash(), "It is tried again now.");
    world.at("2028-01-11T09:01:59Z");
    let round = deliver(&world).await;
    assert_eq!(
        (round.sent, round.later),
        (0, 0),
        "also for another person, also when asked to try again"
    );
    assert_eq!(slack.posts().len(), 0);
    world.at("2028-01-11T09:02:01Z");
    assert_eq!(deliver(&world).await.sent, 2);
    let attempts: Vec<_> = states(&world)
        .await
        .iter()
        .map(|(_, attempts, _)| *attempts)
        .collect();
    assert_eq!(attempts, [1, 1], "it was not the messages' fault");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn n_who_has_no_slack_account_is_told_of_and_not_tried_again() {
    let slack = SlackApi::new().await;
    let world = world(None, Some(&slack)).await;
    world
        .execute(
            "UPDATE people SET email = 'ben@elsewhere.test' WHERE username = 'ben'",
            &[],
        )
        .await;
    write(&world, "ben", "a").await;
    assert_eq!(deliver(&world).await.failed, 1);
    let page = world.seen_by("ada", "/admin/undelivered").await;
    assert!(
        page.has_row("no Slack user with this address") && page.has_row("Failed: not tried again"),
        "{}",
        page.text()
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn n_what_slack_cannot_do_now_is_tried_again_and_what_it_will_not_is_not() {
    let slack = SlackApi::new().await;
    let world = world(None, Some(&slack)).await;
    let cases = [
        (
            500,
            json!({ "ok": false, "error": "internal_error" }),
            "slack pending",
            "status 500",
        ),
        (
            200,
            json!({ "ok": false, "error": "service_unavailable" }),
            "slack pending",
            "service_unavailable",
        ),
        (
            200,
            json!({ "ok": false, "error": "token_revoked" }),
            "slack pending",
            "does not accept LOCUM_SLACK_TOKEN",
        ),
        (
            200,
            json!({ "ok": false, "error": "messages_tab_disabled" }),
            "slack failed",
            "messages_tab_disabled",
        ),
        (
            200,
            json!({ "ok": false, "error": "user_not_found" }),
            "slack failed",
            "user_not_found",
        ),
    ];
    for (day, (status, body, state, words)) in (12..).zip(cases) {
        world.execute("DELETE FROM deliveries", &[]).await;
        world.at(&format!("2028-01-{day}T09:00:00Z"));
        slack.then(status, None, body);
        write(&world, "ben", &format!("day {day}")).await;
        deliver(&world).await;
        let (found, attempts, error) = states(&world).await.remove(0);
        assert_eq!((found.as_str(), attempts), (state, 1));
        assert!(error.as_deref().unwrap().contains(words), "{error:?}");
    }
    assert_eq!(
        world.count("SELECT count(*) FROM slack_users").await,
        0,
        "an account that is gone is looked up again"
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn n_why_slack_cannot_be_reached_stands_on_the_page() {
    let nobody_listens = "http://127.0.0.1:1/api";
    let setup = Setup {
        notify: Some(config(None, Some(nobody_listens))),
        ..Setup::default()
    };
    let world = World::with(setup).await;
    write(&world, "ben", "a").await;
    deliver(&world).await;
    let page = world.seen_by("ada", "/admin/undelivered").await;
    assert!(
        page.has_notice("Slack cannot be reached") && page.has_notice("Connection refused"),
        "{}",
        page.text()
    );
    world.end().await;
}
