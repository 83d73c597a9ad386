//! Two `locum serve` on one database and one directory, which run the job by its schedule; one of them is killed at a random
//! moment of each round, and started again for the next (J4).

use std::time::{Duration, Instant};

use chrono::{NaiveDate, TimeDelta};
use tokio_postgres::Client;

use super::crash::{
    STEPS, all_is_as_if_nothing_had_happened, borrowed, environment, everybody, next, set_up,
};
use crate::support::{Program, Slapd, TestClock, World};

const ROUNDS: i64 = 50;

/// Rounds that a delegation lasts: so something comes due in each, the last one too.
const LASTING: i64 = 7;

/// Always the same moments.
const SEED: u64 = 0x5eed_5e7e;

/// How long anything may take on the slowest machine; nothing waits for it to pass.
const PATIENCE: Duration = Duration::from_secs(60);

fn serve(world: &World, slapd: &Slapd, clock: &TestClock) -> Program {
    Program::serve(&borrowed(&environment(world, slapd, clock)))
}

/// Until the number that this asks for is there. The database pauses between two looks: asking without a pause would keep a
/// processor from the servers that are waited for.
async fn reaches(database: &Client, sql: &str, number: i64, what: &str) {
    let deadline = Instant::now() + PATIENCE;
    let look = format!("SELECT ({sql}) FROM pg_sleep(0.003)");
    while database.query_one(&look, &[]).await.unwrap().get::<_, i64>(0) < number {
        assert!(Instant::now() < deadline, "{what}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn j4_a_server_killed_at_any_moment_loses_and_doubles_nothing_and_the_other_finishes_within_the_lease()
{
    let slapd = everybody();
    let world = World::new().await;
    world.database.batch(&set_up(ROUNDS, LASTING)).await;
    let every_minute = "INSERT INTO profile_values (code, value) VALUES ('SEND_PENDING_LDAP_REQUESTS_SCHEDULE', '* * * * *')";
    world.database.batch(every_minute).await;
    let database = world.connection().await;
    // Five minutes apart.
    let (early, late) = (&world.clock, TestClock::new("2028-01-31T23:50:00Z"));
    early.set("2028-01-31T23:55:00Z");
    let clocks = [early, &late];
    let mut nodes = clocks.map(|clock| Some(serve(&world, &slapd, clock)));
    let mut random = SEED;
    for round in 0..ROUNDS {
        let day = NaiveDate::from_ymd_opt(2028, 2, 1).unwrap() + TimeDelta::days(round);
        early.set(&format!("{day}T00:06:00Z"));
        late.set(&format!("{day}T00:01:00Z"));
        let before: i64 = database.query_one(STEPS, &[]).await.unwrap().get(0);
        for (node, clock) in nodes.iter_mut().zip(clocks) {
            if node.is_none() {
                *node = Some(serve(&world, &slapd, clock));
            }
        }
        // What comes due in a round is 60 steps at least.
        let victim = usize::try_from(next(&mut random, 2)).unwrap();
        let moment = before + i64::try_from(next(&mut random, 60)).unwrap();
        reaches(&database, STEPS, moment, "somebody runs the job").await;
        nodes[victim].take().unwrap().signal("KILL");
        // By the clock that is ahead, the lease has just ended; there is no other minute to run for.
        for clock in clocks {
            clock.set(&format!("{day}T00:06:31Z"));
        }
        let due = format!(
            "SELECT count(*) FROM role_requests WHERE due_at <= '{day}T00:00Z' AND delegation_id IS NOT NULL"
        );
        let all: i64 = database.query_one(&due, &[]).await.unwrap().get(0);
        let complete = format!("{due} AND state = 'complete'");
        reaches(&database, &complete, all, "the other one finishes").await;
    }
    let taken_over = "SELECT count(*) FROM job_runs WHERE trigger = 'takeover'";
    assert!(
        world.count(taken_over).await > 10,
        "some were killed in the middle of a run"
    );
    drop(nodes);
    all_is_as_if_nothing_had_happened(&world, &slapd).await;
    world.end().await;
}
