//! What a policy would do now, in the words of a task's log, without creating anything.

use super::{LIST, add_step, create, two_steps};
use crate::support::{Browser, Page, World};

async fn preview(browser: &mut Browser, policy: &str, query: &str) -> Page {
    browser.get(&format!("{policy}?{query}")).await
}

async fn delegate(world: &World, owner: &str, delegate: &str) {
    let mut browser = world.sign_in(owner).await;
    let fields = [("kind", "permanent"), ("delegate", delegate)];
    assert_eq!(browser.post("/profile/delegate", &fields).await.status, 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn t5_the_preview_says_what_the_task_then_does_in_the_same_words() {
    let world = World::new().await;
    let mut ada = world.sign_in("ada").await;
    let people = [
        ("approvers", "bea"),
        ("approvers", "hugo"),
        ("distinct_approvers", "true"),
    ];
    let policy = two_steps(&world, &mut ada, "Previewed", &people).await;
    delegate(&world, "mara", "bea").await;
    delegate(&world, "bea", "ben").await;
    let page = preview(
        &mut ada,
        &policy,
        "requester=&subject=ben&role=viewer&preview=yes",
    )
    .await;
    assert_eq!(page.status, 200, "{}", page.text());
    assert!(
        page.says("If Ben Ode asks for Payroll viewer now:"),
        "{}",
        page.text()
    );
    assert!(
        page.has_step("Step 1: The subject’s manager Asks Bea Lund for Mara Vogel"),
        "{}",
        page.text()
    );
    assert!(
        page.has_step("Step 2: Bea Lund or Hugo Lind Asks Hugo Lind"),
        "{}",
        page.text()
    );
    assert!(
        page.has_step("Supposing that step 1 is decided by Bea Lund for Mara Vogel"),
        "{}",
        page.text()
    );
    for table in ["tasks", "task_log", "task_assignments"] {
        assert_eq!(
            world.count(&format!("SELECT count(*) FROM {table}")).await,
            0,
            "{table}"
        );
    }
    assert_eq!(
        world
            .count("SELECT count(*) FROM outbox WHERE task_id IS NOT NULL")
            .await,
        0,
        "nobody is told"
    );
    // The real task: every line of its log is in the preview.
    let mut ben = world.sign_in("ben").await;
    let task = ben
        .post("/requests/new", &[("subject", "ben"), ("role", "viewer")])
        .await;
    let task = task.location().unwrap().to_owned();
    let mut bea = world.sign_in("bea").await;
    assert_eq!(bea.post(&task, &[("action", "approve")]).await.status, 303);
    let real = ben.get(&task).await;
    for words in [
        "Mara Vogel’s tasks go to Bea Lund",
        "Bea Lund’s tasks go to Ben Ode",
        "Ben Ode was passed over: the task is about or from them, and the step forbids self-approval",
        "Assigned to Bea Lund for Mara Vogel",
        "Bea Lund was passed over: they decided an earlier step, or it was decided for them",
        "Assigned to Hugo Lind",
    ] {
        assert!(real.has_log_line(words), "the log: {words}\n{}", real.text());
        assert!(page.has_step(words), "the preview: {words}\n{}", page.text());
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t12_the_preview_says_where_nobody_may_decide_and_who_stands_in() {
    let world = World::new().await;
    let mut ada = world.sign_in("ada").await;
    let policy = create(&mut ada, "Dead end", "request").await;
    add_step(
        &mut ada,
        &policy,
        1,
        &[("approver", "people"), ("approvers", "ben"), ("fallback", "max")],
    )
    .await;
    let page = preview(&mut ada, &policy, "requester=&subject=ben&role=").await;
    assert!(
        page.has_step("Asks Max Roth")
            && page.has_step("Nobody was eligible: the fallback approver Max Roth is asked"),
        "{}",
        page.text()
    );
    let page = preview(&mut ada, &policy, "requester=max&subject=ben&role=").await;
    assert!(
        page.has_step("Asks everyone who holds Super administrator, as nobody else is eligible"),
        "{}",
        page.text()
    );
    let none = "UPDATE grants SET revoked_at = granted_at FROM roles r, people p WHERE r.id = role_id AND p.id = person_id \
                AND r.code = 'super_administrator' AND p.username = 'abel'";
    world.execute(none, &[]).await;
    let page = preview(&mut ada, &policy, "requester=ada&subject=ben&role=").await;
    assert!(page.has_step("Asks Max Roth"), "{}", page.text());
    world.import("max,Max Roth,max@example.org,milo,Sales,Clerk,London,2019-01-01,2028-01-10,Europe/London,employee\n").await;
    let page = preview(&mut ada, &policy, "requester=ada&subject=ben&role=").await;
    assert!(
        page.has_step("Nobody may decide it: the task would be refused"),
        "{}",
        page.text()
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t10_the_preview_says_when_another_policy_applies_to_the_role() {
    let world = World::new().await;
    world.create_requestable_role("viewer", "Payroll viewer").await;
    let mut ada = world.sign_in("ada").await;
    let policy = create(&mut ada, "Not this one", "review").await;
    let page = preview(&mut ada, &policy, "subject=ben&role=viewer").await;
    assert!(
        page.says("The task would be refused: this policy has no steps."),
        "{}",
        page.text()
    );
    let another = "Another policy applies to this role.";
    assert!(
        page.has_notice(&format!("{another} Its tasks follow the default review policy")),
        "{}",
        page.text()
    );
    assert!(page.says("If Ben Ode’s Payroll viewer is reviewed now:"));
    let default: i64 = world
        .rows(
            "SELECT id FROM policies WHERE is_default AND kind = 'review'",
            &[],
        )
        .await[0]
        .get(0);
    let page = preview(&mut ada, &format!("{LIST}/{default}"), "subject=ben&role=viewer").await;
    assert!(
        !page.says(another) && page.has_step("Asks Mara Vogel"),
        "{}",
        page.text()
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g6_the_preview_refuses_unknown_people_and_roles_and_keeps_what_was_typed() {
    let world = World::new().await;
    let mut ada = world.sign_in("ada").await;
    let policy = create(&mut ada, "Asked", "request").await;
    add_step(&mut ada, &policy, 1, &[("approver", "manager")]).await;
    for (query, field, words) in [
        (
            "preview=yes",
            "subject",
            "Enter the username of the person the task is about",
        ),
        (
            "subject=nobody-at-all",
            "subject",
            "Subject must be the username of an active person",
        ),
        (
            "subject=zoe",
            "subject",
            "Subject must be the username of an active person",
        ),
        (
            "subject=ben&requester=zoe",
            "requester",
            "Requester must be the username of an active person",
        ),
        (
            "subject=ben&role=burglar",
            "preview-role",
            "Choose one of the roles offered",
        ),
        (
            "subject=%00",
            "subject",
            "Subject must be the username of an active person",
        ),
    ] {
        let page = preview(&mut ada, &policy, query).await;
        assert_eq!(page.status, 422, "{query}");
        assert!(page.refuses(field, words), "{query}: {}", page.text());
    }
    let page = preview(&mut ada, &policy, "subject=nobody-at-all&requester=ben").await;
    assert_eq!(page.value_of("subject").as_deref(), Some("nobody-at-all"));
    assert_eq!(page.value_of("requester").as_deref(), Some("ben"));
    world.end().await;
}
