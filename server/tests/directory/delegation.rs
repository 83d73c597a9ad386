//! A super administrator sets, changes and removes somebody's rule (T8, T9, T6, G1, G5, G6).

use axum::body::Body;
use axum::http::Method;

use super::{USERS, delegate_of_mara, name_delegate, rule_of};
use crate::support::World;

/// *Keep sending me a copy*.
const COPY: &str = "input[type=checkbox][name=keep_copy]";
/// *Remove delegate*.
const REMOVE: &str = "button[name=ask][value=remove]";
/// Who set a rule, where it was another.
const SET_BY: &str = "Set by Ada Holm";

#[tokio::test(flavor = "multi_thread")]
async fn t8_a_super_administrator_sets_a_rule_and_both_sides_are_told() {
    let world = World::new().await;
    let mut ada = world.sign_in("ada").await;
    let form = ada.get(&rule_of("mara")).await;
    assert_eq!((form.status, form.h1().as_str()), (200, "Delegation"));
    let own = world.seen_by("mara", "/profile/delegate").await;
    assert!(own.has(COPY) && !form.has(COPY), "the owner's own choice");
    assert!(!form.has(REMOVE));
    let page = name_delegate(&mut ada, "mara", "bea").await;
    assert!(ada.get(&rule_of("mara")).await.has(REMOVE));
    assert_eq!(page.h1(), "Mara Vogel");
    assert!(
        page.has_message("Saved. Bea Lund gets Mara Vogel’s new tasks"),
        "{}",
        page.text()
    );
    assert!(page.has_hint(SET_BY));
    let mut mara = world.sign_in("mara").await;
    let profile = mara.get("/profile").await;
    assert!(
        profile.says("Bea Lund gets your new tasks")
            && profile.has_hint("Set by Ada Holm on Tue 11 Jan 2028 09:00"),
        "{}",
        profile.text()
    );
    assert!(
        mara.get("/notifications")
            .await
            .has_log_line("Ada Holm changed your delegate. Bea Lund gets your new tasks")
    );
    let mut bea = world.sign_in("bea").await;
    assert!(
        bea.get("/notifications")
            .await
            .has_log_line("You are now Mara Vogel’s delegate")
    );
    let entry = &world
        .rows(
            "SELECT a.username, b.username, l.through FROM audit_log l JOIN people a ON a.id = l.actor_id
             JOIN people b ON b.id = l.on_behalf_of WHERE l.action = 'delegation_rule.saved'",
            &[],
        )
        .await[0];
    assert_eq!(
        (
            entry.get::<_, &str>(0),
            entry.get::<_, &str>(1),
            entry.get::<_, &str>(2)
        ),
        ("ada", "mara", "/admin/directory/users/mara/delegation")
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t8_the_owner_may_change_and_remove_what_another_set() {
    let world = World::new().await;
    let mut ada = world.sign_in("ada").await;
    name_delegate(&mut ada, "mara", "bea").await;
    let mut mara = world.sign_in("mara").await;
    assert!(mara.get("/profile").await.has_hint(SET_BY));
    let form = mara.get("/profile/delegate").await;
    let version = form.value_of("version").unwrap();
    // T9: what another set sends no copy; the owner's own choice begins ticked.
    assert!(form.one(COPY).is_checked());
    let fields = [
        ("kind", "permanent"),
        ("delegate", "ben"),
        ("keep_copy", "true"),
        ("version", &version),
    ];
    let page = mara.submit("/profile/delegate", &fields).await;
    assert!(
        page.has_message("Ben Ode gets your new tasks") && !page.says(SET_BY),
        "{}",
        page.text()
    );
    name_delegate(&mut ada, "mara", "bea").await;
    let version = mara.get("/profile/delegate").await.value_of("version").unwrap();
    mara.submit(
        "/profile/delegate",
        &[("action", "remove"), ("version", &version)],
    )
    .await;
    assert_eq!(
        world
            .count("SELECT count(*) FROM delegation_rules WHERE closed_at IS NULL")
            .await,
        0
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t8_removing_anothers_rule_tells_them() {
    let world = World::new().await;
    let mut mara = delegate_of_mara(&world).await;
    let mut ada = world.sign_in("ada").await;
    let form = ada.get(&rule_of("mara")).await;
    assert!(form.has_hint("Saving replaces Mara Vogel’s present rule at once"));
    let version = form.value_of("version").unwrap();
    let fields = [("action", "remove"), ("version", version.as_str())];
    let page = ada.submit(&rule_of("mara"), &fields).await;
    assert!(
        page.has_message("The delegate is removed") && page.has_empty_state("Mara Vogel has no delegate"),
        "{}",
        page.text()
    );
    assert!(
        mara.get("/notifications")
            .await
            .has_log_line("Ada Holm changed your delegate. You have no delegate now")
    );
    assert_eq!(
        ada.post(&rule_of("mara"), &fields).await.status,
        303,
        "a second click finds it done"
    );
    let removed = "SELECT count(*) FROM audit_log WHERE action = 'delegation_rule.removed'";
    assert_eq!(world.count(removed).await, 1);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t8_nobody_else_can() {
    let world = World::new().await;
    for username in ["mara", "hugo", "ines", "bea"] {
        let mut browser = world.sign_in(username).await;
        let fields = [("kind", "permanent"), ("delegate", "bea")];
        assert_eq!(
            browser.post(&rule_of("ben"), &fields).await.status,
            403,
            "{username}"
        );
        let remove = [("action", "remove")];
        assert_eq!(
            browser.post(&rule_of("ben"), &remove).await.status,
            403,
            "{username}"
        );
        assert_eq!(browser.get(&rule_of("ben")).await.status, 403, "{username}");
        let asked = r#"{"owner": "ben", "form": {"kind": "permanent", "delegate": "bea"}}"#;
        let path = "/internal/directory/delegation/preview";
        let page = browser
            .send(Method::POST, path, Some("application/json"), Body::from(asked))
            .await;
        assert_eq!(page.status, 403, "{username}");
    }
    assert_eq!(world.count("SELECT count(*) FROM delegation_rules").await, 0);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t9_the_owner_gets_no_copy_of_what_another_set() {
    let world = World::new().await;
    world.create_requestable_role("viewer", "Payroll viewer").await;
    let mut ada = world.sign_in("ada").await;
    // Also when the form is forged to ask for one.
    let fields = [("kind", "permanent"), ("delegate", "bea"), ("keep_copy", "true")];
    assert_eq!(ada.post(&rule_of("mara"), &fields).await.status, 303);
    let mut ben = world.sign_in("ben").await;
    let request = [("subject", "ben"), ("role", "viewer"), ("reason", "")];
    assert_eq!(ben.post("/requests/new", &request).await.status, 303);
    let told = "SELECT p.username, o.event->>'what' FROM outbox o JOIN people p ON p.id = o.person_id
        WHERE o.task_id IS NOT NULL ORDER BY 1";
    let told: Vec<_> = world
        .rows(told, &[])
        .await
        .iter()
        .map(|row| (row.get::<_, String>(0), row.get::<_, String>(1)))
        .collect();
    assert_eq!(told, [("bea".to_owned(), "task_assigned".to_owned())]);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t8_an_administrators_own_copy_stays_as_they_chose_it() {
    let world = World::new().await;
    let mut ada = world.sign_in("ada").await;
    let kept = "SELECT count(*) FROM delegation_rules WHERE closed_at IS NULL AND keep_copy";
    name_delegate(&mut ada, "ada", "abel").await;
    assert_eq!(world.count(kept).await, 1, "on at first");
    let version = ada.get("/profile/delegate").await.value_of("version").unwrap();
    let own = [
        ("kind", "permanent"),
        ("delegate", "abel"),
        ("version", version.as_str()),
    ];
    ada.post("/profile/delegate", &own).await;
    name_delegate(&mut ada, "ada", "ines").await;
    assert_eq!(world.count(kept).await, 0, "unticked on their own page");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g1_dates_are_the_owners_and_t6_a_loop_is_named() {
    let world = World::new().await;
    // Already the 12th in Tokyo, still the 11th in London.
    world.at("2028-01-11T16:00:00Z");
    let mut ada = world.sign_in("ada").await;
    let fields = [
        ("kind", "temporary"),
        ("delegate", "tess"),
        ("starts_on", "2028-01-10"),
        ("ends_on", "2028-01-11"),
    ];
    let page = ada.post(&rule_of("mina"), &fields).await;
    assert_eq!(page.status, 422);
    assert!(
        page.has("[role=alert]") && page.refuses("ends_on", "End date must be today or later"),
        "{}",
        page.text()
    );
    assert_eq!(page.value_of("starts_on").as_deref(), Some("2028-01-10"), "G6");
    name_delegate(&mut ada, "tess", "mina").await;
    let page = name_delegate(&mut ada, "mina", "tess").await;
    assert!(
        page.has_message("This closes a loop: Mina Sato → Tess Mori → Mina Sato."),
        "{}",
        page.text()
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g6_whoever_cannot_be_the_delegate_is_refused() {
    let world = World::new().await;
    let mut ada = world.sign_in("ada").await;
    for (delegate, words) in [
        ("", "Enter the username of the delegate"),
        ("mara", "Delegate must be somebody else"),
        ("zoe", "Delegate must be an active person"),
        ("nobody", "nobody active has the username “nobody”"),
        ("<script>", "nobody active has the username “<script>”"),
    ] {
        let fields = [("kind", "permanent"), ("delegate", delegate)];
        let page = ada.post(&rule_of("mara"), &fields).await;
        assert_eq!(page.status, 422, "{delegate}");
        assert!(page.refuses("delegate", words), "{delegate}: {}", page.text());
        assert_eq!(page.value_of("delegate").as_deref(), Some(delegate));
    }
    assert_eq!(world.count("SELECT count(*) FROM delegation_rules").await, 0);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g5_a_stale_form_says_who_was_quicker_and_saves_nothing() {
    let world = World::new().await;
    let mut ada = world.sign_in("ada").await;
    ada.get(&rule_of("mara")).await;
    delegate_of_mara(&world).await;
    let fields = [("kind", "permanent"), ("delegate", "ben")];
    let page = ada.post(&rule_of("mara"), &fields).await;
    assert_eq!(page.status, 409);
    assert!(
        page.has_error("Mara Vogel changed this rule on Tue 11 Jan 2028 09:00 Europe/London"),
        "{}",
        page.text()
    );
    assert_eq!(page.value_of("delegate").as_deref(), Some("ben"));
    assert_eq!(world.count("SELECT count(*) FROM delegation_rules").await, 1);
    let version = page.value_of("version").unwrap();
    let again = [
        ("kind", "permanent"),
        ("delegate", "ben"),
        ("version", version.as_str()),
    ];
    let page = ada.submit(&rule_of("mara"), &again).await;
    assert!(
        page.has_message("Ben Ode gets Mara Vogel’s new tasks"),
        "{}",
        page.text()
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_preview_speaks_of_the_owner() {
    let world = World::new().await;
    let mut ada = world.sign_in("ada").await;
    name_delegate(&mut ada, "mina", "max").await;
    let asked = r#"{"owner": "mina", "form": {"kind": "temporary", "delegate": "tess", "starts_on": "2028-02-01",
        "ends_on": "2028-02-10"}}"#;
    let path = "/internal/directory/delegation/preview";
    let page = ada
        .send(Method::POST, path, Some("application/json"), Body::from(asked))
        .await;
    assert_eq!(page.status, 200, "{}", page.body);
    assert!(page.body.contains("Tess Mori gets Mina Sato’s new tasks from Tue 1 Feb 2028 00:00 to the end of Thu 10 Feb 2028, Asia/Tokyo."), "{}", page.body);
    assert!(
        page.body.contains("Mina Sato’s present rule ends when you save"),
        "{}",
        page.body
    );
    assert!(
        ada.get(&format!("{USERS}/mina")).await.says("Max Roth gets"),
        "nothing was saved"
    );
    world.end().await;
}
