//! What another has removed meanwhile: who and when is said, and what was typed is kept (G5).

use super::provisioning::{NEW, RULES, finance, rule_of_finance, stale, world};
use super::{VALUES, set};
use crate::support::World;

const CODE: &str = "PER_USER_DELEGATION_MAX_DAYS";

fn form<'a>(
    (level, user): (&'a str, &'a str),
    version: &'a str,
    value: &'a str,
    action: &'a str,
) -> [(&'a str, &'a str); 6] {
    [
        ("code", CODE),
        ("level", level),
        ("user", user),
        ("version", version),
        ("value", value),
        ("action", action),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn g5_a_value_that_another_removed_is_told_with_who_and_when() {
    let world = World::new().await;
    let (mut ada, mut abel) = (world.sign_in("ada").await, world.sign_in("abel").await);
    for (level, user) in [("site", ""), ("user", "ben")] {
        set(&mut ada, CODE, level, user, "7").await;
        let edit = if user.is_empty() { "site" } else { user };
        let opened = format!("{VALUES}?code={CODE}&edit={edit}");
        let version = ada.get(&opened).await.value_of("version").unwrap();
        // Before it, another person's value of the same option: that is not what is told.
        world.at("2028-01-11T09:04:00Z");
        set(&mut abel, CODE, "user", "max", "9").await;
        world.at("2028-01-11T09:05:00Z");
        let removed = abel
            .post(VALUES, &form((level, user), &version, "", "remove"))
            .await;
        assert_eq!(removed.status, 303, "{level}");
        world.at("2028-01-11T09:06:00Z");
        let other = ada.get(&format!("{VALUES}?code={CODE}&edit=max")).await;
        let other_version = other.value_of("version").unwrap();
        let gone = ada
            .post(VALUES, &form(("user", "max"), &other_version, "", "remove"))
            .await;
        assert_eq!(gone.status, 303, "{level}");
        let stale = ada.post(VALUES, &form((level, user), &version, "30", "")).await;
        assert_eq!(stale.status, 409, "{level}");
        assert!(
            stale.has_error("Abel Costa removed this value on Tue 11 Jan 2028 09:05 Europe/London"),
            "{level}: {}",
            stale.text()
        );
        assert_eq!(stale.value_of("value").as_deref(), Some("30"));
        let version = stale.value_of("version").unwrap_or_default();
        let again = ada.post(VALUES, &form((level, user), &version, "30", "")).await;
        assert_eq!(again.status, 303, "having been told: {}", again.text());
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g5_a_rule_that_another_deleted_keeps_what_was_typed() {
    let world = world().await;
    let (mut ada, mut abel) = (world.sign_in("ada").await, world.sign_in("abel").await);
    let (path, version) = rule_of_finance(&world, &mut ada).await;
    world.at("2028-01-11T09:05:00Z");
    assert_eq!(abel.send_form(&path, &[("action", "delete")]).await.status, 303);
    world.at("2028-01-11T09:06:00Z");
    for action in ["save", "preview", "more"] {
        let stale = stale(&mut ada, &path, &version, action).await;
        assert!(
            stale.has_error("Abel Costa deleted this rule on Tue 11 Jan 2028 09:05 Europe/London"),
            "{action}: {}",
            stale.text()
        );
        assert_eq!(stale.value_of("department").as_deref(), Some("IT"), "{action}");
        assert!(
            stale.has(&format!("[action='{NEW}']")),
            "it adds a rule from here on"
        );
    }
    assert_eq!(
        ada.send_form(NEW, &[("name", "Mine"), ("role", "viewer"), ("requestable", "1")])
            .await
            .status,
        303
    );
    assert_eq!(
        ada.post(&format!("{RULES}/999999"), &finance("viewer", "requestable"))
            .await
            .status,
        404,
        "there never was one"
    );
    assert_eq!(
        ada.post(&format!("{RULES}/999999"), &[("action", "delete")])
            .await
            .status,
        404
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g5_a_second_click_on_delete_is_answered_as_done() {
    let world = world().await;
    let mut ada = world.sign_in("ada").await;
    let (path, version) = rule_of_finance(&world, &mut ada).await;
    for click in 1..=2 {
        let page = ada
            .post(&path, &[("version", version.as_str()), ("action", "delete")])
            .await;
        assert_eq!(
            (page.status, page.location()),
            (303, Some(RULES)),
            "{click}: {}",
            page.text()
        );
    }
    let sql = "SELECT count(*) FROM audit_log WHERE action = 'provisioning_rule.deleted'";
    assert_eq!(world.count(sql).await, 1);
    world.end().await;
}
