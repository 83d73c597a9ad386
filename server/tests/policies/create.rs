//! The list, new policies, names (T10, G3, G6).

use super::{LIST, act, create, rename, save, saved};
use crate::support::{FORM, World};

#[tokio::test(flavor = "multi_thread")]
async fn t10_the_list_shows_policies_by_type_with_steps_and_use() {
    let world = World::new().await;
    let mut ada = world.sign_in("ada").await;
    let policy = create(&mut ada, "Two signatures", "request").await;
    let list = ada.get(LIST).await;
    assert_eq!(list.h1(), "Policies");
    let text = list.text();
    let place = |words: &str| text.find(words).unwrap_or_else(|| panic!("{words}: {text}"));
    let order = [
        "Request policies",
        "Default request",
        "Two signatures",
        "Review policies",
        "Default review",
        "Revocation policies",
        "Default revocation",
    ];
    let places: Vec<_> = order.iter().map(|words| place(words)).collect();
    assert!(places.is_sorted(), "{text}");
    assert!(
        list.has_row("Two signatures None: its tasks are refused 0 0"),
        "{text}"
    );
    assert!(list.has_row("Default request Default 1 0 0"), "{text}");
    assert!(list.links_to(&policy));
    let page = ada.get(&policy).await;
    assert_eq!(page.h1(), "Two signatures");
    assert!(page.has_notice("This policy has no steps."), "{}", page.text());
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t10_a_new_policy_is_named_and_typed_and_audited() {
    let world = World::new().await;
    let mut ada = world.sign_in("ada").await;
    for (name, kind, field, words) in [
        ("", "request", "name", "Enter the name"),
        ("  ", "review", "name", "Enter the name"),
        ("Fine", "", "type", "Choose what the policy is for"),
        ("Fine", "burn", "type", "Choose what the policy is for"),
        ("a\nb", "request", "name", "Name must be one line"),
        (
            &"x".repeat(81),
            "request",
            "name",
            "Name must be 80 characters or fewer",
        ),
        (
            "Default review",
            "request",
            "name",
            "Name must be one that no other policy has",
        ),
        ("nul\0", "request", "name", "Name must be one line"),
    ] {
        for path in [LIST, "/admin/settings/policies/new"] {
            let page = ada.post(path, &[("name", name), ("type", kind)]).await;
            assert_eq!(page.status, 422, "{name:?} {kind:?}: {}", page.text());
            assert!(page.has("[role=alert]"));
            assert!(page.refuses(field, words), "{}", page.text());
        }
    }
    assert_eq!(
        world
            .count("SELECT count(*) FROM policies WHERE NOT built_in")
            .await,
        3
    );
    let first = create(&mut ada, " Two signatures ", "revoke").await;
    let fields = [("name", "Two signatures"), ("type", "revoke"), FORM];
    assert_eq!(ada.post(LIST, &fields).await.status, 422, "{first} has the name");
    let fields = [("name", "Three signatures"), ("type", "revoke"), FORM];
    let (made, again) = (ada.post(LIST, &fields).await, ada.post(LIST, &fields).await);
    assert_eq!((made.status, again.status), (303, 303), "a second click");
    assert_eq!(made.location(), again.location());
    let mut abel = world.sign_in("abel").await;
    let taken = abel
        .post(LIST, &[("name", "Two signatures"), ("type", "revoke")])
        .await;
    assert_eq!(taken.status, 422);
    let sql = "SELECT p.username, l.through, l.after ->> 'name', l.after ->> 'type' FROM audit_log l \
               JOIN people p ON p.id = l.actor_id WHERE l.action = 'policy.created' ORDER BY l.id";
    let rows = world.rows(sql, &[]).await;
    assert_eq!(rows.len(), 2, "the second click made none");
    let facts: Vec<&str> = (0..4).map(|column| rows[0].get(column)).collect();
    assert_eq!(
        facts,
        ["ada", "/admin/settings/policies/new", "Two signatures", "revoke"]
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t10_a_policy_is_renamed_and_an_error_keeps_what_was_typed() {
    let world = World::new().await;
    let mut ada = world.sign_in("ada").await;
    let policy = create(&mut ada, "Two signatures", "request").await;
    let wrong = save(&mut ada, &policy, rename("Default request")).await;
    assert_eq!(wrong.status, 422);
    assert_eq!(wrong.h1(), "Two signatures");
    assert_eq!(wrong.value_of("name").as_deref(), Some("Default request"));
    assert!(
        wrong.refuses("name", "Name must be one that no other policy has"),
        "{}",
        wrong.text()
    );
    saved(&mut ada, &policy, rename("Four eyes")).await;
    assert_eq!(ada.get(&policy).await.h1(), "Four eyes");
    let sql = "SELECT count(*) FROM audit_log WHERE action = 'policy.changed' AND before ->> 'name' = 'Two signatures' \
               AND after ->> 'name' = 'Four eyes'";
    assert_eq!(world.count(sql).await, 1);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn s_only_a_super_administrator_reaches_policies() {
    let world = World::new().await;
    let mut ada = world.sign_in("ada").await;
    let policy = create(&mut ada, "Two signatures", "request").await;
    for username in ["ben", "mara", "hugo", "ines"] {
        let mut other = world.sign_in(username).await;
        for path in [LIST, policy.as_str(), &format!("{policy}/steps/1")] {
            assert_eq!(other.get(path).await.status, 403, "{username} {path}");
            assert_eq!(
                other.post(path, &[("name", "x")]).await.status,
                403,
                "{username} {path}"
            );
        }
    }
    for path in [
        "/admin/settings/policies/0",
        "/admin/settings/policies/nine",
        "/admin/settings/policies/9999999999999999999999",
    ] {
        assert_eq!(ada.get(path).await.status, 404, "{path}");
    }
    for place in ["0", "3", "x", "-1", "99999999999999999999999"] {
        assert_eq!(
            ada.get(&format!("{policy}/steps/{place}")).await.status,
            404,
            "{place}"
        );
    }
    assert_eq!(act(&mut ada, &policy, &[("action", "burn")]).await.status, 422);
    for wrong in [
        ("steps", "x"),
        ("steps", "{}"),
        ("open", "1"),
        ("open", "x"),
        ("edit", "up"),
    ] {
        let page = act(&mut ada, &policy, &[("action", "save"), ("name", "x"), wrong]).await;
        assert_eq!(page.status, 422, "{wrong:?}");
        assert!(!page.has("[name=steps]"), "no page sends this: {wrong:?}");
    }
    world.end().await;
}
