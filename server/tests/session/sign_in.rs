//! Who gets in, and what they are told who do not.

use crate::support::{PASSWORD, World};

#[tokio::test(flavor = "multi_thread")]
async fn s_a_person_signs_in_and_goes_where_they_wanted() {
    let world = World::new().await;
    let mut ben = world.browser();
    let page = ben.get("/profile").await;
    assert_eq!(
        (page.status, page.location()),
        (303, Some("/login?next=/profile"))
    );
    let page = ben.get("/login?next=/profile").await;
    assert_eq!((page.status, page.h1().as_str()), (200, "Sign in"));
    let next = page.value_of("next").unwrap();
    let fields = [("username", " BEN "), ("password", PASSWORD), ("next", &next)];
    let page = ben.submit("/login", &fields).await;
    assert_eq!((page.status, page.h1().as_str()), (200, "My profile"));
    let page = ben.get("/login").await;
    assert_eq!(
        (page.status, page.location()),
        (303, Some("/")),
        "who is signed in needs no sign-in page"
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn s_no_link_leads_to_another_site() {
    let world = World::new().await;
    for next in ["https://evil.example", "//evil.example", "/\\evil.example"] {
        let fields = [("username", "ben"), ("password", PASSWORD), ("next", next)];
        assert_eq!(
            world.browser().post("/login", &fields).await.location(),
            Some("/")
        );
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn s_everybody_who_may_not_gets_the_same_answer() {
    let world = World::new().await;
    world
        .execute(
            "UPDATE people SET disabled_at = '2028-01-01' WHERE username = 'max'",
            &[],
        )
        .await;
    world
        .execute(
            "UPDATE people SET password_hash = NULL WHERE username = 'bea'",
            &[],
        )
        .await;
    let tries = [
        ("ben", "battery horse correct"),
        ("nobody", PASSWORD),
        ("zoe", PASSWORD),
        ("max", PASSWORD),
        ("bea", PASSWORD),
    ];
    let mut answers = Vec::new();
    for (username, password) in tries {
        let mut browser = world.browser();
        let page = browser
            .post("/login", &[("username", username), ("password", password)])
            .await;
        assert_eq!(page.status, 422, "{username}");
        assert!(browser.session().is_none() && !page.body.contains(password));
        assert!(
            page.says("There is a problem The username or the password is not right"),
            "{}",
            page.text()
        );
        assert_eq!(
            page.value_of("username").as_deref(),
            Some(username),
            "G6: what was typed stays"
        );
        answers.push(page.text());
    }
    answers.dedup();
    assert_eq!(answers.len(), 1, "{answers:?}");
    assert_eq!(world.count("SELECT count(*) FROM sessions").await, 0);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g4_signing_in_and_out_is_in_the_audit_log() {
    let world = World::new().await;
    let mut ben = world
        .sign_in("ben")
        .await
        .with_header("x-request-id", "sign-out-of-ben");
    assert_eq!(ben.post("/logout", &[]).await.location(), Some("/login"));
    let rows = world
        .rows(
            "SELECT a.action, p.username, a.through, a.request_id, a.client_request_id FROM audit_log a JOIN people p ON p.id = a.actor_id \
             WHERE a.action LIKE 'session.%' ORDER BY a.id",
            &[],
        )
        .await;
    let entries: Vec<(&str, &str, &str)> = rows
        .iter()
        .map(|row| (row.get(0), row.get(1), row.get(2)))
        .collect();
    assert_eq!(
        entries,
        [
            ("session.signed_in", "ben", "/login"),
            ("session.signed_out", "ben", "/logout")
        ]
    );
    assert_eq!(rows[1].get::<_, &str>(3).len(), 36, "our own id");
    assert_eq!(rows[1].get::<_, &str>(4), "sign-out-of-ben", "and the client's");
    world.end().await;
}
