//! What the database gives up for a reason that may pass, such as a deadlock, is tried again: each thing of an operation by itself,
//! and each batch, with pauses by the clock; and not for ever.

use chrono::{DateTime, TimeDelta, Utc};
use services::operations::BulkAct;

use super::operations::{finish, start_by};
use super::{many, world};
use crate::support::World;

/// From now on so many writes into the task log fail with this message and code; others are not held up. What a sequence counts is
/// not undone with the transaction.
async fn fail(world: &World, times: i64, (message, code): (&str, &str)) {
    let sql = format!(
        "DROP SEQUENCE IF EXISTS failures CASCADE; CREATE SEQUENCE failures; GRANT ALL ON SEQUENCE failures TO PUBLIC;
         CREATE OR REPLACE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
           IF nextval('failures') <= {times} THEN RAISE EXCEPTION '{message}' USING ERRCODE = '{code}'; END IF; RETURN NULL; END $$;
         DROP TRIGGER IF EXISTS fail ON task_log;
         CREATE TRIGGER fail BEFORE INSERT ON task_log FOR EACH STATEMENT EXECUTE FUNCTION fail()"
    );
    world.database.batch(&sql).await;
}

const DEADLOCK: (&str, &str) = ("deadlock detected", "40P01");

fn comment(words: &str) -> BulkAct {
    BulkAct::Comment {
        comment: words.to_owned(),
    }
}

const COMMENTS: &str = "SELECT count(*) FROM audit_log WHERE action = 'task.commented'";
const UNFINISHED: &str = "SELECT count(*) FROM operations WHERE finished_at IS NULL";

/// Continues what can be continued now.
async fn round(world: &World) {
    while world.services.operations().continue_all().await.unwrap() {}
}

#[tokio::test(flavor = "multi_thread")]
async fn one_deadlock_costs_nothing_and_is_not_seen() {
    let world = world().await;
    let tasks = many(&world, 30).await;
    for (minute, (message, code)) in [
        DEADLOCK,
        ("could not serialize access due to concurrent update", "40001"),
        ("canceling statement due to statement timeout", "57014"),
        ("canceling statement due to lock timeout", "55P03"),
    ]
    .into_iter()
    .enumerate()
    {
        // Comments have a brake.
        world.at(&format!("2028-01-11T09:{minute:02}:00Z"));
        let path = start_by(&world, "mara", &tasks, comment(code)).await;
        fail(&world, 3, (message, code)).await;
        round(&world).await;
        let page = world.seen_by("mara", &path).await;
        assert_eq!(
            page.h1(),
            "A comment is added to 30 tasks",
            "{code}: {}",
            page.text()
        );
        assert_eq!(world.count("SELECT last_value FROM failures").await, 33);
    }
    assert_eq!(world.count(COMMENTS).await, 120);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_fails_again_waits_longer_and_longer_while_the_rest_is_done_and_ends_in_plain_words() {
    let world = world().await;
    let tasks = many(&world, 30).await;
    let path = start_by(&world, "mara", &tasks, comment("Soon")).await;
    // Of one task every attempt fails.
    let task = tasks[3].rsplit('/').next().unwrap();
    let sql = format!(
        "CREATE SEQUENCE attempts; GRANT ALL ON SEQUENCE attempts TO PUBLIC;
         CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
           IF NEW.task_id = '{task}' THEN PERFORM nextval('attempts');
             RAISE EXCEPTION 'canceling statement due to lock timeout' USING ERRCODE = '55P03'; END IF; RETURN NEW; END $$;
         CREATE TRIGGER fail BEFORE INSERT ON task_log FOR EACH ROW EXECUTE FUNCTION fail()"
    );
    world.database.batch(&sql).await;
    let mut now: DateTime<Utc> = "2028-01-11T09:00:00Z".parse().unwrap();
    // The first retry comes at once.
    let attempts = async || world.count("SELECT last_value FROM attempts").await;
    round(&world).await;
    assert_eq!((world.count(COMMENTS).await, attempts().await), (29, 2));
    for (pause, tried) in [(1, 3), (3, 4), (9, 5), (27, 6)] {
        let mara = world.seen_by("mara", &path).await;
        assert!(
            mara.h1() == "Commenting on 30 tasks" && mara.has_progress("29 of 30 done"),
            "{}",
            mara.text()
        );
        now += TimeDelta::milliseconds(pause * 1_000 - 1);
        world.at(&now.to_rfc3339());
        round(&world).await;
        assert_eq!(attempts().await, tried - 1, "not before {pause} s");
        now += TimeDelta::milliseconds(1);
        world.at(&now.to_rfc3339());
        round(&world).await;
        assert_eq!(attempts().await, tried, "after {pause} s");
    }
    assert_eq!(world.count(UNFINISHED).await, 0);
    let page = world.seen_by("mara", &path).await;
    assert!(
        page.h1() == "A comment is added to 29 of 30 tasks, 1 failed"
            && page.says("it could not be dealt with for the moment, after several attempts: try again")
            && !page.says("lock timeout"),
        "{}",
        page.text()
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_that_a_deadlock_undid_is_done_again_and_after_six_attempts_it_stops() {
    let world = world().await;
    many(&world, 12).await;
    let mut ada = world.sign_in("ada").await;
    let reassign = async |ada: &mut crate::support::Browser, to: &str, until: &str| {
        let from = match to {
            "milo" => "mara",
            _ => "milo",
        };
        let fields = [("all", "true"), ("until", until), ("to", to), ("reason", "Away")];
        ada.post(&format!("/admin/directory/users/{from}/reassign"), &fields)
            .await
    };
    fail(&world, 1, DEADLOCK).await;
    let page = reassign(&mut ada, "milo", "2028-01-11T09:00:00Z").await;
    assert_eq!(page.status, 303, "{}", page.text());
    let reassigned = "SELECT count(*) FROM audit_log WHERE action = 'task.reassigned'";
    assert_eq!(world.count(reassigned).await, 12);
    assert_eq!(
        world.count("SELECT sum(attempts)::bigint FROM operations").await,
        0
    );

    fail(&world, 1_000, DEADLOCK).await;
    let page = reassign(&mut ada, "bea", "2028-01-11T09:00:00Z").await;
    let path = page.location().unwrap().to_owned();
    assert!(path.starts_with("/operations/"), "{path}");
    let mut now: DateTime<Utc> = "2028-01-11T09:00:00Z".parse().unwrap();
    for (pause, tried) in [(1, 3), (3, 4), (9, 5), (27, 6)] {
        round(&world).await;
        assert_eq!(world.count("SELECT last_value FROM failures").await, tried - 1);
        assert!(ada.get(&path).await.h1().starts_with("Reassigning"));
        now += TimeDelta::seconds(pause);
        world.at(&now.to_rfc3339());
        round(&world).await;
        assert_eq!(world.count("SELECT last_value FROM failures").await, tried);
    }
    let page = ada.get(&path).await;
    assert!(
        page.h1() == "Stopped: no task of Milo Kern is reassigned"
            && page
                .has_lead("the other tasks could not be reassigned for the moment, after several attempts.")
            && page.has_lead("Go on does the rest.")
            && !page.says("deadlock"),
        "{}",
        page.text()
    );
    let bell = ada.get("/notifications").await;
    assert!(
        bell.has_log_line("Stopped before its end, as the other tasks could not be reassigned for the moment, after several attempts")
            && bell.has_log_line("Its page says how it can go on."),
        "{}",
        bell.text()
    );
    fail(&world, 0, DEADLOCK).await;
    let version = page.value_of("version").unwrap();
    let page = ada
        .post(&format!("{path}/resume"), &[("version", &version)])
        .await;
    assert_eq!((page.status, page.location()), (303, Some(path.as_str())));
    finish(&world).await;
    assert_eq!(world.count(reassigned).await, 24);
    assert_eq!(ada.get(&path).await.h1(), "12 tasks of Milo Kern are reassigned");
    world.end().await;
}
