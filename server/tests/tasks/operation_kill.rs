//! A server that is killed during an operation, in 50 rounds: the next one goes on with it; nothing is lost and nothing done twice.

use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};

use super::{many, world};
use crate::support::{Program, World, exchange_form};

const ROUNDS: usize = 50;

/// Tasks of one form: more than are done before its request is answered.
const TASKS: usize = 40;

/// Always the same moments.
const SEED: u64 = 0x5eed_0b0e;

/// How long anything may take on the slowest machine; nothing waits for it to pass.
const PATIENCE: Duration = Duration::from_secs(60);

/// Things dealt with: of what is under way by its items, of what is finished by its counts.
const DONE: &str = "SELECT (SELECT count(*) FROM operation_items i JOIN operations o ON o.id = i.operation_id \
      WHERE o.finished_at IS NULL AND i.state <> 'pending') \
    + (SELECT coalesce(sum(done + failed + unknown), 0) FROM operations WHERE finished_at IS NOT NULL)::bigint";
const UNFINISHED: &str = "SELECT count(*) FROM operations WHERE finished_at IS NULL";

/// The next number of a sequence that is always the same (xorshift).
fn next(state: &mut u64, below: u64) -> i64 {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    i64::try_from(*state % below).unwrap()
}

fn serve(world: &World) -> Program {
    let file = world.clock.path();
    Program::serve(&[
        ("DATABASE_URL", world.database.url.as_str()),
        ("LOCUM_ENV", "test"),
        ("LOCUM_CLOCK_FILE", file.to_str().unwrap()),
        ("LOCUM_LOG", "error"),
    ])
}

fn form(tasks: &[String], is_decision: bool) -> String {
    let tasks: Vec<String> = tasks
        .iter()
        .map(|task| format!("task={}", task.rsplit('/').next().unwrap()))
        .collect();
    let act = if is_decision {
        "action=approve&reason=Checked"
    } else {
        "action=reassign&to=milo&reason=Away"
    };
    format!("{}&{act}", tasks.join("&"))
}

#[tokio::test(flavor = "multi_thread")]
async fn j4_a_server_killed_during_an_operation_loses_and_doubles_nothing() {
    let world = world().await;
    let tasks = many(&world, ROUNDS * TASKS).await;
    let mut forms = tasks.chunks(TASKS);
    let mara = world.sign_in("mara").await;
    let cookie = format!("locum={}", mara.session().unwrap());
    let database = world.connection().await;
    let number = async |sql: &str| -> i64 { database.query_one(sql, &[]).await.unwrap().get(0) };
    let mut now: DateTime<Utc> = "2028-01-11T09:00:00Z".parse().unwrap();
    let (mut random, mut sent, mut midway) = (SEED, 0, 0);
    for round in 0..ROUNDS {
        // The lease of the server that was killed has ended.
        now += TimeDelta::seconds(16);
        world.at(&now.to_rfc3339());
        let before = number(DONE).await;
        let program = serve(&world);
        let request = match number(UNFINISHED).await {
            0 => {
                let (stream, cookie) = (program.connect(), cookie.clone());
                let form = form(forms.next().unwrap(), sent % 2 == 0);
                sent += 1;
                Some(std::thread::spawn(move || {
                    exchange_form(stream, "/", &cookie, &form)
                }))
            }
            _ => None,
        };
        let moment = before + next(&mut random, 30);
        let deadline = Instant::now() + PATIENCE;
        loop {
            let (done, started) = (
                number(DONE).await,
                number("SELECT count(*) FROM operations").await,
            );
            let is_finished = started == sent && number(UNFINISHED).await == 0;
            if is_finished || (started == sent && done >= moment) {
                midway += i64::from(!is_finished);
                break;
            }
            assert!(Instant::now() < deadline, "round {round}: {done} of {moment}");
            database
                .execute("SELECT FROM pg_sleep(0.002)", &[])
                .await
                .unwrap();
        }
        program.signal("KILL");
        drop(program);
        // It got an answer or it did not: the server is gone either way.
        let _ = request.map(std::thread::JoinHandle::join);
    }
    assert!(midway > 20, "{midway} were killed in the middle of something");

    now += TimeDelta::seconds(16);
    world.at(&now.to_rfc3339());
    let last = serve(&world);
    let deadline = Instant::now() + PATIENCE;
    while number(UNFINISHED).await > 0 {
        assert!(Instant::now() < deadline, "the last one finishes");
        database.execute("SELECT FROM pg_sleep(0.01)", &[]).await.unwrap();
    }
    drop(last);
    let items = sent * i64::try_from(TASKS).unwrap();
    let decisions = (sent + 1) / 2 * i64::try_from(TASKS).unwrap();
    for (sql, expected) in [
        ("SELECT count(*) FROM operation_items", 0),
        ("SELECT sum(failed + unknown)::bigint FROM operations", 0),
        ("SELECT sum(done)::bigint FROM operations", items),
        ("SELECT count(*) FROM task_decisions", decisions),
        (
            "SELECT count(*) FROM grants g JOIN roles r ON r.id = g.role_id WHERE r.code LIKE 'bulk%'",
            decisions,
        ),
        (
            "SELECT count(*) FROM audit_log WHERE action = 'task.approved'",
            decisions,
        ),
        (
            "SELECT count(*) FROM audit_log WHERE action = 'task.reassigned'",
            items - decisions,
        ),
        (
            "SELECT count(DISTINCT object_id) FROM audit_log WHERE action IN ('task.approved', 'task.reassigned')",
            items,
        ),
        (
            "SELECT count(*) FROM outbox WHERE event_key LIKE '%:reassigned:%' AND event::text LIKE '%task_reassigned%'",
            items - decisions,
        ),
    ] {
        assert_eq!(number(sql).await, expected, "{sql}");
    }
    world.end().await;
}
