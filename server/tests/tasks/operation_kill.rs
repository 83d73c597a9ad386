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

/// Things dealt with: of bulk forms under way by their items, of everything else by its row.
const DONE: &str = "SELECT (SELECT count(*) FROM operation_items i JOIN operations o ON o.id = i.operation_id \
      WHERE o.finished_at IS NULL AND i.state <> 'pending') \
    + (SELECT coalesce(sum(done + failed + unknown), 0) FROM operations)::bigint";
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

/// What is sent, in turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sent {
    Approve,
    Reassign,
    /// All of mina's tasks go to bea, or back.
    ReassignAll,
    Review,
}

impl Sent {
    fn of(number: usize) -> Self {
        [Self::Approve, Self::ReassignAll, Self::Reassign, Self::Review][number % 4]
    }

    /// How many of the first `count` were of this kind.
    fn count(self, count: usize) -> i64 {
        let sent = (0..count).filter(|number| Self::of(*number) == self);
        i64::try_from(sent.count()).unwrap()
    }

    /// Path and fields of its form.
    fn form(self, number: usize, tasks: &[String], now: DateTime<Utc>) -> (String, String) {
        let ids = tasks.iter().map(|task| task.rsplit('/').next().unwrap());
        let ids: Vec<String> = ids.map(|id| format!("task={id}")).collect();
        let ids = ids.join("&");
        let (from, to) = match number / 4 % 2 {
            0 => ("mina", "bea"),
            _ => ("bea", "mina"),
        };
        match self {
            Self::Approve => ("/".to_owned(), format!("{ids}&action=approve&reason=Checked")),
            Self::Reassign => (
                "/".to_owned(),
                format!("{ids}&action=reassign&to=milo&reason=Away"),
            ),
            Self::ReassignAll => {
                let until = now.format("%Y-%m-%dT%H:%M:%SZ");
                (
                    format!("/admin/directory/users/{from}/reassign"),
                    format!("all=true&until={until}&to={to}&reason=Away"),
                )
            }
            Self::Review => {
                let id = uuid::Uuid::from_u128(u128::try_from(number).unwrap() + 1);
                (
                    "/admin/access-reviews/new".to_owned(),
                    format!("role=clerk&due_on=2028-03-01&id={id}"),
                )
            }
        }
    }
}

/// Tasks of mina's, and clerks: more than one batch of each.
const MOVED: i64 = 520;
const CLERKS: i64 = 1_010;

async fn fill(world: &World) {
    let sql = format!(
        r#"WITH t AS (INSERT INTO tasks (id, kind, policy_id, policy_name, title, subject_id, requester_id, steps, position, created_at)
             SELECT gen_random_uuid(), 'request', p.id, p.name, 'Moved ' || n, ben.id, ben.id,
               '[{{"approver": "manager", "allow_delegation": true, "allow_self_approval": false, "distinct_approvers": false,
                  "allow_reassignment": true, "reason_to_approve": false, "reason_to_deny": false, "fallback": null}}]', 1,
               '2028-01-10Z' FROM generate_series(1, {MOVED}) n, policies p, people ben
             WHERE p.kind = 'request' AND p.is_default AND ben.username = 'ben' RETURNING id, created_at)
           INSERT INTO task_assignments (task_id, position, person_id, original_id, path, assigned_at)
             SELECT t.id, 1, m.id, m.id, ARRAY[m.id], t.created_at FROM t, people m WHERE m.username = 'mina';
           INSERT INTO people (username, display_name, department, manager_id, search_text, created_at, updated_at)
             SELECT 'clerk' || n, 'Clerk ' || n, 'Clerks', m.id, 'clerk' || n, '2027-01-01Z', '2027-01-01Z'
             FROM generate_series(1, {CLERKS}) n JOIN people m ON m.username = 'hugo';
           INSERT INTO roles (code, name, data_scope) VALUES ('clerk', 'Clerk', 'own');
           INSERT INTO grants (person_id, role_id, source, granted_at) SELECT p.id, r.id, 'by_hand', '2027-05-01Z'
             FROM people p, roles r WHERE p.department = 'Clerks' AND r.code = 'clerk'"#
    );
    world.database.batch(&sql).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn j4_a_server_killed_during_an_operation_loses_and_doubles_nothing() {
    let world = world().await;
    let tasks = many(&world, ROUNDS.div_ceil(2) * TASKS).await;
    fill(&world).await;
    let mut forms = tasks.chunks(TASKS);
    let (mara, ada) = (world.sign_in("mara").await, world.sign_in("ada").await);
    let [mara, ada] = [mara, ada].map(|browser| format!("locum={}", browser.session().unwrap()));
    let database = world.connection().await;
    let number = async |sql: &str| -> i64 { database.query_one(sql, &[]).await.unwrap().get(0) };
    let mut now: DateTime<Utc> = "2028-01-11T09:00:00Z".parse().unwrap();
    let (mut random, mut sent, mut midway) = (SEED, 0_usize, 0);
    for round in 0..ROUNDS {
        // The lease of the server that was killed has ended.
        now += TimeDelta::seconds(16);
        world.at(&now.to_rfc3339());
        let before = number(DONE).await;
        let program = serve(&world);
        let request = match number(UNFINISHED).await {
            0 => {
                let kind = Sent::of(sent);
                let (tasks, cookie) = match kind {
                    Sent::Approve | Sent::Reassign => (forms.next().unwrap(), mara.clone()),
                    Sent::ReassignAll | Sent::Review => (&[] as &[String], ada.clone()),
                };
                let (stream, (path, form)) = (program.connect(), kind.form(sent, tasks, now));
                sent += 1;
                Some(std::thread::spawn(move || {
                    exchange_form(stream, &path, &cookie, &form)
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
            let started = usize::try_from(started).unwrap();
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
    let of_form = i64::try_from(TASKS).unwrap();
    let decisions = Sent::Approve.count(sent) * of_form;
    let one_by_one = Sent::Reassign.count(sent) * of_form;
    let moved = Sent::ReassignAll.count(sent) * MOVED;
    let (reviews, reviewed) = (Sent::Review.count(sent), Sent::Review.count(sent) * CLERKS);
    assert!(reviews > 2 && moved > 2 * MOVED, "{sent} were sent");
    let reassigned = one_by_one + moved;
    for (sql, expected) in [
        ("SELECT count(*) FROM operation_items", 0),
        ("SELECT sum(failed + unknown)::bigint FROM operations", 0),
        (
            "SELECT sum(done)::bigint FROM operations",
            decisions + reassigned + reviewed,
        ),
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
            reassigned,
        ),
        (
            "SELECT count(*) FROM outbox WHERE event_key LIKE '%:reassigned:%' AND event::text LIKE '%task_reassigned%'",
            reassigned,
        ),
        (
            "SELECT count(*) FROM task_assignments a JOIN tasks t ON t.id = a.task_id WHERE t.title LIKE 'Moved %' AND a.released_at IS NULL",
            MOVED,
        ),
        (
            "SELECT count(*) FROM task_assignments a JOIN tasks t ON t.id = a.task_id WHERE t.title LIKE 'Moved %'",
            moved + MOVED,
        ),
        (
            "SELECT count(*) FROM access_reviews WHERE broken_off IS NULL",
            reviews,
        ),
        (
            "SELECT count(*) FROM audit_log WHERE action = 'access_review.started'",
            reviews,
        ),
        ("SELECT count(*) FROM tasks WHERE kind = 'review'", reviewed),
        (
            "SELECT count(*) FROM (SELECT DISTINCT access_review_id, subject_id FROM tasks WHERE kind = 'review') t",
            reviewed,
        ),
        (
            "SELECT count(*) FROM audit_log WHERE action = 'task.review_started'",
            reviewed,
        ),
    ] {
        assert_eq!(number(sql).await, expected, "{sql}");
    }
    world.end().await;
}
