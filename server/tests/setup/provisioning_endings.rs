//! What a rule's change ends of what was lent (R12): said beforehand, asked for, done at once.

use super::provisioning::{NEW, finance, given, path_of, world};
use crate::support::World;

#[tokio::test(flavor = "multi_thread")]
async fn r12_what_was_lent_ends_with_the_right_to_lend_it() {
    let world = world().await;
    let mut ada = world.sign_in("ada").await;
    // First by R2 (a): she holds it by a rule. Then by R2 (b): a rule lets her have it given.
    for (marks, left) in [
        ("autoprovision", "provisionable"),
        ("provisionable", "requestable"),
    ] {
        let fields = finance("editor", marks);
        assert_eq!(ada.send_form(NEW, &fields).await.status, 303);
        world.lent("mara", "editor", "max").await;
        let path = path_of(&world, "Finance").await;
        let mut fields = [
            ("name", "Finance"),
            ("department", "Finance"),
            ("role", "editor"),
            (left, "1"),
            ("confirmed", "3"),
            ("ending", "1"),
        ];
        assert_eq!(ada.send_form(&path, &fields).await.status, 303);
        let open = world
            .count("SELECT count(*) FROM role_delegations WHERE ended_at IS NULL")
            .await;
        let expected = i64::from(left == "provisionable");
        assert_eq!(
            open, expected,
            "{marks} to {left}: R2 (b) lets her go on lending it"
        );
        fields[3] = ("requestable", "1");
        assert_eq!(ada.send_form(&path, &fields).await.status, 303);
        assert_eq!(
            world
                .count("SELECT count(*) FROM role_delegations WHERE ended_at IS NULL")
                .await,
            0
        );
        assert_eq!(ada.send_form(&path, &[("action", "delete")]).await.status, 303);
    }
    let sql = "SELECT count(*) FROM audit_log WHERE action = 'role_delegation.ended'";
    assert_eq!(world.count(sql).await, 2);
    world.end().await;
}

/// `mara` lends `editor` to `max` (in force) and `ben` (to come) by what a rule lets her have given; `bea` holds it by hand and
/// lends it to `tess`.
async fn lending(world: &World) {
    world.lent("mara", "editor", "max").await;
    let batch = "INSERT INTO role_delegations (delegator_id, proxy_id, role_id, starts_on, created_by, created_at) \
          SELECT d.id, p.id, r.id, '2028-02-01', d.id, '2028-01-02T00:00Z' FROM people d, people p, roles r \
          WHERE d.username = 'mara' AND p.username = 'ben' AND r.code = 'editor'; \
        INSERT INTO grants (person_id, role_id, source, granted_at) SELECT p.id, r.id, 'by_hand', '2027-05-01Z' \
          FROM people p, roles r WHERE p.username = 'bea' AND r.code = 'editor'";
    world.database.batch(batch).await;
    world.lent("bea", "editor", "tess").await;
}

async fn open(world: &World) -> i64 {
    let sql = "SELECT count(*) FROM role_delegations WHERE ended_at IS NULL AND cancelled_at IS NULL";
    world.count(sql).await
}

const WORDS: &str = "What was delegated without another right to the role ends for good: 1 delegation in force and 1 scheduled.";
/// Of [`WORDS`], what does not depend on the numbers.
const FOR_GOOD: &str = "ends for good";

#[tokio::test(flavor = "multi_thread")]
async fn r12_what_would_end_is_said_and_asked_before_it_ends() {
    let world = world().await;
    let mut ada = world.sign_in("ada").await;
    let form = |mark: &'static str| finance("editor", mark);
    assert_eq!(ada.send_form(NEW, &form("provisionable")).await.status, 303);
    lending(&world).await;
    let path = path_of(&world, "Finance").await;
    let letters = world.count("SELECT count(*) FROM outbox").await;
    let preview = [&form("requestable")[..], &[("action", "preview")]].concat();
    let page = ada.send_form(&path, &preview).await;
    assert!(
        page.status == 200 && page.says(WORDS) && page.says(FOR_GOOD),
        "{}",
        page.text()
    );
    let kept = [&form("provisionable")[..], &[("action", "preview")]].concat();
    assert!(!ada.send_form(&path, &kept).await.says(FOR_GOOD));
    for (fields, words, button) in [
        (form("requestable").to_vec(), WORDS, "Save and end 2 delegations"),
        (vec![("action", "delete")], "2 delegations end", "Delete rule"),
    ] {
        for ending in ["", "1", "3", "x"] {
            let page = ada
                .send_form(&path, &[&fields[..], &[("ending", ending)]].concat())
                .await;
            assert_eq!(page.status, 200, "{ending}");
            assert!(page.says(words) && page.says(button), "{}", page.text());
            assert_eq!(page.value_of("ending").as_deref(), Some("2"));
        }
    }
    assert_eq!(open(&world).await, 3, "nothing has happened");
    assert_eq!(world.count("SELECT count(*) FROM outbox").await, letters);
    let told = [&form("requestable")[..], &[("ending", "2")]].concat();
    let saved = ada.send_form(&path, &told).await;
    assert_eq!(saved.status, 303, "{}", saved.text());
    assert_eq!(
        open(&world).await,
        1,
        "what is lent by a grant of one's own goes on"
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r12_who_loses_the_role_and_what_ends_with_it_is_one_question() {
    let world = world().await;
    let mut ada = world.sign_in("ada").await;
    let form = |mark: &'static str| finance("editor", mark);
    assert_eq!(ada.send_form(NEW, &form("autoprovision")).await.status, 303);
    lending(&world).await;
    let path = path_of(&world, "Finance").await;
    let asked = ada.send_form(&path, &form("requestable")).await;
    let button = "Take it away from 3 people and end 2 delegations";
    assert!(
        asked.has_notice(WORDS) && asked.has_button(button),
        "{}",
        asked.text()
    );
    let half = [&form("requestable")[..], &[("confirmed", "3")]].concat();
    let asked = ada.send_form(&path, &half).await;
    assert!(
        asked.status == 200 && asked.has_button(button),
        "{}",
        asked.text()
    );
    assert_eq!((open(&world).await, given(&world, "editor").await.len()), (3, 3));
    let told = [&half[..], &[("ending", "2")]].concat();
    assert_eq!(ada.send_form(&path, &told).await.status, 303);
    assert_eq!((open(&world).await, given(&world, "editor").await.len()), (1, 0));
    world.end().await;
}
