//! One's own channels (N, G5).

use super::{Mailbox, SlackApi, deliver, states, world, write};

/// What stands behind a channel's name that an operator has not set up.
const MISSING: &str = "is not set up here";
const IN_APP_ONLY: &str = "In-app only.";

#[tokio::test(flavor = "multi_thread")]
async fn n_everyone_chooses_their_own_channels() {
    let (mailbox, slack) = (Mailbox::new(), SlackApi::new().await);
    let world = world(Some(&mailbox.url()), Some(&slack)).await;
    let mut ben = world.sign_in("ben").await;
    let page = ben.get("/notifications/settings").await;
    assert!(
        page.has_hint("To ben@example.org.")
            && page.has_hint("Slack account with the address ben@example.org."),
        "{}",
        page.text()
    );
    assert!(!page.says(MISSING), "{}", page.text());
    write(&world, "ben", "both").await;
    assert_eq!(deliver(&world).await.sent, 2, "all that are configured, at first");

    let page = ben
        .submit("/notifications/settings", &[("slack", "true"), ("version", "0")])
        .await;
    assert_eq!(page.flash(), "Saved. It holds for every message from now on.");
    write(&world, "ben", "slack only").await;
    assert_eq!(deliver(&world).await.sent, 1);
    assert_eq!((mailbox.count(), slack.posts().len()), (1, 2));
    assert!(
        ben.get("/notifications")
            .await
            .has_log_line("no longer Mara Vogel’s delegate"),
        "in the application always"
    );

    let audit = world
        .rows(
            "SELECT before::text, after::text FROM audit_log WHERE action = 'notification_settings.saved'",
            &[],
        )
        .await;
    let (before, after): (String, String) = (audit[0].get(0), audit[0].get(1));
    assert!(
        before.contains("\"email\": true") && after.contains("\"email\": false"),
        "G3: {before} {after}"
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn n_a_channel_switched_off_holds_for_what_waits_too() {
    let mailbox = Mailbox::new();
    let world = world(Some(&mailbox.url()), None).await;
    mailbox.answer(Some("451 4.3.0 Not now"));
    write(&world, "ben", "a").await;
    assert_eq!(deliver(&world).await.later, 1);
    let mut ben = world.sign_in("ben").await;
    ben.submit("/notifications/settings", &[("version", "0")]).await;
    mailbox.answer(None);
    world.at("2028-01-11T10:00:00Z");
    assert_eq!(deliver(&world).await.skipped, 1);
    assert_eq!(states(&world).await[0].0, "email skipped");
    assert_eq!(mailbox.count(), 0);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g5_a_stale_save_of_settings_changes_nothing_and_keeps_what_was_ticked() {
    let world = world(None, None).await;
    let mut ben = world.sign_in("ben").await;
    for version in ["0", "1"] {
        let version = ben
            .get("/notifications/settings")
            .await
            .value_of("version")
            .filter(|found| found == version)
            .unwrap();
        assert_eq!(
            ben.post(
                "/notifications/settings",
                &[("email", "true"), ("version", &version)]
            )
            .await
            .status,
            303
        );
    }
    for stale in ["0", "1"] {
        let page = ben
            .post(
                "/notifications/settings",
                &[("slack", "true"), ("version", stale)],
            )
            .await;
        assert_eq!(page.status, 409, "{}", page.text());
        assert!(
            page.has("[role=alert]") && page.has_error("You changed these settings on"),
            "{}",
            page.text()
        );
        assert!(page.title().starts_with("Error: "));
        assert_eq!(
            page.value_of("version").as_deref(),
            Some("2"),
            "saving again replaces them"
        );
    }
    let saved = "SELECT count(*) FROM notification_settings WHERE email AND NOT slack AND version = 2";
    assert_eq!(world.count(saved).await, 1);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn n_without_a_transport_or_an_address_the_page_says_so() {
    let world = world(None, None).await;
    let page = world.seen_by("ben", "/notifications/settings").await;
    assert!(page.has_notice(IN_APP_ONLY), "{}", page.text());
    world
        .execute("UPDATE people SET email = NULL WHERE username = 'ben'", &[])
        .await;
    let page = world.seen_by("ben", "/notifications/settings").await;
    assert!(page.has_hint("has no e-mail address"), "{}", page.text());
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn n_of_two_channels_the_missing_one_is_named() {
    let mailbox = Mailbox::new();
    let world = world(Some(&mailbox.url()), None).await;
    let page = world.seen_by("ben", "/notifications/settings").await;
    let missing = |channel: &str| page.says(&format!("{channel} {MISSING}"));
    assert!(missing("Slack") && !missing("E-mail"), "{}", page.text());
    let page = world.seen_by("ada", "/admin/undelivered").await;
    assert!(
        page.has_lead("Slack is not configured.") && !page.says(IN_APP_ONLY),
        "{}",
        page.text()
    );
    world.end().await;
}
