//! `people import` that is killed, in 16 rounds at four moments that are always the same: while its file is being read, while it
//! writes, right before its commit, and right after it. All of the file is kept or nothing, and the row of its operation says which.

use std::io::Write;
use std::process::{Child, ChildStdin, Stdio};

use tokio_postgres::Client;

use super::commands::{run, said};
use crate::support::{HEADER, Program, World};

const ROUNDS: usize = 16;

/// People of the file.
const PEOPLE: usize = 200;

/// When an import is killed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Moment {
    /// Half of the file is read.
    Reading,
    /// People are written, and their roles are about to be; or the audit entries.
    Writing(&'static str),
    /// Everything is written, and its operation's row is about to be, with which it commits.
    BeforeCommit,
    /// It has committed, and said nothing yet.
    AfterCommit,
}

const MOMENTS: [Moment; 5] = [
    Moment::Reading,
    Moment::Writing("grants"),
    Moment::Writing("audit_log"),
    Moment::BeforeCommit,
    Moment::AfterCommit,
];

fn start(world: &World) -> (Child, ChildStdin) {
    let clock = world.clock.path();
    let environment = [
        ("DATABASE_URL", world.database.url.as_str()),
        ("LOCUM_ENV", "test"),
        ("LOCUM_CLOCK_FILE", clock.to_str().unwrap()),
    ];
    let mut command = Program::command(&["people", "import", "-"], &environment);
    command.stdin(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    let input = child.stdin.take().unwrap();
    (child, input)
}

/// Roles in the file of this department.
fn roles(department: usize) -> &'static str {
    ["employee line_manager", "employee"][department % 2]
}

/// Each time a file is kept, everybody works in another department and has a role more or less.
fn file(department: usize) -> String {
    let roles = roles(department);
    let lines: String = (0..PEOPLE)
        .map(|n| format!("p{n},Person {n},,mara,Department {department},,,,,,{roles}\n"))
        .collect();
    format!("{HEADER}\n{lines}")
}

async fn wait_until(database: &Client, sql: &str, wanted: i64) {
    while database.query_one(sql, &[]).await.unwrap().get::<_, i64>(0) != wanted {
        database
            .execute("SELECT FROM pg_sleep(0.002)", &[])
            .await
            .unwrap();
    }
}

const UNFINISHED: &str = "SELECT count(*) FROM operations WHERE finished_at IS NULL";
const FINISHED: &str =
    "SELECT count(*) FROM operations WHERE finished_at IS NOT NULL AND result ->> 'stopped' IS NULL";
const BLOCKED: &str = "SELECT least(count(*), 1) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
/// Of a process that was killed: each ends when it finds that its client is gone.
const LEFT: &str = "SELECT count(*) FROM pg_locks l JOIN pg_stat_activity a USING (pid) WHERE a.datname = current_database() \
    AND l.locktype = 'advisory' AND l.objid IN (7012, 7013)";

#[tokio::test(flavor = "multi_thread")]
async fn j4_an_import_killed_at_any_moment_keeps_all_of_its_file_or_nothing() {
    let world = World::new().await;
    let database = world.connection().await;
    let number = async |sql: &str| -> i64 { database.query_one(sql, &[]).await.unwrap().get(0) };
    let mut kept = 0;
    for round in 0..ROUNDS {
        let moment = MOMENTS[round % MOMENTS.len()];
        world.at(&format!("2028-01-11T09:{round:02}:00Z"));
        let (mut child, mut input) = start(&world);
        // It says first of what the round before left under way that it was broken off.
        let begun = i64::try_from(round + 1).unwrap();
        wait_until(&database, "SELECT count(*) FROM operations", begun).await;
        assert_eq!(number(UNFINISHED).await, 1, "{round} {moment:?}");
        let text = file(kept + 1);
        let (half, rest) = text.split_at(text.len() / 2);
        input.write_all(half.as_bytes()).unwrap();
        let mut holding = world.connection().await;
        let lock = holding.transaction().await.unwrap();
        match moment {
            Moment::Reading | Moment::AfterCommit => {}
            Moment::Writing(table) => {
                let sql = format!("LOCK TABLE {table} IN SHARE MODE");
                lock.batch_execute(&sql).await.unwrap();
            }
            Moment::BeforeCommit => {
                let sql = "SELECT FROM operations WHERE finished_at IS NULL FOR UPDATE";
                lock.execute(sql, &[]).await.unwrap();
            }
        }
        if moment != Moment::Reading {
            input.write_all(rest.as_bytes()).unwrap();
            drop(input);
        }
        match moment {
            Moment::Reading => {}
            Moment::Writing(_) | Moment::BeforeCommit => wait_until(&database, BLOCKED, 1).await,
            Moment::AfterCommit => {
                kept += 1;
                wait_until(&database, UNFINISHED, 0).await;
            }
        }
        child.kill().unwrap();
        child.wait().unwrap();
        lock.rollback().await.unwrap();
        wait_until(&database, LEFT, 0).await;
        let files = i64::try_from(kept).unwrap();
        assert_eq!(number(FINISHED).await, files, "{round} {moment:?}");
        let of_file = format!("SELECT count(*) FROM people WHERE department = 'Department {kept}'");
        let people = i64::try_from(PEOPLE).unwrap();
        assert_eq!(
            number(&of_file).await,
            people * files.min(1),
            "{round} {moment:?}"
        );
        let audited = "SELECT count(*) FROM audit_log WHERE action = 'person.imported' AND through = 'command: people import'";
        assert_eq!(number(audited).await, people * files, "{round} {moment:?}");
        let granted = "SELECT count(*) FROM grants g JOIN people p ON p.id = g.person_id WHERE p.username ~ '^p[0-9]+$' \
            AND g.revoked_at IS NULL";
        let roles = i64::try_from(roles(kept).split(' ').count()).unwrap();
        assert_eq!(
            number(granted).await,
            people * roles * files.min(1),
            "{round} {moment:?}"
        );
    }
    // The next one completes, and once more changes nothing.
    world.at("2028-01-11T10:00:00Z");
    for (nth, words) in [
        (0, "People: 0 created, 200 updated, 0 unchanged;"),
        (1, "People: 0 created, 0 updated, 200 unchanged;"),
    ] {
        let output = run(&world, &["people", "import", "-"], &file(kept + 1)).await;
        assert_eq!(output.status.code(), Some(0), "{nth}: {}", said(&output));
        assert!(said(&output).contains(words), "{nth}: {}", said(&output));
    }
    let broken = "SELECT count(*) FROM operations WHERE result ->> 'stopped' = 'it was broken off, and nothing was changed' AND done = 0";
    let [rounds, kept] = [ROUNDS, kept].map(|count| i64::try_from(count).unwrap());
    assert!(kept >= 3, "{kept}");
    assert_eq!(
        number(broken).await,
        rounds - kept,
        "each that kept nothing says so"
    );
    assert_eq!(number(FINISHED).await, kept + 2);
    assert_eq!(number(UNFINISHED).await, 0);
    world.end().await;
}
