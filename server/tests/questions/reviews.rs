//! Denying reviews: what is said of the roles is what happens, whatever else gives them and however many reviews ask about them
//! (T13, R12, R13, R20, R22 (5), T12).

use super::kinds::{owned, task, world};
use super::{Case, check, question_of};
use crate::support::World;
use crate::tasks::request;

/// Lets `hugo` decide every review.
const HUGO_DECIDES: &str = "UPDATE policy_steps SET approver = 'people' WHERE policy_id IN (SELECT id FROM policies WHERE is_default AND kind = 'review');
    INSERT INTO policy_step_people (step_id, position, person_id) SELECT s.id, 1, p.id FROM policy_steps s, people p
      WHERE s.policy_id IN (SELECT id FROM policies WHERE is_default AND kind = 'review') AND p.username = 'hugo';";

/// Whether mara holds Payroll by anything.
const HELD: &str = "SELECT count(*) FROM (SELECT person_id, role_id FROM grants WHERE revoked_at IS NULL UNION SELECT proxy_id, role_id \
    FROM role_delegations WHERE begun_at IS NOT NULL AND ended_at IS NULL) h JOIN people p ON p.id = h.person_id JOIN roles r ON r.id = h.role_id \
    WHERE p.username = 'mara' AND r.code = 'payroll'";

/// Mara's pairs that were taken away, and are held all the same.
const STAYS: &str = "SELECT count(DISTINCT (g.person_id, g.role_id)) FROM grants g WHERE g.revoked_at IS NOT NULL AND g.source <> 'autoprovisioned' \
    AND (EXISTS (SELECT FROM grants k WHERE k.person_id = g.person_id AND k.role_id = g.role_id AND k.revoked_at IS NULL) \
      OR EXISTS (SELECT FROM role_delegations d WHERE d.proxy_id = g.person_id AND d.role_id = g.role_id AND d.begun_at IS NOT NULL \
        AND d.ended_at IS NULL))";

const DENIED: &str = "SELECT count(*) FROM tasks WHERE kind = 'review' AND state = 'denied'";

/// People and roles that are held no longer, by those who have lost a grant of it.
const LOST: &str = "SELECT count(DISTINCT (g.person_id, g.role_id)) FROM grants g WHERE g.revoked_at IS NOT NULL \
    AND NOT EXISTS (SELECT FROM grants k WHERE k.person_id = g.person_id AND k.role_id = g.role_id AND k.revoked_at IS NULL) \
    AND NOT EXISTS (SELECT FROM role_delegations d WHERE d.proxy_id = g.person_id AND d.role_id = g.role_id AND d.begun_at IS NOT NULL \
      AND d.ended_at IS NULL)";

const COUNTS: &[(&str, &str, &str)] = &[
    ("review is denied", "reviews are denied", DENIED),
    ("role is taken away at once", "roles are taken away at once", LOST),
    (
        "role stays by something else",
        "roles stay by something else",
        STAYS,
    ),
];

/// Starts a review, and answers its tasks of these people, oldest first.
async fn reviews(world: &World, fields: &[(&str, &str)], of: &[&str]) -> Vec<String> {
    let mut ada = world.sign_in("ada").await;
    let started = ada.post("/admin/access-reviews/new", fields).await;
    assert_eq!(started.status, 303, "{}", started.text());
    let sql = "SELECT t.id::text FROM tasks t JOIN people p ON p.id = t.subject_id WHERE t.kind = 'review' AND t.state = 'open' \
        AND p.username = ANY($1) ORDER BY t.created_at, t.id";
    world.texts(sql, &[&of]).await
}

/// The question about these tasks, ticked.
async fn ticked(world: &World, tasks: &[String]) -> Case {
    let mut browser = world.sign_in("hugo").await;
    let form = browser.get("/").await.value_of("form").unwrap_or_default();
    let mut fields = owned(&[("ask", "deny")]);
    fields.push(("form", form));
    for task in tasks {
        fields.push(("seen", format!("{task}:1")));
        fields.push(("task", task.clone()));
    }
    Case {
        browser,
        path: "/".to_owned(),
        fields,
        counts: COUNTS,
        is_about_a_delegation: false,
    }
}

async fn question(case: &Case) -> (u16, String) {
    let fields: Vec<(&str, &str)> = case
        .fields
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let page = case.browser.clone().post(&case.path, &fields).await;
    (page.status, page.text())
}

/// What a question offers beside the denial.
const KEEP: &str = "Keep it open";

#[tokio::test(flavor = "multi_thread")]
async fn questions_t13_two_reviews_of_one_role_take_it_away_once() {
    let world = world().await;
    world.database.batch(HUGO_DECIDES).await;
    reviews(
        &world,
        &[("role", "payroll"), ("due_on", "2028-02-28")],
        &["mara"],
    )
    .await;
    let all = reviews(
        &world,
        &[("department", "Finance"), ("due_on", "2028-02-28")],
        &["mara"],
    )
    .await;
    assert!(all.len() >= 2, "mara is reviewed twice: {all:?}");
    let lost = world.count(LOST).await;
    check(&world, "two reviews", ticked(&world, &all).await).await;
    assert_eq!(world.count(HELD).await, 0);
    assert!(world.count(LOST).await > lost, "the case is not empty");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn questions_r13_a_denied_review_says_what_the_role_stays_by() {
    let by_rule = "INSERT INTO grants (person_id, role_id, source, granted_at) SELECT p.id, r.id, 'autoprovisioned', '2028-01-01Z' \
        FROM people p, roles r WHERE p.username = 'mara' AND r.code = 'payroll'";
    let delegated = "INSERT INTO grants (person_id, role_id, source, granted_at) SELECT p.id, r.id, 'by_hand', '2028-01-01Z' \
        FROM people p, roles r WHERE p.username = 'milo' AND r.code = 'payroll'; \
        INSERT INTO role_delegations (delegator_id, proxy_id, role_id, starts_on, ends_on, not_after, created_by, created_at, begun_at) \
        SELECT d.id, x.id, r.id, '2028-01-05', '2028-03-31', '2028-04-01Z', d.id, '2028-01-02Z', '2028-01-05Z' \
        FROM people d, people x, roles r WHERE d.username = 'milo' AND x.username = 'mara' AND r.code = 'payroll'";
    for (more, stays_by) in [
        ("", None),
        (by_rule, Some("a role provisioning rule still gives it")),
        (delegated, Some("it is still delegated by Milo Kern")),
    ] {
        let world = world().await;
        world.database.batch(HUGO_DECIDES).await;
        world.database.batch(more).await;
        let words = stays_by.unwrap_or_default();
        let fields = [("role", "payroll"), ("due_on", "2028-02-28")];
        let all = reviews(&world, &fields, &["mara"]).await;
        let (status, asked) = question(&ticked(&world, &all).await).await;
        let one = task(&world, "hugo", &format!("/tasks/{}", all[0]), "deny").await;
        assert_eq!(status, 200);
        assert!(asked.contains(words), "{words}: {asked}");
        let (_, of_one) = question(&one).await;
        let kept = of_one.contains(&format!("Mara Vogel keeps Payroll: {words}."));
        let lost = of_one.contains("Mara Vogel loses Payroll at once.");
        assert_eq!((kept, lost), (stays_by.is_some(), stays_by.is_none()), "{of_one}");
        check(&world, words, one).await;
        assert_eq!(world.count(HELD).await, i64::from(stays_by.is_some()), "{words}");
        world.end().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn questions_r13_what_stays_is_counted_among_those_ticked() {
    let world = world().await;
    world.database.batch(HUGO_DECIDES).await;
    let more = "INSERT INTO grants (person_id, role_id, source, granted_at) SELECT p.id, r.id, s.source, '2028-01-01Z' FROM roles r, people p \
        JOIN (VALUES ('mara', 'autoprovisioned'), ('milo', 'by_hand')) s (username, source) USING (username) WHERE r.code = 'payroll'";
    world.database.batch(more).await;
    let fields = [("role", "payroll"), ("due_on", "2028-02-28")];
    let all = reviews(&world, &fields, &["mara", "milo"]).await;
    assert_eq!(all.len(), 2);
    check(&world, "one stays, one is lost", ticked(&world, &all).await).await;
    assert_eq!(world.count(STAYS).await, 1);
    assert_eq!(world.count(LOST).await, 1);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn questions_t12_denying_a_review_counts_the_tasks_of_a_pool_that_runs_empty() {
    let world = world().await;
    world.database.batch(HUGO_DECIDES).await;
    request(&world, "bea", "bea", "editor").await;
    let fields = [("role", "checker"), ("due_on", "2028-02-28")];
    let all = reviews(&world, &fields, &["ines"]).await;
    let moved = "SELECT count(*) FROM audit_log WHERE action = 'task.assigned_anew'";
    let one = task(&world, "hugo", &format!("/tasks/{}", all[0]), "deny").await;
    check(&world, "the last of a pool", one).await;
    assert_eq!(world.count(moved).await, 1, "the case is not empty");
    world.end().await;
}

/// R22 (5): of two super administrators one can go; of one, none. It is said before.
#[tokio::test(flavor = "multi_thread")]
async fn questions_r22_a_super_administrator_who_is_the_last_is_said_to_stay() {
    let world = world().await;
    world.database.batch(HUGO_DECIDES).await;
    let fields = [("role", "super_administrator"), ("due_on", "2028-02-28")];
    let all = reviews(&world, &fields, &["ada", "abel"]).await;
    assert_eq!(all.len(), 2);
    let case = ticked(&world, &all).await;
    let fields: Vec<(&str, &str)> = case
        .fields
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let mut dialog = case.browser.clone().with_header("accept", "application/json");
    let asked = dialog.post("/", &fields).await;
    let asked = question_of(&asked);
    let said: Vec<(i64, &str)> = asked
        .effects
        .iter()
        .map(|effect| (effect.count, effect.what.as_str()))
        .collect();
    let expected = [
        (1, "review is denied"),
        (1, "role is taken away at once"),
        (1, "ticked review cannot be denied"),
    ];
    assert_eq!(said, expected);
    assert_eq!(
        (asked.title.as_str(), asked.keep.as_str()),
        ("Deny 1 task?", KEEP)
    );
    let mut answer: Vec<(&str, &str)> = asked
        .fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    answer.push(("reason", "Not needed"));
    let mut hugo = case.browser.clone();
    let done = hugo.post("/", &answer).await;
    assert_eq!(done.status, 303, "{}", done.text());
    assert_eq!(world.count(DENIED).await, 1);
    // The other one: nothing is asked, and it is said why.
    let rows = world
        .rows(
            "SELECT id::text FROM tasks WHERE kind = 'review' AND state = 'open'",
            &[],
        )
        .await;
    let left: String = rows[0].get(0);
    let refused = ticked(&world, std::slice::from_ref(&left)).await;
    let one = task(&world, "hugo", &format!("/tasks/{left}"), "deny").await;
    for case in [refused, one] {
        let (status, text) = question(&case).await;
        assert!(
            status == 409 && text.contains("is the last active super administrator") && !text.contains(KEEP),
            "{status}: {text}"
        );
    }
    assert_eq!(world.count(DENIED).await, 1);
    world.end().await;
}
