//! The lists of operations, the notification when one has ended, and what a page of one no longer names (T17).

use domain::ids::PersonId;
use services::operations::BulkAct;

use super::operations::{approve, finish, start_by};
use super::{many, world};
use crate::support::Browser;

const LIST: &str = "/operations";

/// A role that oversees the tasks about its holder's department, for bea.
const OF_DEPARTMENT: &str = "INSERT INTO roles (code, name, data_scope) VALUES ('of_department', 'Of the department', 'department'); \
    INSERT INTO role_privileges (role_id, privilege) SELECT id, 'oversee_tasks' FROM roles WHERE code = 'of_department'; \
    INSERT INTO grants (person_id, role_id, source, granted_at) SELECT p.id, r.id, 'by_hand', '2028-01-01Z' \
      FROM people p, roles r WHERE p.username = 'bea' AND r.code = 'of_department'";

fn comment(words: &str) -> BulkAct {
    BulkAct::Comment {
        comment: words.to_owned(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_sees_their_own_operations_and_super_administrators_see_all() {
    let world = world().await;
    let tasks = many(&world, 30).await;
    let ended = start_by(&world, "mara", &tasks, comment("Soon")).await;
    finish(&world).await;
    world.at("2028-01-11T09:00:30Z");
    let under_way = start_by(&world, "mara", &tasks[..2], approve()).await;
    let bens = start_by(&world, "ben", &tasks[..1], comment("Mine")).await;
    let mut mara = world.sign_in("mara").await;
    let page = mara.get(LIST).await;
    assert_eq!(page.h1(), "Operations");
    for words in [
        "A comment is added to 30 tasks Finished",
        "Approving 2 tasks Under way",
    ] {
        assert!(page.has_row(words), "{words}: {}", page.text());
    }
    let listed = |page: &crate::support::Page| -> Vec<String> {
        let ids = page.links_under("/operations/").into_iter();
        ids.map(|id| format!("/operations/{id}")).collect()
    };
    assert_eq!(
        listed(&page),
        [&under_way, &ended].map(String::as_str),
        "newest first, and hers"
    );
    let page = world.seen_by("ada", LIST).await;
    for path in [&ended, &under_way, &bens] {
        assert!(page.links_to(path), "{path}: {}", page.body);
    }
    assert!(page.says("Started by") && page.has_row("Ben Ode"));
    assert!(
        world
            .seen_by("hugo", LIST)
            .await
            .has_empty_state("No operation yet")
    );
    // It is reached from each operation's page.
    assert!(mara.get(&ended).await.links_to(LIST));
    world.end().await;
}

/// Ids of all operations that the pages of the list show, one page after the other.
async fn listed(browser: &mut Browser) -> Vec<String> {
    let (mut path, mut seen) = (LIST.to_owned(), Vec::new());
    loop {
        let page = browser.get(&path).await;
        seen.extend(page.links_under("/operations/").into_iter().map(str::to_owned));
        let older = page.links_under("/operations?before=");
        let Some(older) = older.first() else {
            return seen;
        };
        path = format!("{LIST}?before={older}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn o3_what_only_a_newer_version_can_show_hides_nothing_that_is_older() {
    let world = world().await;
    // In turn: kinds that are not known, and known ones with something in them that is not: more of each than a page holds.
    let sql = r#"ALTER TABLE operations DROP CONSTRAINT operations_kind_check;
        INSERT INTO operations (id, kind, person_id, through, input, total, done, created_at, continued_at, finished_at)
        SELECT gen_random_uuid(), CASE n / 30 % 3 WHEN 1 THEN 'tomorrow' ELSE 'comment' END, p.id, '/',
          CASE n / 30 % 3 WHEN 2 THEN '{"act":"tomorrow"}' ELSE '{"act":"comment","comment":"Soon","unreadable":0}' END, 1, 1,
          timestamptz '2028-01-10Z' - n * interval '1 minute', '2028-01-10Z', '2028-01-10Z'
        FROM people p, generate_series(0, 209) n WHERE p.username = 'mara'"#;
    world.database.batch(sql).await;
    for who in ["mara", "ada"] {
        let mut seen = listed(&mut world.sign_in(who).await).await;
        assert_eq!(seen.len(), 90, "{who}");
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), 90, "{who} sees each once");
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_goes_on_over_pages_without_a_gap() {
    let world = world().await;
    let sql = r#"INSERT INTO operations (id, kind, person_id, through, input, total, done, created_at, continued_at, finished_at)
        SELECT gen_random_uuid(), 'comment', p.id, '/', '{"act":"comment","comment":"Soon","unreadable":0}', n, n,
          '2028-01-10Z', '2028-01-10Z', '2028-01-10Z' FROM people p, generate_series(1, 60) n WHERE p.username = 'mara'"#;
    world.database.batch(sql).await;
    let mut seen = listed(&mut world.sign_in("mara").await).await;
    assert_eq!(seen.len(), 60);
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 60, "each once");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_ends_in_the_background_is_notified_once_and_what_a_request_waits_for_is_not() {
    let world = world().await;
    let tasks = many(&world, 30).await;
    let path = start_by(&world, "mara", &tasks, approve()).await;
    finish(&world).await;
    let mut mara = world.sign_in("mara").await;
    let page = mara.get("/notifications").await;
    assert!(
        page.has_log_line("Finished: 30 tasks are approved.") && page.links_to(&path),
        "{}",
        page.text()
    );
    let messages = "SELECT count(*) FROM outbox WHERE event ->> 'what' = 'operation_ended'";
    assert_eq!(world.count(messages).await, 1);
    let sent = "SELECT count(*) FROM outbox WHERE event ->> 'what' = 'operation_ended' AND pending";
    assert_eq!(world.count(sent).await, 0, "no mail of it");
    // The answer to this form says what became of it.
    let more = super::request(&world, "ben", "ben", "viewer").await;
    let other = super::request(&world, "bea", "bea", "viewer").await;
    let id = |task: &str| task.rsplit('/').next().unwrap().to_owned();
    let (one, two) = (id(&more), id(&other));
    let fields = [
        ("task", one.as_str()),
        ("task", two.as_str()),
        ("action", "approve"),
    ];
    assert_eq!(mara.post("/", &fields).await.status, 303);
    assert_eq!(mara.get("/").await.flash(), "2 tasks are approved.");
    assert_eq!(world.count(messages).await, 1);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t17_whoever_oversees_a_department_reads_the_names_of_its_tasks_and_of_no_others() {
    let world = world().await;
    let own = super::request(&world, "ben", "ben", "viewer").await;
    let other = super::request(&world, "max", "max", "viewer").await;
    // bea oversees what is about her department, Finance: ben's, and not max'.
    world.database.batch(OF_DEPARTMENT).await;
    let path = start_by(&world, "bea", &[own.clone(), other.clone()], approve()).await;
    finish(&world).await;
    let mut bea = world.sign_in("bea").await;
    assert_eq!(bea.get(&own).await.status, 200);
    assert_eq!(bea.get(&other).await.status, 404);
    let page = bea.get(&path).await;
    assert!(
        page.says("Grant Payroll viewer to Ben Ode")
            && !page.says("no longer see")
            && !page.says(&world.name("max").await),
        "{}",
        page.text()
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t17_one_task_and_several_at_once_are_seen_by_the_same_people() {
    let world = world().await;
    let mut tasks = Vec::new();
    for (who, subject, role) in [
        ("ben", "ben", "viewer"),
        ("mara", "bea", "viewer"),
        ("max", "max", "approver"),
        ("tess", "tess", "editor"),
    ] {
        tasks.push(super::request(&world, who, subject, role).await);
    }
    super::decide(&mut world.sign_in("mara").await, &tasks[1], "approve", "").await;
    world.database.batch(OF_DEPARTMENT).await;
    // By every scope, and by delegation: milo's reports are delegated to tess.
    let more = "INSERT INTO roles (code, name, data_scope) VALUES ('of_reports', 'Of reports', 'reports'), ('of_own', 'Of own', 'own'); \
        INSERT INTO role_privileges (role_id, privilege) SELECT id, 'oversee_tasks' FROM roles WHERE code IN ('of_reports', 'of_own'); \
        INSERT INTO grants (person_id, role_id, source, granted_at) SELECT p.id, r.id, 'by_hand', '2028-01-01Z' \
          FROM people p JOIN roles r ON (p.username, r.code) IN (('milo', 'of_reports'), ('hugo', 'of_own'))";
    world.database.batch(more).await;
    world.lent("milo", "of_reports", "tess").await;
    let all: Vec<_> = tasks
        .iter()
        .map(|path| super::pool_sight::task_id(path))
        .collect();
    let (mut seen, mut hidden) = (0, 0);
    for who in [
        "ada", "abel", "ines", "hugo", "mara", "milo", "mina", "ben", "bea", "max", "tess",
    ] {
        let sql = "SELECT id FROM people WHERE username = $1";
        let id = world.rows(sql, &[&who]).await[0].get(0);
        let mut conn = world.database.pool.get().await.unwrap();
        let at_once = db::tasks::sight::seen_by(&mut conn, &all, PersonId(id), world.services.now());
        let at_once = at_once.await.unwrap();
        drop(conn);
        let mut browser = world.sign_in(who).await;
        for (path, task) in tasks.iter().zip(&all) {
            let sees = browser.get(path).await.status == 200;
            assert_eq!(at_once.contains(task), sees, "{who}: {path}");
            seen += usize::from(sees);
            hidden += usize::from(!sees);
        }
    }
    assert!(seen > 12 && hidden > 12, "{seen} seen, {hidden} hidden");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t17_a_task_that_its_starter_may_no_longer_see_is_not_named() {
    let world = world().await;
    let tasks = many(&world, 3).await;
    let grant = "INSERT INTO grants (person_id, role_id, source, granted_at) SELECT p.id, r.id, 'by_hand', '2028-01-01Z' \
        FROM people p, roles r WHERE p.username = 'milo' AND r.code = 'super_administrator'";
    world.database.batch(grant).await;
    let path = start_by(&world, "milo", &tasks, approve()).await;
    finish(&world).await;
    let mut milo = world.sign_in("milo").await;
    let page = milo.get(&path).await;
    assert!(
        page.has_heading("No task is approved, 3 failed")
            && page.says("Grant Bulk 1 : it waits for somebody else")
            && !page.says("no longer see"),
        "{}",
        page.text()
    );
    let revoke = "UPDATE grants SET revoked_at = '2028-01-11T08:59Z' WHERE person_id = (SELECT id FROM people WHERE username = 'milo') \
        AND role_id = (SELECT id FROM roles WHERE code = 'super_administrator')";
    world.database.batch(revoke).await;
    let page = milo.get(&path).await;
    assert!(
        page.has_heading("No task is approved, 3 failed")
            && page.says("3 tasks you can no longer see")
            && !page.says("Grant Bulk"),
        "{}",
        page.text()
    );
    // Of what is about them they may see: the failures of mara's, who was asked, keep their names.
    let path = start_by(&world, "mara", &tasks[..1], comment("")).await;
    finish(&world).await;
    let page = world.seen_by("mara", &path).await;
    assert!(
        page.has_heading("No comment is added, 1 failed") && page.says("Grant Bulk"),
        "{}",
        page.text()
    );
    world.end().await;
}
