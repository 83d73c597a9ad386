//! A review whose tasks are still being made is shown as that, and one that was broken off as not whole.

use services::access_reviews::ReviewInput;
use services::operations::NotStarted;

use super::{tasks, world};
use crate::support::World;
use crate::tasks::{actor, finish_operations};

/// What a review covers.
const LINES: &str = "section[aria-labelledby='lines']";
/// How a review that was broken off says it.
const NOT_WHOLE: &str = "This review is not whole.";

/// Ada starts it, and nobody has begun with its tasks. Answers its path.
async fn started(world: &World, form: u128) -> String {
    let ada = actor(world, "ada").await;
    let input = ReviewInput {
        role: "viewer".to_owned(),
        due_on: "2028-01-31".to_owned(),
        form: Some(uuid::Uuid::from_u128(form)),
        ..ReviewInput::default()
    };
    let started = world.services.access_reviews().start(&ada, &input).await.unwrap();
    format!("/admin/access-reviews/{}", started.review)
}

#[tokio::test(flavor = "multi_thread")]
async fn t15_half_of_a_review_is_never_shown_as_the_whole() {
    let world = world().await;
    let path = started(&world, 7).await;
    assert_eq!(started(&world, 7).await, path, "two clicks are one review");
    let mut ada = world.sign_in("ada").await;
    let page = ada.get(&path).await;
    assert!(
        page.h1() == "Access review of Payroll viewer"
            && page.lead().starts_with("This review is being started")
            && page.progress() == "0 of 2 tasks are made."
            && !page.has(LINES)
            && page.header("refresh") == Some("2"),
        "{}",
        page.text()
    );
    let still = ada.get(&format!("{path}?refresh=off")).await;
    assert!(still.progress() == "0 of 2 tasks are made." && still.header("refresh").is_none());
    let listed = ada.get("/admin/access-reviews").await;
    assert!(listed.row("Payroll viewer").says("being started"));
    let csv = ada.get(&format!("{path}/result.csv")).await;
    assert_eq!((csv.status, csv.location()), (303, Some(path.as_str())));
    let operations = ada.get("/operations").await;
    assert!(
        operations
            .row("Starting the access review of Payroll viewer with 2 tasks")
            .says("Under way"),
        "{}",
        operations.text()
    );
    finish_operations(&world).await;
    let page = ada.get(&path).await;
    assert!(
        page.progress().starts_with("0 of 2 decided") && page.has(LINES) && page.header("refresh").is_none(),
        "{}",
        page.text()
    );
    assert_eq!(ada.get(&format!("{path}/result.csv")).await.status, 200);
    let page = ada.get("/notifications").await;
    assert!(
        page.has_log_line("Finished: The access review of Payroll viewer is started with 2 tasks."),
        "{}",
        page.text()
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g9_who_may_no_longer_run_reviews_makes_no_more_tasks_and_the_review_says_so() {
    let world = world().await;
    let path = started(&world, 8).await;
    world
        .database
        .batch(
            "UPDATE grants SET revoked_at = granted_at WHERE person_id = (SELECT id FROM people WHERE username = 'ada') \
             AND role_id = (SELECT id FROM roles WHERE code = 'super_administrator')",
        )
        .await;
    finish_operations(&world).await;
    assert!(tasks(&world).await.is_empty());
    let bell = world.seen_by("ada", "/notifications").await;
    assert!(
        bell.log()[0]
            .contains("Stopped before its end, as whoever started it may no longer run access reviews"),
        "{}",
        bell.text()
    );
    let mut abel = world.sign_in("abel").await;
    let page = abel.get(&path).await;
    assert!(
        page.notices() == [NOT_WHOLE]
            && page.has_notice("whoever started it may no longer run access reviews"),
        "{}",
        page.text()
    );
    let listed = abel.get("/admin/access-reviews").await;
    assert!(listed.row("Payroll viewer").says("not whole"));
    // It stays so when the operation has gone.
    world.database.batch("DELETE FROM operations").await;
    assert_eq!(abel.get(&path).await.notices(), [NOT_WHOLE]);
    world.end().await;
}

/// One super administrator has to remain.
const ANOTHER: &str = "INSERT INTO grants (person_id, role_id, source, granted_at) SELECT p.id, r.id, 'by_hand', '2028-01-01Z' \
    FROM people p, roles r WHERE p.username = 'mina' AND r.code = 'super_administrator'";

/// 1,010 clerks, more than one batch; whoever holds IT security manager reviews them, and so do the super administrators the rest.
const CLERKS: &str = "
INSERT INTO people (username, display_name, department, search_text, created_at, updated_at)
  SELECT 'clerk' || n, 'Clerk ' || n, 'Clerks', 'clerk' || n, '2027-01-01Z', '2027-01-01Z' FROM generate_series(1, 1010) n;
INSERT INTO roles (code, name, data_scope) VALUES ('clerk', 'Clerk', 'own');
INSERT INTO grants (person_id, role_id, source, granted_at) SELECT p.id, r.id, 'by_hand', '2027-05-01Z'
  FROM people p, roles r WHERE p.department = 'Clerks' AND r.code = 'clerk';
INSERT INTO policies (kind, name) VALUES ('review', 'Pool');
INSERT INTO policy_steps (policy_id, position, approver, approver_role_id) SELECT p.id, 1, 'role', r.id FROM policies p, roles r
  WHERE p.name = 'Pool' AND r.code = 'it_security_manager';
INSERT INTO role_policies (role_id, kind, policy_id) SELECT r.id, 'review', p.id FROM roles r, policies p
  WHERE r.code = 'clerk' AND p.name = 'Pool';
INSERT INTO grants (person_id, role_id, source, granted_at) SELECT p.id, r.id, 'by_hand', '2027-05-01Z'
  FROM people p, roles r WHERE p.username = 'hugo' AND r.code = 'it_security_manager';
CREATE FUNCTION ends() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  UPDATE grants SET revoked_at = '2028-01-11T09:00Z' WHERE revoked_at IS NULL AND person_id = (SELECT id FROM people WHERE username = 'ada')
    AND role_id = (SELECT id FROM roles WHERE code = 'super_administrator'); RETURN NULL; END $$;
CREATE TRIGGER ends AFTER INSERT ON tasks FOR EACH STATEMENT EXECUTE FUNCTION ends();
";

#[tokio::test(flavor = "multi_thread")]
async fn t11_holders_who_were_asked_are_notified_once_when_a_review_stops_and_not_again_when_it_goes_on() {
    let world = world().await;
    world.database.batch(CLERKS).await;
    let ada = actor(&world, "ada").await;
    let input = ReviewInput {
        role: "clerk".to_owned(),
        due_on: "2028-01-31".to_owned(),
        form: Some(uuid::Uuid::from_u128(9)),
        ..ReviewInput::default()
    };
    let started = world.services.access_reviews().start(&ada, &input).await.unwrap();
    let path = format!("/admin/access-reviews/{}", started.review);
    let operation = format!("/operations/{}", started.operation.unwrap());
    finish_operations(&world).await;
    assert_eq!(
        tasks(&world).await.len(),
        1_000,
        "the second batch asks for the right again"
    );
    let notified = "SELECT string_agg(p.username, ' ' ORDER BY p.username) FROM outbox o JOIN people p ON p.id = o.person_id \
        WHERE o.event ->> 'what' = 'task_assigned'";
    let notified = async || -> Option<String> { world.rows(notified, &[]).await[0].get(0) };
    assert_eq!(notified().await.as_deref(), Some("hugo ines"), "each once");
    let hugo = world.seen_by("hugo", "/notifications").await;
    assert!(
        hugo.has_log_line(
            "“Access review of Clerk” waits for you as one of those who hold IT security manager"
        ),
        "{}",
        hugo.text()
    );
    // Who started it may no longer; another super administrator may, on both pages.
    let mut of_ada = world.sign_in("ada").await;
    let page = of_ada.get(&operation).await;
    assert!(
        page.h1() == "Stopped: the access review of Clerk has 1000 of 1010 tasks"
            && page
                .lead()
                .ends_with("Whoever may run access reviews can go on with it.")
            && !page.has_button("Go on"),
        "{}",
        page.text()
    );
    let mut abel = world.sign_in("abel").await;
    let page = abel.get(&operation).await;
    assert!(
        page.has_button("Go on") && page.has_fact("Started by Ada Holm"),
        "{}",
        page.text()
    );
    let page = abel.get(&path).await;
    assert!(
        page.notices() == [NOT_WHOLE] && page.has_button("Go on"),
        "{}",
        page.text()
    );
    let version = page.value_of("version").unwrap();
    let form = [("version", version.as_str()), ("shown_on", "review")];
    let resume = format!("{operation}/resume");
    assert_eq!(of_ada.post(&resume, &form).await.status, 403);
    assert_eq!(world.sign_in("mara").await.post(&resume, &form).await.status, 404);
    let wrong = [("version", "1"), ("shown_on", "review")];
    assert_eq!(abel.post(&resume, &wrong).await.status, 303);
    assert_eq!(
        abel.get(&path).await.notices(),
        [NOT_WHOLE],
        "that was another stop"
    );
    let mut second = abel.clone();
    let (one, two) = tokio::join!(abel.post(&resume, &form), second.post(&resume, &form));
    for page in [one, two] {
        assert_eq!((page.status, page.location()), (303, Some(path.as_str())));
    }
    finish_operations(&world).await;
    assert_eq!(tasks(&world).await.len(), 1_010);
    let page = abel.get(&path).await;
    assert!(
        page.progress().starts_with("0 of 1010 decided") && page.notices().is_empty(),
        "{}",
        page.text()
    );
    assert_eq!(notified().await.as_deref(), Some("hugo ines"), "nobody twice");
    let resumed = "SELECT count(*) FROM audit_log a JOIN people p ON p.id = a.actor_id WHERE a.action = 'access_review.resumed' \
        AND p.username = 'abel'";
    assert_eq!(world.count(resumed).await, 1, "two clicks are one");
    let ended = "SELECT string_agg(p.username || ' ' || coalesce(o.event ->> 'stopped', 'whole'), ', ' ORDER BY o.id) FROM outbox o \
        JOIN people p ON p.id = o.person_id WHERE o.event ->> 'what' = 'operation_ended'";
    let ended: String = world.rows(ended, &[]).await[0].get(0);
    let expected = "ada whoever started it may no longer run access reviews, ada whole, abel whole";
    assert_eq!(ended, expected, "both are notified of the end");
    let of_ada =
        "SELECT count(*) FROM tasks t JOIN people p ON p.id = t.initiator_id WHERE p.username = 'ada'";
    assert_eq!(
        world.count(of_ada).await,
        1_010,
        "T15: whoever starts it is its initiator, also of what somebody else went on with"
    );
    // Both see its page, whatever else they may by now (T17).
    world.database.batch(ANOTHER).await;
    world
        .database
        .batch("UPDATE grants SET revoked_at = '2028-01-11T09:00Z' WHERE revoked_at IS NULL AND role_id = (SELECT id FROM roles WHERE code = 'super_administrator') AND person_id = (SELECT id FROM people WHERE username = 'abel')")
        .await;
    for (who, says) in [("ada", "Resumed by Abel Costa"), ("abel", "Started by Ada Holm")] {
        let mut browser = world.sign_in(who).await;
        let page = browser.get(&operation).await;
        assert!(
            page.status == 200 && page.has_fact(says) && page.text().matches(" by ").count() == 1,
            "{who}: {}",
            page.text()
        );
        let list = browser.get("/operations").await;
        assert!(list.has_row("access review of Clerk"), "{who}: {}", list.text());
        let bell = browser.get("/notifications").await;
        assert!(
            bell.has_log_line("Finished: The access review of Clerk"),
            "{who}: {}",
            bell.text()
        );
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g9_whoever_resumed_a_review_is_asked_for_the_right_and_named_where_they_have_it_no_more() {
    const REVOKED: &str = "UPDATE grants SET revoked_at = granted_at WHERE role_id = (SELECT id FROM roles \
        WHERE code = 'super_administrator') AND person_id = (SELECT id FROM people WHERE username = ";
    let world = world().await;
    world.database.batch(ANOTHER).await;
    let path = started(&world, 12).await;
    world.database.batch(&format!("{REVOKED}'ada')")).await;
    finish_operations(&world).await;
    let sql = "SELECT id::text, (extract(epoch FROM finished_at) * 1000000)::bigint FROM operations";
    let row = &world.rows(sql, &[]).await[0];
    let id = uuid::Uuid::parse_str(row.get(0)).unwrap();
    let stopped_at: i64 = row.get(1);
    let abel = actor(&world, "abel").await;
    let resumed = world
        .services
        .operations()
        .resume(&abel, id, Some(stopped_at))
        .await;
    assert!(resumed.unwrap().is_resumed);
    world.database.batch(&format!("{REVOKED}'abel')")).await;
    world.at("2028-01-11T09:00:01Z");
    finish_operations(&world).await;
    assert!(tasks(&world).await.is_empty(), "{path}");
    for (who, times) in [("ada", 1), ("abel", 1)] {
        let bell = world.seen_by(who, "/notifications").await;
        let why = "as whoever resumed it may no longer run access reviews";
        assert_eq!(bell.text().matches(why).count(), times, "{who}: {}", bell.text());
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn s_a_review_is_resumed_within_the_bounds_of_starting_one_by_its_page_and_by_its_form() {
    const MANY: &str = "INSERT INTO operations (id, kind, person_id, through, input, created_at, continued_at) SELECT gen_random_uuid(), \
        'people_import', p.id, 'a test', '{}', '2028-01-11T09:00Z', '2028-01-11T09:00Z' FROM people p, generate_series(1, 10) \
        WHERE p.username = 'ada'";
    let world = world().await;
    let fails = "CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'killed'; END $$; \
        CREATE TRIGGER fail BEFORE INSERT ON tasks FOR EACH STATEMENT EXECUTE FUNCTION fail()";
    world.database.batch(fails).await;
    started(&world, 13).await;
    finish_operations(&world).await;
    let sql = "SELECT id::text, (extract(epoch FROM finished_at) * 1000000)::bigint FROM operations";
    let row = &world.rows(sql, &[]).await[0];
    let id = uuid::Uuid::parse_str(row.get(0)).unwrap();
    let stopped_at: i64 = row.get(1);
    let ada = actor(&world, "ada").await;
    let input = ReviewInput {
        role: "viewer".to_owned(),
        due_on: "2028-01-31".to_owned(),
        form: Some(uuid::Uuid::from_u128(13)),
        ..ReviewInput::default()
    };
    let by_form = async || world.services.access_reviews().start(&ada, &input).await;
    let by_page = async || {
        world
            .services
            .operations()
            .resume(&ada, id, Some(stopped_at))
            .await
    };
    let by_ada = "SELECT count(*) FROM operations o JOIN people p ON p.id = o.resumed_by WHERE p.username = 'ada' \
        AND o.finished_at IS NULL AND o.resumed_through IS NOT NULL";
    let resumed = "SELECT count(*) FROM audit_log WHERE action = 'access_review.resumed'";
    world.database.batch(MANY).await;
    assert!(matches!(by_form().await, Err(NotStarted::ManyUnderWay)));
    assert!(matches!(by_page().await, Err(NotStarted::ManyUnderWay)));
    world
        .database
        .batch("DELETE FROM operations WHERE kind = 'people_import'")
        .await;
    assert_eq!((world.count(by_ada).await, world.count(resumed).await), (0, 0));
    // The form says who resumed it, as its page does.
    assert!(by_form().await.unwrap().is_old);
    assert_eq!((world.count(by_ada).await, world.count(resumed).await), (1, 1));
    assert!(!by_page().await.unwrap().is_resumed, "it goes on already");
    finish_operations(&world).await;
    while world.services.brakes().operation(ada.person()).is_ok() {}
    assert!(matches!(by_form().await, Err(NotStarted::TooMany(_))));
    assert!(matches!(by_page().await, Err(NotStarted::TooMany(_))));
    assert_eq!((world.count(by_ada).await, world.count(resumed).await), (0, 1));
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_review_stops_twice_and_says_so_twice_and_the_same_form_resumes_it_too() {
    let world = world().await;
    let fails = "CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'killed'; END $$; \
        CREATE TRIGGER fail BEFORE INSERT ON tasks FOR EACH STATEMENT EXECUTE FUNCTION fail()";
    world.database.batch(fails).await;
    let path = started(&world, 11).await;
    finish_operations(&world).await;
    world.at("2028-01-11T09:00:01Z");
    assert_eq!(started(&world, 11).await, path);
    finish_operations(&world).await;
    let bell = "SELECT count(*) FROM outbox WHERE event ->> 'what' = 'operation_ended' AND event ->> 'stopped' IS NOT NULL";
    assert_eq!(world.count(bell).await, 2);
    world.database.batch("DROP TRIGGER fail ON tasks").await;
    // A click on one that goes on already, or is whole, changes nothing and is not audited.
    let resumed = "SELECT count(*) FROM audit_log WHERE action = 'access_review.resumed'";
    for expected in [2, 2] {
        assert_eq!(started(&world, 11).await, path);
        assert_eq!(world.count(resumed).await, expected);
        finish_operations(&world).await;
    }
    let ada = world.seen_by("ada", &path).await;
    assert!(ada.has_progress("0 of 2 decided"), "{}", ada.text());
    let whole = "SELECT count(*) FROM outbox WHERE event ->> 'what' = 'operation_ended' AND event ->> 'stopped' IS NULL";
    assert_eq!(world.count(whole).await, 1);
    world.end().await;
}
