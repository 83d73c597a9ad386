//! T15: starting a review over a role or a department; who is asked is worked out as for any task (T5, T12).

use super::{review, same_answer, tasks, world};
use crate::tasks::DECISION;

fn titles(tasks: &[(String, String, String)]) -> Vec<(&str, &str)> {
    tasks
        .iter()
        .map(|(_, title, asked)| (title.as_str(), asked.as_str()))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn t15_over_a_role_every_grant_by_hand_or_by_request_is_a_task_for_the_subjects_manager() {
    let world = world().await;
    let mut ada = world.sign_in("ada").await;
    assert!(
        ada.get("/admin/access-reviews")
            .await
            .has_empty_state("No access review has been started")
    );
    let form = ada.get("/admin/access-reviews/new").await;
    assert_eq!(form.h1(), "Start an access review");
    let path = review(&mut ada, &[("role", "viewer"), ("due_on", "2028-01-31")]).await;
    let page = ada.get(&path).await;
    assert_eq!(page.h1(), "Access review of Payroll viewer");
    assert!(
        page.has_message("The review is started: 2 tasks."),
        "{}",
        page.flash()
    );
    assert!(page.has_progress("0 of 2 decided"), "{}", page.progress());
    assert!(
        page.has_row("Mara Vogel 2") && page.has_fact("31 January 2028"),
        "{}",
        page.text()
    );
    let made = tasks(&world).await;
    let expected = [
        ("Review Payroll viewer of Bea Lund", "mara"),
        ("Review Payroll viewer of Ben Ode", "mara"),
    ];
    assert_eq!(
        titles(&made),
        expected,
        "T13: neither milo's, which a rule gives, nor another role"
    );
    let information = ada.get(&format!("{path}?show=information")).await;
    assert!(
        information.has_row("Milo Kern Sales Payroll viewer autoprovisioned by a rule"),
        "{}",
        information.text()
    );
    let mut mara = world.sign_in("mara").await;
    let task = mara.get(&made[1].0).await;
    assert!(
        task.has_fact("Access review of Payroll viewer, due 31 January 2028")
            && task.has_heading("Your decision"),
        "{}",
        task.text()
    );
    assert!(
        mara.get("/notifications")
            .await
            .has_log_line("“Review Payroll viewer of Ben Ode” waits for you")
    );
    for who in ["ben", "bea", "ada"] {
        let status = world.seen_by(who, &made[1].0).await.status;
        assert_eq!(status, if who == "bea" { 404 } else { 200 }, "T17: {who}");
    }
    let audited =
        "SELECT count(*) FROM audit_log WHERE action IN ('task.review_started', 'access_review.started')";
    assert_eq!(world.count(audited).await, 3, "G3: each task, and the review");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t15_over_a_department_every_role_of_everybody_there_but_not_of_those_who_left() {
    let world = world().await;
    let mut ada = world.sign_in("ada").await;
    review(&mut ada, &[("department", " Finance "), ("due_on", "2028-02-29")]).await;
    let made = tasks(&world).await;
    let expected = [
        ("Review Employee of Bea Lund", "mara"),
        ("Review Employee of Ben Ode", "mara"),
        ("Review Employee of Mara Vogel", "ada"),
        ("Review Ledger editor of Ben Ode", "mara"),
        ("Review Line manager of Mara Vogel", "ada"),
        ("Review Payroll viewer of Bea Lund", "mara"),
        ("Review Payroll viewer of Ben Ode", "mara"),
    ];
    assert_eq!(titles(&made), expected, "zoe has been terminated");
    world.end().await;
}

/// Each role's review policy is another: named people, a pool, a step that forbids delegation, nobody at all.
const POLICIES: &str = "
INSERT INTO policies (kind, name) VALUES ('review', 'Blocked'), ('review', 'People'), ('review', 'Pool'), ('review', 'Oneself'),
  ('review', 'Empty');
INSERT INTO policy_steps (policy_id, position, approver, allow_delegation) SELECT id, 1, 'manager', false FROM policies WHERE name = 'Blocked';
INSERT INTO policy_steps (policy_id, position, approver) SELECT id, 1, 'people' FROM policies WHERE name = 'People';
INSERT INTO policy_step_people (step_id, position, person_id) SELECT s.id, n.position, p.id FROM policy_steps s,
  (VALUES (1, 'ines'), (2, 'ben')) AS n (position, username) JOIN people p ON p.username = n.username WHERE s.approver = 'people';
INSERT INTO policy_steps (policy_id, position, approver, approver_role_id) SELECT p.id, 1, 'role', r.id FROM policies p, roles r
  WHERE p.name = 'Pool' AND r.code = 'it_security_manager';
INSERT INTO policy_steps (policy_id, position, approver) SELECT id, 1, 'subject' FROM policies WHERE name = 'Oneself';
INSERT INTO roles (code, name, data_scope) VALUES ('people', 'By people', 'own'), ('pool', 'By pool', 'own'),
  ('oneself', 'By oneself', 'own'), ('empty', 'By nobody', 'own');
INSERT INTO role_policies (role_id, kind, policy_id) SELECT r.id, 'review', p.id FROM roles r, policies p
  WHERE (r.code, p.name) IN (('editor', 'Blocked'), ('people', 'People'), ('pool', 'Pool'), ('oneself', 'Oneself'), ('empty', 'Empty'));
UPDATE people SET department = 'Odd' WHERE username IN ('ben', 'ines', 'ada');
DELETE FROM role_requests; DELETE FROM grants WHERE person_id IN (SELECT id FROM people WHERE department = 'Odd')
  AND role_id NOT IN (SELECT id FROM roles WHERE code IN ('super_administrator', 'it_security_manager', 'viewer', 'editor'));
INSERT INTO grants (person_id, role_id, source, granted_at) SELECT p.id, r.id, 'by_hand', '2027-05-01Z' FROM people p, roles r
  WHERE p.username = 'ben' AND r.code IN ('people', 'oneself', 'empty') OR p.username IN ('ben', 'ines') AND r.code = 'pool'
  OR p.username = 'ada' AND r.code = 'employee';
INSERT INTO grants (person_id, role_id, source, granted_at) SELECT p.id, r.id, 'autoprovisioned', '2027-05-01Z'
  FROM people p, roles r WHERE p.username = 'ines' AND r.code = 'employee';
";

#[tokio::test(flavor = "multi_thread")]
async fn t5_t12_who_is_asked_is_worked_out_for_a_whole_batch_as_for_one_task() {
    let world = world().await;
    let mut mara = world.sign_in("mara").await;
    assert_eq!(
        mara.post(
            "/profile/delegate",
            &[("kind", "permanent"), ("delegate", "milo"), ("keep_copy", "true")]
        )
        .await
        .status,
        303
    );
    world.database.batch(POLICIES).await;
    let mut ada = world.sign_in("ada").await;
    let path = review(&mut ada, &[("department", "Odd"), ("due_on", "2028-02-29")]).await;
    let made = tasks(&world).await;
    let expected = [
        // Who has no manager is reviewed by the super administrators, but for themselves.
        ("Review By oneself of Ben Ode", "ben"),
        ("Review By people of Ben Ode", "ines"),
        ("Review By pool of Ben Ode", "it_security_manager"),
        // The only holder is the subject: T12.
        ("Review By pool of Ines Prado", "super_administrator"),
        ("Review Employee of Ada Holm", "super_administrator"),
        ("Review IT security manager of Ines Prado", "ada"),
        ("Review Ledger editor of Ben Ode", "mara"),
        ("Review Payroll viewer of Ben Ode", "milo"),
        ("Review Super administrator of Ada Holm", "super_administrator"),
    ];
    assert_eq!(titles(&made), expected);
    let of = |title: &str| &made.iter().find(|(_, made, _)| made == title).unwrap().0;
    let page = ada.get(of("Review Payroll viewer of Ben Ode")).await;
    assert!(
        page.has_log_line("Assigned to Milo Kern for Mara Vogel"),
        "{}",
        page.text()
    );
    let page = ada.get(of("Review Ledger editor of Ben Ode")).await;
    assert!(
        page.has_log_line("but this step does not allow delegation"),
        "{}",
        page.text()
    );
    let page = ada.get(of("Review By people of Ben Ode")).await;
    assert!(page.has_log_line("Ben Ode was passed over"), "{}", page.text());
    let page = ada.get(of("Review Employee of Ada Holm")).await;
    assert!(
        page.has_log_line("has no manager to ask") && !page.has(DECISION),
        "not her own: {}",
        page.text()
    );
    assert!(
        mara.get("/notifications")
            .await
            .has_log_line("went to Milo Kern, who stands in for you"),
        "T9"
    );
    let ines = world.seen_by("ines", "/notifications").await;
    assert!(
        ines.has_log_line(
            "“Access review of the department Odd” waits for you as one of those who hold IT security manager"
        ),
        "{}",
        ines.text()
    );
    let page = ada.get(&path).await;
    assert!(
        page.has_heading("Without a task")
            && page.has_row("Ben Ode By nobody the role’s review policy has no steps"),
        "T12: {}",
        page.text()
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g6_bad_input_is_told_by_field_and_kept() {
    let world = world().await;
    let mut ada = world.sign_in("ada").await;
    for (role, department, due_on, field, words) in [
        (
            "",
            " ",
            "2028-01-31",
            "role",
            "Choose a role, or enter a department",
        ),
        (
            "viewer",
            "Finance",
            "2028-01-31",
            "department",
            "Choose a role or enter a department, not both",
        ),
        (
            "nothing",
            "",
            "2028-01-31",
            "role",
            "Choose one of the roles offered",
        ),
        (
            "",
            "Nowhere",
            "2028-01-31",
            "department",
            "There is nothing to review",
        ),
        (
            "",
            "\0",
            "2028-01-31",
            "department",
            "Department must be one line, without control characters: character 1 is U+0000",
        ),
        (
            "",
            "\u{202e}ecnaniF",
            "2028-01-31",
            "department",
            "Department must not contain U+202E (right-to-left override), which nobody sees",
        ),
        ("viewer", "", "", "due_on", "Enter a due date"),
        (
            "viewer",
            "",
            "31.1.2028",
            "due_on",
            "Due date must be a real date",
        ),
        (
            "viewer",
            "",
            "2028-01-10",
            "due_on",
            "Due date must be today or later",
        ),
    ] {
        let fields = [("role", role), ("department", department), ("due_on", due_on)];
        let page = ada.post("/admin/access-reviews/new", &fields).await;
        assert!(
            page.status == 422 && page.refuses(field, words),
            "{fields:?}: {} {}",
            page.status,
            page.text()
        );
        assert_eq!(page.value_of("due_on").unwrap_or_default(), due_on);
    }
    assert_eq!(world.count("SELECT count(*) FROM access_reviews").await, 0);
    for who in ["ben", "mara", "hugo", "ines"] {
        let mut browser = world.sign_in(who).await;
        let fields = [("role", "viewer"), ("due_on", "2028-01-31")];
        assert_eq!(
            browser.post("/admin/access-reviews/new", &fields).await.status,
            403,
            "{who}"
        );
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_form_sent_twice_starts_one_review() {
    let world = world().await;
    let mut ada = world.sign_in("ada").await;
    let id = ada
        .get("/admin/access-reviews/new")
        .await
        .value_of("form")
        .unwrap();
    let fields = [
        ("role", "viewer"),
        ("due_on", "2028-01-31"),
        ("form", id.as_str()),
    ];
    let mut again = ada.clone();
    let (one, two) = tokio::join!(
        ada.post("/admin/access-reviews/new", &fields),
        again.post("/admin/access-reviews/new", &fields)
    );
    same_answer(&one, &two);
    assert_eq!(world.count("SELECT count(*) FROM access_reviews").await, 1);
    assert_eq!(world.count("SELECT count(*) FROM tasks").await, 2);
    let stolen = world
        .sign_in("abel")
        .await
        .post("/admin/access-reviews/new", &fields)
        .await;
    assert_eq!(
        stolen.status, 404,
        "somebody else's form is no way to their review"
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g3_what_fails_half_way_leaves_nothing() {
    let world = world().await;
    world
        .database
        .batch("ALTER TABLE audit_log ADD CONSTRAINT no CHECK (action <> 'access_review.started') NOT VALID")
        .await;
    let mut ada = world.sign_in("ada").await;
    let fields = [("role", "viewer"), ("due_on", "2028-01-31")];
    assert_eq!(ada.post("/admin/access-reviews/new", &fields).await.status, 500);
    for table in ["access_reviews", "tasks", "task_assignments", "outbox"] {
        assert_eq!(
            world.count(&format!("SELECT count(*) FROM {table}")).await,
            0,
            "{table}"
        );
    }
    world.end().await;
}
