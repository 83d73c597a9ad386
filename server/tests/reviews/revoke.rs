//! T13, T15: a revocation is started by an administrator and decided by policy; R12: what was lent ends with it.

use super::{decide, holders, same_answer, world};
use crate::support::{Browser, FORM, Page, World};
use crate::tasks::DECISION;

async fn start(browser: &mut Browser, subject: &str, role: &str) -> Page {
    let path = format!("/admin/directory/users/{subject}/revoke");
    browser
        .post(&path, &[("role", role), ("reason", "Moved on")])
        .await
}

async fn started(browser: &mut Browser, subject: &str, role: &str) -> String {
    let page = start(browser, subject, role).await;
    assert_eq!(page.status, 303, "{}", page.text());
    page.location().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn t13_an_approved_revocation_takes_the_role_away() {
    let world = world().await;
    let mut ada = world.sign_in("ada").await;
    let form = ada.get("/admin/directory/users/ben/revoke?role=viewer").await;
    assert!(
        form.h1() == "Revoke a role"
            && form.has_lead("From Ben Ode (ben)")
            && form.has("[value='viewer'][selected]"),
        "{}",
        form.body
    );
    let task = started(&mut ada, "ben", "viewer").await;
    let page = ada.get(&task).await;
    assert!(
        page.has_heading("Revoke Payroll viewer from Ben Ode")
            && page.has_fact("Moved on")
            && page.has_fact("Started by Ada Holm")
            && !page.has(DECISION),
        "T15: who starts it does not decide it: {}",
        page.text()
    );
    assert_eq!(
        holders(&world, "viewer").await,
        ["bea", "ben", "milo"],
        "nothing yet"
    );
    assert!(world.seen_by("mara", &task).await.has(DECISION));
    let mut mara = world.sign_in("mara").await;
    assert!(mara.get("/").await.has_row("Revoke Payroll viewer from Ben Ode"));
    assert_eq!(decide(&mut mara, &task, "approve").await.status, 303);
    assert_eq!(holders(&world, "viewer").await, ["bea", "milo"]);
    assert_eq!(holders(&world, "editor").await, ["ben"]);
    let audited = "SELECT count(*) FROM audit_log WHERE action IN ('task.revocation_started', 'task.approved', 'grant.revoked')";
    assert_eq!(world.count(audited).await, 3, "G3");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t13_a_denied_revocation_leaves_the_role() {
    let world = world().await;
    let task = started(&mut world.sign_in("ada").await, "ben", "viewer").await;
    decide(&mut world.sign_in("mara").await, &task, "deny").await;
    assert_eq!(holders(&world, "viewer").await, ["bea", "ben", "milo"]);
    assert_eq!(world.seen_by("ben", &task).await.status, 200, "T17");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t15_a_second_revocation_is_refused_with_a_link_and_a_second_click_is_the_first() {
    let world = world().await;
    let mut ada = world.sign_in("ada").await;
    let mut again = ada.clone();
    let path = "/admin/directory/users/ben/revoke";
    let fields = [("role", "viewer"), ("reason", "Moved on"), FORM];
    let (one, two) = tokio::join!(ada.post(path, &fields), again.post(path, &fields));
    let task = same_answer(&one, &two);
    let words = "The revocation of Payroll viewer from Ben Ode is already open. Wait until it is decided.";
    let refused = |page: &Page| {
        assert!(
            page.status == 422 && page.points_at("role") && page.keeps("Moved on"),
            "{}",
            page.body
        );
        let problem = page.one("[role=alert] li");
        assert_eq!(problem.text(), format!("{words} See the open task"));
        assert!(problem.has(&format!("a[href='{task}']")), "{problem:?}");
    };
    // abel may see every task (T17).
    refused(&start(&mut world.sign_in("abel").await, "ben", "viewer").await);
    // However late, and of another form it is no second click.
    world.at("2028-01-11T09:30:00Z");
    assert_eq!(ada.post(path, &fields).await.location(), Some(task));
    refused(&start(&mut ada, "ben", "viewer").await);
    assert_eq!(world.count("SELECT count(*) FROM tasks").await, 1);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t13_only_what_was_granted_by_hand_or_by_request_is_revoked() {
    let world = world().await;
    let mut ada = world.sign_in("ada").await;
    for (subject, role, words) in [
        (
            "milo",
            "viewer",
            "holds Payroll viewer neither by hand nor by request",
        ),
        (
            "bea",
            "editor",
            "holds Ledger editor neither by hand nor by request",
        ),
        ("ben", "", "Choose a role"),
        (
            "zoe",
            "employee",
            "Zoe Hart no longer works here: there is nothing to revoke",
        ),
        ("ben", "nothing", "Choose one of the roles offered"),
    ] {
        let page = start(&mut ada, subject, role).await;
        assert!(
            page.status == 422 && page.refuses("role", words) && page.keeps("Moved on"),
            "{subject} {role}: {}",
            page.text()
        );
    }
    assert!(
        ada.get("/admin/directory/users/zoe/revoke")
            .await
            .has_option("Employee")
    );
    assert_eq!(ada.get("/admin/directory/users/nobody/revoke").await.status, 404);
    assert_eq!(start(&mut ada, "nobody", "viewer").await.status, 404);
    for who in ["ben", "mara", "hugo", "ines"] {
        let mut browser = world.sign_in(who).await;
        assert_eq!(start(&mut browser, "ben", "viewer").await.status, 403, "{who}");
    }
    assert_eq!(world.count("SELECT count(*) FROM tasks").await, 0);
    world.end().await;
}

/// ben has lent `viewer` to bea since January and will lend it to max in March.
pub(super) const LENT: &str = "
INSERT INTO role_delegations (delegator_id, proxy_id, role_id, starts_on, ends_on, not_after, created_by, created_at, begun_at)
  SELECT d.id, p.id, r.id, l.starts_on::date, l.ends_on::date, l.ends_on::timestamptz + interval '1 day', d.id, '2028-01-01Z',
    l.begun_at::timestamptz
  FROM (VALUES ('bea', '2028-01-02', '2028-02-01', '2028-01-02Z'), ('max', '2028-03-01', '2028-03-31', NULL))
    AS l (proxy, starts_on, ends_on, begun_at)
  JOIN people p ON p.username = l.proxy, people d, roles r WHERE d.username = 'ben' AND r.code = 'viewer';
INSERT INTO role_requests (kind, delegation_id, due_at, created_at)
  SELECT k, id, CASE k WHEN 'begin' THEN starts_on ELSE ends_on END, '2028-01-01Z'
  FROM role_delegations, unnest(ARRAY['begin', 'end']) k WHERE NOT (k = 'begin' AND begun_at IS NOT NULL);
";

pub(super) async fn lent(world: &World) -> Vec<String> {
    let sql = "SELECT p.username || CASE WHEN d.ended_at IS NOT NULL THEN ' ended' WHEN d.cancelled_at IS NOT NULL THEN ' cancelled' \
               ELSE ' counts' END || coalesce(': ' || d.end_reason, '') FROM role_delegations d JOIN people p ON p.id = d.proxy_id ORDER BY 1";
    world.texts(sql, &[]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn r12_what_the_subject_lent_ends_with_their_role() {
    let world = world().await;
    world.database.batch(LENT).await;
    let task = started(&mut world.sign_in("ada").await, "ben", "viewer").await;
    let mut mara = world.sign_in("mara").await;
    decide(&mut mara, &task, "approve").await;
    let reason = "role_lost";
    assert_eq!(
        lent(&world).await,
        [format!("bea ended: {reason}"), format!("max cancelled: {reason}")]
    );
    assert!(
        mara.get(&task)
            .await
            .has_log_line("Ben Ode had delegated Payroll viewer to Bea Lund, Max Roth: that ended with it"),
    );
    let requests = "SELECT string_agg(q.kind || ' ' || q.state || ' ' || (q.due_at <= '2028-01-11T09:00Z')::text, ', ' \
                    ORDER BY d.begun_at, q.kind) FROM role_requests q JOIN role_delegations d ON d.id = q.delegation_id";
    let requests: String = world.rows(requests, &[]).await[0].get(0);
    assert_eq!(
        requests, "end pending true, begin superseded false, end superseded false",
        "J3"
    );
    let audited = "SELECT count(*) FROM audit_log WHERE action IN ('role_delegation.ended', 'role_delegation.cancelled')";
    assert_eq!(world.count(audited).await, 2, "G3");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r12_while_the_role_is_still_theirs_by_another_grant_or_rule_what_they_lent_goes_on() {
    let kept = [
        "INSERT INTO grants (person_id, role_id, source, granted_at) SELECT p.id, r.id, 'autoprovisioned', '2027-01-01Z' \
         FROM people p, roles r WHERE p.username = 'ben' AND r.code = 'viewer'",
        "INSERT INTO role_provisioning_rules (name, department) VALUES ('Finance', 'Finance');
         INSERT INTO role_provisioning_rule_roles (rule_id, role_id, provisionable) SELECT p.id, r.id, true \
         FROM role_provisioning_rules p, roles r WHERE p.name = 'Finance' AND r.code = 'viewer'",
    ];
    for sql in kept {
        let world = world().await;
        world.database.batch(LENT).await;
        world.database.batch(sql).await;
        let task = started(&mut world.sign_in("ada").await, "ben", "viewer").await;
        decide(&mut world.sign_in("mara").await, &task, "approve").await;
        assert_eq!(lent(&world).await, ["bea counts", "max counts"], "{sql}");
        world.end().await;
    }
}
