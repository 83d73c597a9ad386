//! T14: the same on several tasks from the list, each by itself.

use super::{asked, decide, request, with_roles, world};
use crate::support::{Browser, Page, World};

fn id(task: &str) -> &str {
    task.rsplit('/').next().unwrap()
}

/// Sends the form below the list.
pub(super) async fn send(browser: &mut Browser, tasks: &[&str], more: &[(&str, &str)]) -> Page {
    let mut fields: Vec<(&str, &str)> = tasks.iter().map(|task| ("task", id(task))).collect();
    fields.extend(more);
    browser.post("/", &fields).await
}

/// As many open requests of ben's that mara decides, made at once: each for a role of its own.
pub(crate) async fn many(world: &World, count: usize) -> Vec<String> {
    let sql = format!(
        r#"INSERT INTO roles (code, name, data_scope) SELECT 'bulk_' || n, 'Bulk ' || n, 'own' FROM generate_series(1, {count}) n;
        INSERT INTO tasks (id, kind, policy_id, policy_name, title, subject_id, requester_id, role_id, steps, position, created_at)
          SELECT gen_random_uuid(), 'request', p.id, p.name, 'Grant ' || r.name, b.id, b.id, r.id,
            '[{{"approver": "manager", "allow_delegation": true, "allow_self_approval": false, "distinct_approvers": false,
               "allow_reassignment": true, "reason_to_approve": false, "reason_to_deny": false, "fallback": null}}]',
            1, '2028-01-10Z' FROM policies p, people b, roles r
          WHERE p.kind = 'request' AND p.is_default AND b.username = 'ben' AND r.code LIKE 'bulk\_%';
        INSERT INTO task_assignments (task_id, position, person_id, original_id, path, assigned_at)
          SELECT t.id, 1, m.id, m.id, ARRAY[m.id], t.created_at FROM tasks t, people m
          WHERE t.title LIKE 'Grant Bulk %' AND m.username = 'mara'"#
    );
    world.database.batch(&sql).await;
    world
        .texts(
            "SELECT '/tasks/' || id FROM tasks WHERE title LIKE 'Grant Bulk %' ORDER BY id",
            &[],
        )
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn t14_ticked_tasks_are_approved_together_for_one_reason() {
    let world = world().await;
    let (one, two, three) = (
        request(&world, "ben", "ben", "viewer").await,
        request(&world, "bea", "bea", "viewer").await,
        request(&world, "bea", "bea", "editor").await,
    );
    let mut mara = world.sign_in("mara").await;
    let list = mara.get("/").await;
    for task in [&one, &two, &three] {
        let tick = format!("[name=task][value='{}'][form=ticked]", id(task));
        assert!(list.has(&tick), "{}", list.body);
    }
    let all = mara.get("/?ticked=all").await;
    assert_eq!(all.count("[form=ticked][checked]"), 3, "{}", all.body);
    let page = send(
        &mut mara,
        &[&one, &two],
        &[("action", "approve"), ("reason", "Quarter end")],
    )
    .await;
    assert_eq!((page.status, page.location()), (303, Some("/")));
    assert_eq!(mara.get("/").await.flash(), "2 tasks are approved.");
    assert_eq!(world.holders("viewer").await, ["bea", "ben"]);
    assert!(mara.get(&one).await.has_log_line("Approved: Quarter end"));
    assert_eq!(asked(&world, &three).await, ["mara"], "not ticked");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t14_one_refused_task_stops_no_other_and_each_is_told() {
    let world = world().await;
    let fine = request(&world, "ben", "ben", "viewer").await;
    let decided = request(&world, "bea", "bea", "viewer").await;
    let hers = request(&world, "mara", "mara", "viewer").await;
    let anothers = request(&world, "max", "max", "viewer").await;
    world
        .database
        .batch("UPDATE policy_steps SET reason_to_approve = true")
        .await;
    let wants_reason = request(&world, "ben", "ben", "editor").await;
    let mut mara = world.sign_in("mara").await;
    decide(&mut mara, &decided, "deny", "").await;
    let tasks = [
        &fine,
        &decided,
        &hers,
        &anothers,
        &wants_reason,
        "/tasks/nonsense",
    ];
    let page = send(&mut mara, &tasks, &[("action", "approve"), ("reason", "")]).await;
    assert_eq!(page.status, 422);
    for words in [
        "There is a problem",
        "1 of 6 tasks is approved, 5 failed:",
        "Grant Payroll viewer to Bea Lund : “Grant Payroll viewer to Bea Lund” was denied already by Mara Vogel",
        "Grant Payroll viewer to Mara Vogel : it waits for somebody else",
        "Grant Ledger editor to Ben Ode : Enter a reason for approving",
        "2 tasks do not exist, or are not yours to see",
    ] {
        assert!(page.says(words), "{words}: {}", page.text());
    }
    assert!(!page.says(&world.name("max").await), "T17: {}", page.text());
    assert_eq!(world.holders("viewer").await, ["ben"]);
    assert_eq!(
        world
            .count("SELECT count(*) FROM tasks WHERE state = 'approved'")
            .await,
        1
    );
    assert_eq!(
        world
            .count("SELECT count(*) FROM audit_log WHERE action = 'task.approved'")
            .await,
        1
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g6_nothing_ticked_and_too_much_ticked_are_told_and_what_was_typed_is_kept() {
    let world = world().await;
    request(&world, "ben", "ben", "viewer").await;
    request(&world, "bea", "bea", "viewer").await;
    let mut mara = world.sign_in("mara").await;
    let page = send(&mut mara, &[], &[("action", "deny"), ("reason", "kept")]).await;
    assert!(
        page.status == 422 && page.refuses("bulk", "Tick at least one task") && page.keeps("kept"),
        "{}",
        page.text()
    );
    let thousand: Vec<String> = (0..=1000)
        .map(|n| format!("00000000-0000-7000-8000-{n:012}"))
        .collect();
    let thousand: Vec<&str> = thousand.iter().map(String::as_str).collect();
    let page = send(&mut mara, &thousand, &[("action", "deny"), ("reason", "kept")]).await;
    assert!(
        page.status == 422 && page.refuses("bulk", "Tick at most 1000 tasks"),
        "{}",
        page.text()
    );
    for action in ["cancel", "", "steal"] {
        assert_eq!(
            send(&mut mara, &thousand[..2], &[("action", action)])
                .await
                .status,
            422,
            "{action}"
        );
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t14_ticked_tasks_are_passed_on_or_commented_on_together() {
    let world = world().await;
    let (one, two) = (
        request(&world, "ben", "ben", "viewer").await,
        request(&world, "bea", "bea", "viewer").await,
    );
    let mut mara = world.sign_in("mara").await;
    let wrong = send(
        &mut mara,
        &[&one, &two],
        &[("action", "reassign"), ("to", "nobody"), ("reason", "Away")],
    )
    .await;
    assert!(
        wrong.status == 422
            && wrong.has_error("Nobody active has the username “nobody”")
            && wrong.keeps("Away"),
        "{}",
        wrong.text()
    );
    assert_eq!(
        wrong.count("[form=ticked][checked]"),
        2,
        "still ticked: {}",
        wrong.body
    );
    let page = send(
        &mut mara,
        &[&one, &two],
        &[("action", "comment"), ("comment", "I am looking into it")],
    )
    .await;
    assert_eq!(page.status, 303, "{}", page.text());
    assert!(
        world
            .seen_by("ben", &one)
            .await
            .has_log_line("Mara Vogel: Commented: I am looking into it")
    );
    // ben himself may not decide his own: the other goes through.
    let page = send(
        &mut mara,
        &[&one, &two],
        &[("action", "reassign"), ("to", "ben"), ("reason", "Away")],
    )
    .await;
    assert!(
        page.has_error("1 of 2 tasks is reassigned, 1 failed:")
            && page.has_error("Ben Ode may not decide this step"),
        "{}",
        page.text()
    );
    assert_eq!(
        (asked(&world, &one).await, asked(&world, &two).await),
        (vec!["mara".to_owned()], vec!["ben".to_owned()])
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t14_the_same_five_hundred_sent_twice_at_once_are_decided_once_each() {
    let world = world().await;
    let tasks = many(&world, 500).await;
    let tasks: Vec<&str> = tasks.iter().map(String::as_str).collect();
    let mut mara = world.sign_in("mara").await;
    let mut second = mara.clone();
    let form = [("action", "approve"), ("reason", "All checked")];
    let (one, two) = tokio::join!(send(&mut mara, &tasks, &form), send(&mut second, &tasks, &form));
    super::operations::finish(&world).await;
    assert!(
        [one.status, two.status]
            .iter()
            .all(|status| [303, 409].contains(status)),
        "{} {}",
        one.status,
        two.status
    );
    assert_eq!(world.count("SELECT count(*) FROM task_decisions").await, 500);
    assert_eq!(
        world
            .count("SELECT count(*) FROM grants g JOIN roles r ON r.id = g.role_id WHERE r.code LIKE 'bulk%'")
            .await,
        500
    );
    assert_eq!(
        world
            .count("SELECT count(*) FROM audit_log WHERE action = 'task.approved'")
            .await,
        500
    );
    assert_eq!(
        world
            .count("SELECT count(*) FROM task_assignments WHERE released_at IS NULL")
            .await,
        0
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bulk_decision_costs_a_dozen_statements_a_task_and_one_that_notes_it() {
    let (world, door) = World::counted().await;
    let world = with_roles(world).await;
    let tasks = many(&world, 60).await;
    let tasks: Vec<&str> = tasks.iter().map(String::as_str).collect();
    let mut mara = world.sign_in("mara").await;
    // The first ones prepare each connection's statements.
    send(&mut mara, &tasks[..20], &[("action", "approve")]).await;
    door.queries();
    let page = send(&mut mara, &tasks[20..], &[("action", "approve")]).await;
    assert_eq!(page.status, 303, "{}", page.text());
    let asked = door.queries();
    assert!(asked <= 40 * 13 + 25, "{asked} statements for 40 tasks");
    world.end().await;
}
