//! `directory reconcile --fix` that is killed, in 15 rounds at moments that are always the same: before it has sent anything, between
//! what it sent and what it writes of that, and right after it has written. The next one does the rest, and the rows say the truth.

use std::collections::BTreeSet;
use std::process::{Child, Stdio};

use crate::support::{Program, Slapd, World};

const ROUNDS: usize = 15;

/// Who holds the role in turn, and does not: more than four of the batches by which the directory is mended.
const CLERKS: usize = 850;

/// The most that is sent before it is written.
const BATCH: i64 = 200;

fn start(world: &World, slapd: &Slapd) -> Child {
    let (clock, settings) = (world.clock.path(), slapd.environment());
    let mut environment = vec![
        ("DATABASE_URL", world.database.url.as_str()),
        ("LOCUM_ENV", "test"),
        ("LOCUM_CLOCK_FILE", clock.to_str().unwrap()),
        ("LOCUM_LOG", "error"),
    ];
    environment.extend(settings.iter().map(|(name, value)| (*name, value.as_str())));
    let mut command = Program::command(&["directory", "reconcile", "--fix"], &environment);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().unwrap()
}

/// When it is killed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Moment {
    /// Its row is there.
    Begun,
    /// So many batches are written, and the next is sent and not written.
    Sent(i64),
    /// So many batches are written.
    Written(i64),
}

const MOMENTS: [Moment; 5] = [
    Moment::Sent(0),
    Moment::Begun,
    Moment::Written(1),
    Moment::Sent(0),
    Moment::Sent(1),
];

const AUDITED: &str = "SELECT count(*) FROM audit_log WHERE action = 'directory.reconciled'";
const OPERATIONS: &str = "SELECT count(*) FROM operations";
const BLOCKED: &str = "SELECT least(count(*), 1) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
const LEFT: &str = "SELECT count(*) FROM pg_locks l JOIN pg_stat_activity a USING (pid) WHERE a.datname = current_database() \
    AND l.locktype = 'advisory' AND l.objid = 7014";

#[tokio::test(flavor = "multi_thread")]
async fn j4_a_reconciliation_killed_at_any_moment_loses_and_doubles_nothing() {
    let clerks: Vec<String> = (0..CLERKS).map(|n| format!("c{n}")).collect();
    let usernames: Vec<&str> = clerks.iter().map(String::as_str).collect();
    let slapd = Slapd::new(&usernames);
    let world = World::empty().await;
    let fill = format!(
        "INSERT INTO people (username, display_name, search_text, created_at, updated_at)
           SELECT 'c' || n, 'Clerk ' || n, 'clerk ' || n, '2028-01-01Z', '2028-01-01Z' FROM generate_series(0, {CLERKS} - 1) n;
         INSERT INTO roles (code, name, data_scope) VALUES ('clerk', 'Clerk', 'own');
         INSERT INTO grants (person_id, role_id, source, granted_at) SELECT p.id, r.id, 'by_hand', '2028-01-01Z'
           FROM people p, roles r WHERE p.username ~ '^c[0-9]+$' AND r.code = 'clerk'"
    );
    world.database.batch(&fill).await;
    let all: BTreeSet<String> = clerks.iter().cloned().collect();
    let database = world.connection().await;
    let number = async |sql: &str| -> i64 { database.query_one(sql, &[]).await.unwrap().get(0) };
    let pause = async || {
        database
            .execute("SELECT FROM pg_sleep(0.002)", &[])
            .await
            .unwrap()
    };
    let mut holds = true;
    let (mut before, mut unwritten, mut killed) = (BTreeSet::new(), 0, 0);
    for round in 0..ROUNDS {
        let moment = MOMENTS[round % MOMENTS.len()];
        world.at(&format!("2028-01-11T09:{round:02}:00Z"));
        let (audited, operations) = (number(AUDITED).await, number(OPERATIONS).await);
        let written = async || number(AUDITED).await - audited;
        let mut holding = world.connection().await;
        let mut child = start(&world, &slapd);
        let has_begun = async || number(OPERATIONS).await > operations;
        let is_over = match moment {
            Moment::Begun => wait(&mut child, &has_begun, &pause).await,
            Moment::Written(batches) => {
                let there = async || written().await >= batches * BATCH;
                wait(&mut child, &there, &pause).await
            }
            Moment::Sent(batches) => {
                let there = async || has_begun().await && written().await >= batches * BATCH;
                wait(&mut child, &there, &pause).await
            }
        };
        let lock = holding.transaction().await.unwrap();
        if let (Moment::Sent(_), false) = (moment, is_over) {
            lock.batch_execute("LOCK TABLE audit_log IN SHARE MODE")
                .await
                .unwrap();
            let blocked = async || number(BLOCKED).await == 1;
            wait(&mut child, &blocked, &pause).await;
        }
        child.kill().unwrap();
        child.wait().unwrap();
        lock.rollback().await.unwrap();
        while number(LEFT).await > 0 {
            pause().await;
        }
        // What is written was done, and of what was done one batch at most is not written; or two, where the directory was still at
        // what the round before had sent.
        let now = slapd.members("clerk");
        let changed = i64::try_from(now.symmetric_difference(&before).count()).unwrap();
        let written = written().await;
        assert!(
            written <= changed && changed <= written + 2 * BATCH,
            "{round} {moment:?}: {written} are written of {changed}"
        );
        let of_row = "SELECT done::bigint FROM operations ORDER BY created_at DESC, id DESC LIMIT 1";
        assert_eq!(
            number(of_row).await,
            written,
            "{round} {moment:?}: its row says as much"
        );
        unwritten += changed - written;
        killed += number("SELECT count(*) FROM operations WHERE finished_at IS NULL").await;
        before = now;
        // From the other side next time, where this one was through.
        let wanted = if holds { all.clone() } else { BTreeSet::new() };
        if before == wanted {
            holds = !holds;
            let revoked = if holds { "NULL" } else { "'2028-01-11T09:00Z'" };
            let flip = format!("UPDATE grants SET revoked_at = {revoked}");
            world.execute(&flip, &[]).await;
        }
    }
    assert!(
        killed >= 10 && unwritten > 0,
        "{killed} were killed, {unwritten} sent and not written"
    );
    // The next one does the rest, and the one after it nothing.
    world.at("2028-01-11T10:00:00Z");
    assert!(start(&world, &slapd).wait().unwrap().success());
    let wanted = if holds { all } else { BTreeSet::new() };
    assert_eq!(slapd.members("clerk"), wanted);
    let audited = number(AUDITED).await;
    assert!(start(&world, &slapd).wait().unwrap().success());
    assert_eq!(number(AUDITED).await, audited, "it is done");
    assert_eq!(slapd.members("clerk"), wanted);
    let broken = "SELECT count(*) FROM operations WHERE result ->> 'stopped' = 'it was broken off; run it again for the rest'";
    assert_eq!(number(broken).await, killed, "each that was killed says so");
    assert_eq!(
        number("SELECT count(*) FROM operations WHERE finished_at IS NULL").await,
        0
    );
    assert_eq!(
        number("SELECT sum(done)::bigint FROM operations").await,
        audited,
        "the rows and the audit log say the same"
    );
    world.end().await;
}

/// Waits until something is so. True: the command ended before it.
async fn wait(child: &mut Child, is_so: &impl AsyncFn() -> bool, pause: &impl AsyncFn() -> u64) -> bool {
    loop {
        if is_so().await {
            return false;
        }
        if child.try_wait().unwrap().is_some() {
            return true;
        }
        pause().await;
    }
}
