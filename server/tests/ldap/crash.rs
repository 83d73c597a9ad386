//! Two nodes that run the job by the command, on one database and one directory; one of them is killed in the middle of something, in 50 rounds (J4).

use std::collections::{BTreeMap, BTreeSet};
use std::process::{Child, Stdio};

use crate::support::{Program, Slapd, TestClock, World};

const ROUNDS: i64 = 50;

/// Rounds that a delegation lasts.
const LASTING: i64 = 6;

/// Delegations; of each eleven, nine end after some rounds and two go on: 2,000 requests come due in all.
const DELEGATIONS: i64 = 1_100;

/// Each proxy has one from mara and one from milo, a round apart; every tenth has the role in their own right, too.
const PEOPLE: i64 = DELEGATIONS / 2;

/// Always the same moments.
const SEED: u64 = 0x5eed_1da9;

/// The last end comes due with the last round: delegation `n` begins with round `n % (rounds - lasting)`, on that day.
pub(super) fn set_up(rounds: i64, lasting: i64) -> String {
    format!(
        "INSERT INTO people (username, display_name, search_text, created_at, updated_at)
           SELECT 'p' || n, 'Person ' || n, 'person ' || n, '2028-01-01Z', '2028-01-01Z' FROM generate_series(0, {last}) n;
         INSERT INTO grants (person_id, role_id, source, granted_at) SELECT p.id, r.id, 'by_hand', '2028-01-11T09:00Z'
           FROM people p, roles r WHERE p.username ~ '^p[0-9]*0$' AND r.code = 'line_manager';
         CREATE TEMP TABLE wanted AS SELECT n, d.id AS delegator, p.id AS proxy, date '2028-02-01' + (n % {spread})::int AS starts_on,
             CASE WHEN n % 11 < 9 THEN date '2028-02-01' + (n % {spread})::int + {lasting}::int END AS ends_on
           FROM generate_series(0, {delegations} - 1) n JOIN people d ON d.username = CASE n % 2 WHEN 0 THEN 'mara' ELSE 'milo' END
           JOIN people p ON p.username = 'p' || (n / 2);
         INSERT INTO role_delegations (delegator_id, proxy_id, role_id, starts_on, ends_on, not_after, created_by, created_at)
           SELECT w.delegator, w.proxy, r.id, w.starts_on, w.ends_on, ((w.ends_on + 1)::timestamp AT TIME ZONE 'UTC'), w.delegator,
             '2028-01-11T09:00Z' FROM wanted w, roles r WHERE r.code = 'line_manager';
         INSERT INTO role_requests (kind, delegation_id, due_at, created_at)
           SELECT 'begin', id, starts_on::timestamp AT TIME ZONE 'UTC', created_at FROM role_delegations
           UNION ALL SELECT 'end', id, ends_on::timestamp AT TIME ZONE 'UTC', created_at FROM role_delegations WHERE ends_on IS NOT NULL;
         INSERT INTO profile_values (code, value) VALUES ('PER_USER_DELEGATION_SEND_NOTIFICATIONS', 'Y')
           ON CONFLICT (code) WHERE person_id IS NULL DO UPDATE SET value = 'Y'",
        spread = rounds - lasting,
        last = PEOPLE - 1,
        delegations = DELEGATIONS
    )
}

/// The next number of a sequence that is always the same (xorshift).
pub(super) fn next(state: &mut u64, below: u64) -> u64 {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    *state % below
}

/// A directory with entries for all of them.
pub(super) fn everybody() -> Slapd {
    let people: Vec<String> = (0..PEOPLE).map(|n| format!("p{n}")).collect();
    let mut usernames: Vec<&str> = people.iter().map(String::as_str).collect();
    usernames.extend([
        "ada", "abel", "ines", "hugo", "mara", "milo", "mina", "ben", "bea", "max", "tess", "zoe",
    ]);
    Slapd::new(&usernames)
}

/// The environment of a node: the database, the directory, and the time of its own clock.
pub(super) fn environment(world: &World, slapd: &Slapd, clock: &TestClock) -> Vec<(&'static str, String)> {
    let mut environment = slapd.environment();
    environment.extend([
        ("DATABASE_URL", world.database.url.clone()),
        ("LOCUM_ENV", "test".to_owned()),
        ("LOCUM_CLOCK_FILE", clock.path().to_str().unwrap().to_owned()),
        ("LOCUM_LOG", "error".to_owned()),
    ]);
    environment
}

/// The same, as a process takes it.
pub(super) fn borrowed<'a>(environment: &'a [(&'static str, String)]) -> Vec<(&'a str, &'a str)> {
    environment
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect()
}

/// A node: a process of the program, at the time of its own clock.
fn node(world: &World, slapd: &Slapd, clock: &TestClock) -> Child {
    let environment = environment(world, slapd, clock);
    let environment = borrowed(&environment);
    let mut command = Program::command(&["job", "run", "send-pending-ldap-requests"], &environment);
    command.stdout(Stdio::null()).spawn().unwrap()
}

/// How much has happened: each step of each request counts.
pub(super) const STEPS: &str = "SELECT count(*) FILTER (WHERE applied_at IS NOT NULL) + count(*) FILTER (WHERE state = 'in_progress') \
    + 2 * count(*) FILTER (WHERE state = 'complete') FROM role_requests WHERE delegation_id IS NOT NULL";

#[tokio::test(flavor = "multi_thread")]
async fn j4_a_node_killed_at_any_moment_loses_and_doubles_nothing() {
    let slapd = everybody();
    let world = World::new().await;
    world.database.batch(&set_up(ROUNDS, LASTING)).await;
    let late = TestClock::new("2028-01-11T09:00:00Z");
    let database = world.connection().await;
    let mut random = SEED;
    let (mut killed, mut midway) = (0, 0);
    for round in 0..ROUNDS {
        // The two clocks are five minutes apart, and it is now one node that is killed and now the other.
        let day = chrono::NaiveDate::from_ymd_opt(2028, 2, 1).unwrap() + chrono::TimeDelta::days(round);
        world.at(&format!("{day}T00:06:00Z"));
        late.set(&format!("{day}T00:01:00Z"));
        let before: i64 = database.query_one(STEPS, &[]).await.unwrap().get(0);
        let mut nodes = [node(&world, &slapd, &world.clock), node(&world, &slapd, &late)];
        let (victim, at) = (
            usize::try_from(next(&mut random, 2)).unwrap(),
            next(&mut random, 130),
        );
        let moment = before + i64::try_from(at).unwrap();
        loop {
            let has_ended = nodes[victim].try_wait().unwrap().is_some();
            let steps: i64 = database.query_one(STEPS, &[]).await.unwrap().get(0);
            if has_ended || steps >= moment {
                if !has_ended {
                    nodes[victim].kill().unwrap();
                    killed += 1;
                    midway += i64::from(steps > before);
                }
                break;
            }
        }
        let [one, two] = &mut nodes;
        let ended = [one.wait().unwrap(), two.wait().unwrap()];
        assert!(
            ended[1 - victim].success(),
            "round {round}: the other node ends well"
        );
    }
    assert!(
        killed > 25 && midway > 15,
        "{killed} were killed, {midway} in the middle of something"
    );

    // What the last ones had in hand is taken up when their leases have ended.
    world.at("2028-03-22T00:10:00Z");
    assert!(node(&world, &slapd, &world.clock).wait().unwrap().success());
    all_is_as_if_nothing_had_happened(&world, &slapd).await;
    world.end().await;
}

pub(super) async fn all_is_as_if_nothing_had_happened(world: &World, slapd: &Slapd) {
    let states =
        "SELECT kind || ' ' || state, count(*) FROM role_requests WHERE delegation_id IS NOT NULL GROUP BY 1";
    let rows = world.rows(states, &[]).await;
    let states: BTreeMap<String, i64> = rows.iter().map(|row| (row.get(0), row.get(1))).collect();
    let expected = [
        ("begin complete".to_owned(), 1_100),
        ("end complete".to_owned(), 900),
    ];
    assert_eq!(
        states,
        expected.into(),
        "each is complete, and there is none twice"
    );
    let open = "SELECT count(*) FROM role_requests WHERE state <> 'complete'";
    assert_eq!(world.count(open).await, 0);
    for (word, expected) in [("begun", 1_100), ("ended", 900)] {
        let audited = format!(
            "SELECT count(*), count(DISTINCT object_id) FROM audit_log WHERE action = 'role_delegation.{word}'"
        );
        let row = &world.rows(&audited, &[]).await[0];
        assert_eq!(
            (row.get::<_, i64>(0), row.get::<_, i64>(1)),
            (expected, expected),
            "one audit entry each"
        );
        let told = format!(
            "SELECT count(*), count(DISTINCT event_key) FROM outbox WHERE event_key LIKE 'delegation:%:{word}'"
        );
        let row = &world.rows(&told, &[]).await[0];
        assert_eq!(
            (row.get::<_, i64>(0), row.get::<_, i64>(1)),
            (expected, expected),
            "one message each"
        );
    }
    // The union of sources, asked of the tables by themselves.
    let members = "SELECT r.code, p.username FROM roles r JOIN people p ON p.active_until IS NULL AND (EXISTS (SELECT FROM grants g \
        WHERE g.person_id = p.id AND g.role_id = r.id AND g.revoked_at IS NULL) OR EXISTS (SELECT FROM role_delegations d \
        WHERE d.proxy_id = p.id AND d.role_id = r.id AND d.begun_at IS NOT NULL AND d.ended_at IS NULL))";
    let mut wanted: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in world.rows(members, &[]).await {
        wanted.entry(row.get(0)).or_default().insert(row.get(1));
    }
    assert!(wanted["line_manager"].len() > 100, "some are still in force");
    let groups: BTreeMap<_, _> = slapd
        .groups()
        .into_keys()
        .map(|role| (role.clone(), slapd.members(&role)))
        .collect();
    assert_eq!(groups, wanted);
}
