//! G8: the filter by person finds everyone an entry is about, above all whoever received, and every event of a task is there.

use std::collections::BTreeSet;

use crate::absences;
use crate::role_delegations::lend;
use crate::support::{Browser, World};
use crate::tasks::{decide, delegate, request, world};

const BEFORE: [&str; 2] = [
    include_str!("../../../migrations/2026-11-30-000130_audit_people/up.sql"),
    include_str!("../../../migrations/2026-11-30-000131_audit_people_before/up.sql"),
];
/// What shows the entries; it reads columns of theirs.
const VIEW: &str = include_str!("../../../migrations/2026-11-30-000177_audit_entries/up.sql");
const UNDO: &str = include_str!("../../../migrations/2026-11-30-000130_audit_people/down.sql");

/// The actions on the page of the log, newest first.
async fn page(ada: &mut Browser, query: &str) -> Vec<String> {
    let page = ada.get(&format!("/admin/audit?{query}")).await;
    assert_eq!(page.status, 200, "{query}: {}", page.text());
    page.all("code").iter().map(|action| action.text()).collect()
}

/// What the page shows of a person, but signing in.
async fn about(ada: &mut Browser, username: &str) -> Vec<String> {
    let mut all = page(ada, &format!("person={username}")).await;
    all.retain(|action| !action.starts_with("session."));
    all
}

/// Everyone whom the facts of an entry name by their username, and who is not found by it; but for managers in an import.
async fn missed(world: &World) -> Vec<String> {
    let sql = "SELECT DISTINCT concat_ws(' ', l.action, f.key, p.username) FROM audit_log l \
        CROSS JOIN LATERAL (VALUES (l.before), (l.after)) AS side (facts) \
        CROSS JOIN LATERAL jsonb_each_text(CASE jsonb_typeof(side.facts) WHEN 'object' THEN side.facts ELSE '{}' END) AS f \
        JOIN people p ON p.username = f.value WHERE l.action <> 'person.imported' AND NOT EXISTS (SELECT FROM audit_people a \
          WHERE a.person_id = p.id AND a.action = l.action AND a.at = l.at AND a.entry_id = l.id)";
    world.texts(sql, &[]).await
}

/// Each person with each entry that is about them: what the log says, and at which place in it.
async fn noted(world: &World) -> BTreeSet<(String, i64, String)> {
    let sql =
        "SELECT p.username, a.entry_id, a.action FROM audit_people a JOIN people p ON p.id = a.person_id";
    let rows = world.rows(sql, &[]).await;
    rows.iter()
        .map(|row| (row.get(0), row.get(1), row.get(2)))
        .collect()
}

/// Events of tasks of which the audit log says nothing at that instant.
async fn unaudited(world: &World) -> Vec<String> {
    let sql = "SELECT t.event::text FROM task_log t WHERE NOT EXISTS (SELECT FROM audit_log l WHERE l.object_kind = 'task' \
        AND l.object_id = t.task_id::text AND l.at = t.at AND l.action = ANY (CASE t.event ->> 'event' \
          WHEN 'created' THEN ARRAY['task.requested', 'task.posted', 'task.review_started', 'task.revocation_started'] \
          WHEN 'decided' THEN ARRAY['task.approved', 'task.denied'] \
          WHEN 'assigned_to_pool' THEN ARRAY['task.assigned'] \
          WHEN 'fallback' THEN ARRAY['task.fallback_asked'] \
          WHEN 'no_manager' THEN ARRAY['task.no_approver'] WHEN 'no_holder' THEN ARRAY['task.no_approver'] \
          WHEN 'manager_now' THEN ARRAY['task.manager_asked'] \
          WHEN 'resolution' THEN ARRAY[CASE t.event -> 'trail' ->> 'what' WHEN 'hop' THEN 'task.passed_to_delegate' \
            WHEN 'blocked_by_policy' THEN 'task.delegation_blocked' WHEN 'passed_over' THEN 'task.passed_over' \
            ELSE 'task.delegation_stopped' END] \
          ELSE ARRAY['task.' || (t.event ->> 'event')] END) \
        AND NOT EXISTS (SELECT FROM unnest(t.people) AS x (id) WHERE NOT EXISTS (SELECT FROM audit_people a \
          WHERE a.person_id = x.id AND a.action = l.action AND a.at = l.at AND a.entry_id = l.id)))";
    world.texts(sql, &[]).await
}

/// Something of everything: rules, tasks, role delegations, roles and absences.
async fn history(world: &World) {
    // mara's tasks go to milo, his on to mina, hers nowhere: she is away for good when the second one comes.
    delegate(world, "mara", "milo").await;
    delegate(world, "milo", "mina").await;
    let first = request(world, "ben", "ben", "viewer").await;
    world
        .execute(
            "UPDATE people SET disabled_at = '2028-01-11T08:00Z' WHERE username = 'mina'",
            &[],
        )
        .await;
    world.at("2028-01-11T09:01:00Z");
    let second = request(world, "bea", "bea", "viewer").await;
    world.at("2028-01-11T09:02:00Z");
    let blocked = request(world, "ben", "ben", "editor").await;
    world.at("2028-01-11T09:03:00Z");
    let sweep = services::actor::SystemActor::new("job: sweep");
    world.services.tasks().sweep(&sweep).await.unwrap();
    let mut milo = world.sign_in("milo").await;
    world.at("2028-01-11T09:04:00Z");
    let to_max = [("action", "reassign"), ("to", "max"), ("reason", "He knows")];
    assert_eq!(milo.post(&second, &to_max).await.status, 303);
    world.at("2028-01-11T09:05:00Z");
    assert_eq!(decide(&mut milo, &first, "approve", "").await.status, 303);
    let comment = [("action", "comment"), ("comment", "Soon")];
    assert_eq!(milo.post(&second, &comment).await.status, 303);
    world.at("2028-01-11T09:06:00Z");
    let mut mara = world.sign_in("mara").await;
    assert_eq!(decide(&mut mara, &blocked, "deny", "No").await.status, 303);
    // The second step of two is a pool's, and its only holder is gone: the super administrators are asked.
    let two = request(world, "bea", "bea", "approver").await;
    world
        .execute(
            "UPDATE people SET disabled_at = '2028-01-11T08:00Z' WHERE username = 'ines'",
            &[],
        )
        .await;
    world.at("2028-01-11T09:07:00Z");
    assert_eq!(decide(&mut milo, &two, "approve", "").await.status, 303);
    let cancel = [("action", "cancel"), ("reason", "A mistake")];
    world.at("2028-01-11T09:08:00Z");
    assert_eq!(world.sign_in("bea").await.post(&two, &cancel).await.status, 303);
    let page = lend(&mut mara, "tess", "2028-02-01", "2028-02-10").await;
    assert_eq!(page.status, 200, "{}", page.text());
    absences::request(
        &mut world.sign_in("tess").await,
        "vacation",
        "2028-03-01",
        "2028-03-02",
    )
    .await;
    let role = [("role", "viewer"), ("action", "add")];
    let mut abel = world.sign_in("abel").await;
    let version = abel
        .get("/security-console/users/hugo")
        .await
        .value_of("version")
        .unwrap_or_default();
    let mut fields = vec![("version", version.as_str())];
    fields.extend(role);
    let page = abel.post("/security-console/users/hugo", &fields).await;
    assert_eq!(page.status, 303, "{}", page.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn g8_whoever_received_is_found_and_whoever_was_passed_over() {
    let world = world().await;
    history(&world).await;
    let mut ada = world.sign_in("ada").await;
    let found = async |ada: &mut Browser, username: &str, action: &str| {
        about(ada, username)
            .await
            .iter()
            .filter(|found| *found == action)
            .count()
    };
    let table = [
        ("milo", "delegation_rule.saved", 2),
        ("mina", "delegation_rule.saved", 1),
        ("mara", "delegation_rule.saved", 1),
        ("max", "delegation_rule.saved", 0),
        ("mina", "task.passed_over", 3),
        ("max", "task.reassigned", 1),
        ("bea", "task.reassigned", 1),
        ("tess", "task.reassigned", 0),
        ("max", "task.assigned", 1),
        ("milo", "task.delegation_blocked", 1),
        ("mara", "task.delegation_blocked", 1),
        ("mina", "task.assigned_anew", 1),
        ("mara", "role_delegation.created", 1),
        ("tess", "role_delegation.created", 1),
        ("tess", "absence.requested", 1),
        ("hugo", "person.roles_changed", 1),
        ("ben", "task.approved", 1),
        // mara's rule brought it to milo: what he did counts for her.
        ("mara", "task.approved", 2),
        ("ben", "task.role_granted", 1),
    ];
    for (username, action, times) in table {
        assert_eq!(
            found(&mut ada, username, action).await,
            times,
            "{username} {action}"
        );
    }
    assert_eq!(
        missed(&world).await,
        [""; 0],
        "everybody whom facts name is found"
    );
    assert_eq!(
        unaudited(&world).await,
        [""; 0],
        "every event of a task is in the log"
    );
    // Whom an entry is about beside the one it concerns stands on the page and in the CSV.
    let shown = ada
        .get("/admin/audit?person=mina&action=delegation_rule.saved")
        .await;
    assert!(shown.has_row("also about Mina Sato (mina)"), "{}", shown.text());
    let csv = ada
        .get("/admin/audit.csv?person=max&action=task.reassigned")
        .await;
    assert_eq!(csv.body.lines().count(), 2, "{}", csv.body);
    assert!(csv.body.contains("Max Roth (max)"), "{}", csv.body);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g8_what_was_logged_before_is_found_too_and_what_the_version_before_writes() {
    let world = world().await;
    history(&world).await;
    let written = noted(&world).await;
    assert!(written.len() > 60, "{}", written.len());
    let entries = "SELECT id FROM audit_log ORDER BY id";
    let ids = world.rows(entries, &[]).await.len();
    world.database.batch("DROP VIEW audit_entries").await;
    world.database.batch(UNDO).await;
    for sql in BEFORE.into_iter().chain([VIEW]) {
        world.database.batch(sql).await;
    }
    let filled = noted(&world).await;
    let lost: Vec<_> = written.difference(&filled).collect();
    // Who asked for what was cancelled stands in no fact of an old entry.
    assert!(lost.is_empty(), "{lost:?}");
    // Of a task's entries, those who were asked by what they did, as well: they had no entries of their own then.
    let more = filled.difference(&written);
    let strange: Vec<_> = more
        .filter(|(_, _, action)| !action.starts_with("task."))
        .collect();
    assert!(strange.is_empty(), "{strange:?}");
    assert_eq!(
        world.rows(entries, &[]).await.len(),
        ids,
        "the log stays as it is"
    );
    // The version before names people in facts and objects alone.
    let old = "INSERT INTO audit_log (at, through, action, object_kind, object_id, concerns_id, after) SELECT '2028-01-12Z', \
        'old', 'delegation_rule.saved', 'delegation_rule', p.id::text, p.id, '{\"delegate\": \"HUGO\", \"kind\": \"permanent\"}' \
        FROM people p WHERE p.username = 'max'";
    world.database.batch(old).await;
    let mut ada = world.sign_in("ada").await;
    for (username, times) in [("hugo", 1), ("max", 1), ("bea", 0)] {
        let found = page(
            &mut ada,
            &format!("person={username}&action=delegation_rule.saved"),
        )
        .await;
        assert_eq!(found.len(), times, "{username}");
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g8_pages_and_periods_go_on_where_the_last_one_ended_whatever_the_filter() {
    let world = World::new().await;
    // 120 entries of two actions and kinds; instants repeat, and go back once.
    let sql = "INSERT INTO audit_log (at, through, action, object_kind, object_id, concerns_id, people) SELECT \
        '2028-01-01Z'::timestamptz + make_interval(days => (n * 7 % 40) / 4), 'paging', \
        CASE n % 3 WHEN 0 THEN 'test.one' ELSE 'test.two' END, CASE n % 2 WHEN 0 THEN 'even' ELSE 'odd' END, (n % 4)::text, \
        p.id, CASE n % 2 WHEN 0 THEN ARRAY[q.id] ELSE '{}' END \
        FROM generate_series(1, 120) n, people p, people q WHERE p.username = 'ben' AND q.username = 'bea'";
    world.database.batch(sql).await;
    let mut ada = world.sign_in("ada").await;
    let filters = [
        ("through = 'paging'", "action=test"),
        ("through = 'paging' AND action = 'test.one'", "action=test.one"),
        ("through = 'paging'", "person=ben&action=test"),
        (
            "through = 'paging' AND id IN (SELECT entry_id FROM audit_people a JOIN people p ON p.id = a.person_id \
          WHERE p.username = 'bea')",
            "person=bea&action=test",
        ),
        ("action = 'test.two'", "person=ben&action=test.two"),
        ("object_kind = 'odd'", "object=odd"),
        ("object_kind = 'odd'", "object=odd&person=ben"),
        (
            "object_kind = 'odd' AND action = 'test.one'",
            "object=odd&person=ben&action=test.one",
        ),
        (
            "object_kind = 'odd' AND action = 'test.one'",
            "object=odd&action=test.one",
        ),
        ("object_kind = 'even' AND object_id = '2'", "object=even:2"),
        (
            "object_kind = 'even' AND object_id = '2' AND action = 'test.one'",
            "object=even:2&action=test.one&person=bea",
        ),
        (
            "object_kind = 'odd' AND object_id = '1' AND false",
            "object=odd:1&person=bea",
        ),
        (
            "through = 'paging' AND at >= '2028-01-03Z' AND at < '2028-01-06Z'",
            "person=ben&from=2028-01-03&to=2028-01-05",
        ),
        (
            "through = 'paging' AND at >= '2028-01-03Z' AND at < '2028-01-06Z'",
            "from=2028-01-03&to=2028-01-05",
        ),
        (
            "action = 'test.one' AND at < '2028-01-03Z'",
            "person=ben&action=test.one&to=2028-01-02",
        ),
    ];
    for (condition, query) in filters {
        let model = format!("SELECT id FROM audit_log WHERE {condition} ORDER BY at DESC, id DESC");
        let expected = world.numbers(&model, &[]).await;
        let csv = ada.get(&format!("/admin/audit.csv?{query}")).await;
        assert_eq!(csv.status, 200, "{query}");
        let ids = csv
            .body
            .lines()
            .skip(1)
            .map(|line| line.split(',').next().unwrap().parse().unwrap());
        assert_eq!(ids.collect::<Vec<i64>>(), expected, "{query}");
    }
    world.end().await;
}
