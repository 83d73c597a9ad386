//! Commands that are operations: what runs, by whom, and what came of it, also of one that was killed.

use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};

use super::commands::{run, said};
use crate::support::{HEADER, Page, Program, World};
use crate::tasks::finish_operations;

const UNFINISHED: &str = "SELECT count(*) FROM operations WHERE finished_at IS NULL";

/// Starts an import that waits for the rest of its file.
fn importing(world: &World) -> Child {
    let clock = world.clock.path();
    let mut command = Program::command(
        &["people", "import", "-"],
        &[
            ("DATABASE_URL", world.database.url.as_str()),
            ("LOCUM_ENV", "test"),
            ("LOCUM_CLOCK_FILE", clock.to_str().unwrap()),
            ("SUDO_USER", "op<erator"),
        ],
    );
    command.stdin(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().unwrap()
}

async fn wait_until(world: &World, sql: &str, wanted: i64) {
    let connection = world.connection().await;
    while world.count(sql).await != wanted {
        connection
            .execute("SELECT FROM pg_sleep(0.01)", &[])
            .await
            .unwrap();
    }
}

/// The newest operation, as a super administrator sees it.
async fn newest(world: &World) -> Page {
    let rows = world
        .rows(
            "SELECT '/operations/' || id FROM operations ORDER BY created_at DESC, id DESC LIMIT 1",
            &[],
        )
        .await;
    let path: String = rows[0].get(0);
    for who in ["mara", "ines"] {
        assert_eq!(world.seen_by(who, &path).await.status, 404, "{who}");
        let list = world.seen_by(who, "/operations").await;
        assert!(!list.links_to(&path), "{who}: {}", list.text());
    }
    let mut ada = world.sign_in("ada").await;
    assert!(ada.get("/operations").await.links_to(&path));
    ada.get(&path).await
}

#[tokio::test(flavor = "multi_thread")]
async fn i7_an_import_is_seen_by_super_administrators_with_what_came_of_it() {
    let world = World::new().await;
    let file = format!("{HEADER}\nann,Ann Low,,,,,,,,,employee\n");
    let output = run(&world, &["people", "import", "-"], &file).await;
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let page = newest(&world).await;
    assert!(
        page.h1() == "People are imported: 1 of 1 changed" && page.has_fact("the command people import"),
        "{}",
        page.text()
    );
    world.at("2028-01-11T09:00:01Z");
    let wrong = format!("{HEADER}\nbob,Bob Low,,nobody,,,,,,,employee\n");
    let output = run(&world, &["people", "import", "-"], &wrong).await;
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    let page = newest(&world).await;
    assert!(
        page.h1() == "Stopped: no people are imported"
            && page.has_lead("lines of the file are wrong, and nothing was changed"),
        "{}",
        page.text()
    );
    // One that only looks leaves no row.
    let output = run(&world, &["people", "import", "--dry-run", "-"], &file).await;
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert_eq!(world.count("SELECT count(*) FROM operations").await, 2);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn j4_a_killed_import_is_said_to_be_broken_off_and_a_second_one_waits() {
    let world = World::new().await;
    let mut first = importing(&world);
    wait_until(&world, UNFINISHED, 1).await;
    let page = newest(&world).await;
    assert!(
        page.h1() == "Importing people"
            && page.has_fact("the command people import, run by op<erator")
            && page.header("refresh") == Some("2"),
        "{}",
        page.text()
    );
    // What says so ends with a transaction, and not with a session that a pooler may hand on (O4).
    let at_work = "SELECT count(*) FROM pg_locks l JOIN pg_stat_activity a USING (pid) WHERE l.locktype = 'advisory' AND l.objid = 7013 \
        AND l.granted AND a.state = 'idle in transaction' AND a.datname = current_database()";
    assert_eq!(world.count(at_work).await, 1);
    // A server leaves alone what is at work.
    world.services.operations().continue_all().await.unwrap();
    assert_eq!(world.count(UNFINISHED).await, 1);
    let mut second = importing(&world);
    let mut words = BufReader::new(second.stderr.take().unwrap());
    let mut line = String::new();
    words.read_line(&mut line).unwrap();
    assert_eq!(line, "another import is under way: waiting until it has ended\n");
    assert_eq!(world.count("SELECT count(*) FROM operations").await, 1);
    first.kill().unwrap();
    first.wait().unwrap();
    // The second has it now: the first is over, and the second is under way.
    let broken = "SELECT count(*) FROM operations WHERE result ->> 'stopped' = 'it was broken off, and nothing was changed'";
    wait_until(&world, broken, 1).await;
    wait_until(&world, UNFINISHED, 1).await;
    second.kill().unwrap();
    second.wait().unwrap();
    // Now no command comes: a server says it.
    finish_operations(&world).await;
    assert_eq!(world.count(broken).await, 2);
    let page = newest(&world).await;
    assert!(
        page.h1() == "Stopped: no people are imported"
            && page.has_lead("It did not end as it should: it was broken off, and nothing was changed."),
        "{}",
        page.text()
    );
    assert_eq!(world.count("SELECT count(*) FROM people").await, 12);
    world.end().await;
}
