//! Asking for a role (T13, T15, R20, G6).

use super::{decide, request, world};

#[tokio::test(flavor = "multi_thread")]
async fn t15_a_manager_asks_for_a_report_and_nobody_else_for_others() {
    let world = world().await;
    // mara may ask for ben, but not decide it herself: it goes past her to the super administrators (T12).
    let task = request(&world, "mara", "ben", "viewer").await;
    assert_eq!(super::asked(&world, &task).await, ["super_administrator"]);
    let mut bea = world.sign_in("bea").await;
    for subject in ["ben", "mara", "nobody", "zoe", ""] {
        let page = bea
            .post(
                "/requests/new",
                &[("subject", subject), ("role", "viewer"), ("reason", "for others")],
            )
            .await;
        assert_eq!(page.status, 422, "{subject}");
        assert!(
            page.points_at("subject") && page.keeps("for others"),
            "{subject}: {}",
            page.text()
        );
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r20_only_roles_that_are_offered_may_be_asked_for() {
    let world = world().await;
    let mut ben = world.sign_in("ben").await;
    let page = ben.get("/requests/new").await;
    let offers = |role: &str| page.has(&format!("[name=role] option[value='{role}']"));
    assert!(
        offers("viewer") && !offers("super_administrator"),
        "{}",
        page.text()
    );
    for role in ["super_administrator", "nothing", "", "viewer'--"] {
        let page = ben
            .post("/requests/new", &[("subject", "ben"), ("role", role)])
            .await;
        assert_eq!(page.status, 422, "{role}");
    }
    assert_eq!(world.count("SELECT count(*) FROM tasks").await, 0);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_posted_twice_makes_one_task_and_one_request_is_one_grant() {
    let world = world().await;
    let mut ben = world.sign_in("ben").await;
    let id = ben.get("/requests/new").await.value_of("form").unwrap();
    let fields = [
        ("subject", "ben"),
        ("role", "viewer"),
        ("reason", ""),
        ("form", id.as_str()),
    ];
    let (mut first, mut second) = (ben.clone(), ben.clone());
    let (a, b) = tokio::join!(
        first.post("/requests/new", &fields),
        second.post("/requests/new", &fields)
    );
    let third = ben.post("/requests/new", &fields).await;
    assert!([a.status, b.status].contains(&303), "{} {}", a.status, b.status);
    let task = third.location().unwrap();
    let first = [&a, &b].into_iter().find(|page| page.status == 303).unwrap();
    assert_eq!(
        first.location(),
        Some(task),
        "a later click finds the first one's task"
    );
    assert_eq!(world.count("SELECT count(*) FROM tasks").await, 1);
    let mut mara = world.sign_in("mara").await;
    decide(&mut mara, task, "approve", "").await;
    assert_eq!(world.holders("viewer").await, ["ben"]);
    let page = ben
        .post("/requests/new", &[("subject", "ben"), ("role", "viewer")])
        .await;
    assert!(
        page.status == 422 && page.refuses("role", "Ben Ode holds Payroll viewer already"),
        "{}",
        page.text()
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g6_long_and_strange_reasons_are_refused_or_kept_as_text() {
    let world = world().await;
    let mut ben = world.sign_in("ben").await;
    let long = "a".repeat(2001);
    let page = ben
        .post(
            "/requests/new",
            &[("subject", "ben"), ("role", "viewer"), ("reason", &long)],
        )
        .await;
    assert_eq!(page.status, 422);
    assert!(page.keeps(&long), "nothing typed is lost");
    let page = ben
        .submit(
            "/requests/new",
            &[
                ("subject", "ben"),
                ("role", "viewer"),
                ("reason", "<script>alert(1)</script>\u{202e}"),
            ],
        )
        .await;
    assert_eq!(page.status, 200, "{}", page.text());
    assert!(page.has_fact("<script>alert(1)") && !page.body.contains("<script>alert"));
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r20_in_a_new_organisation_one_may_ask_to_become_a_line_manager_and_only_for_oneself() {
    let world = crate::support::World::new().await;
    let task = request(&world, "ben", "ben", "line_manager").await;
    assert_eq!(super::asked(&world, &task).await, ["mara"]);
    let mut mara = world.sign_in("mara").await;
    let for_another = [("subject", "bea"), ("role", "line_manager")];
    assert_eq!(mara.post("/requests/new", &for_another).await.status, 422);
    decide(&mut mara, &task, "approve", "").await;
    assert!(world.holders("line_manager").await.contains(&"ben".to_owned()));
    world.end().await;
}
