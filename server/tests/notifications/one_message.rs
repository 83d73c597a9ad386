//! T9, N: one person, one message for each event and channel, whatever hats they wear; the most important reason has the words.

use domain::delivery::Channel;
use domain::scope::Scope;
use rand::rngs::StdRng;
use rand::seq::{IndexedRandom, SliceRandom};
use rand::{RngExt, SeedableRng};
use serde_json::json;

use crate::api::Caller;
use crate::support::World;
use crate::tasks::{asked, delegate};

const PEOPLE: [&str; 7] = ["mara", "milo", "mina", "ben", "bea", "max", "ines"];
const GAMES: usize = 40;

/// A policy with steps, each a row of `approver`, role, and flags; people by their usernames.
struct Steps(Vec<(&'static str, Vec<&'static str>, bool, bool, bool)>);

async fn policy(world: &World, name: &str, steps: &Steps) -> i64 {
    let sql = "INSERT INTO policies (kind, name) VALUES ('request', $1)";
    world.execute(sql, &[&name]).await;
    for (place, (approver, people, delegation, own, distinct)) in steps.0.iter().enumerate() {
        let place = i16::try_from(place + 1).unwrap();
        let sql = "INSERT INTO policy_steps (policy_id, position, approver, approver_role_id, allow_delegation, allow_self_approval, \
            distinct_approvers) SELECT p.id, $2, $3, CASE $3 WHEN 'role' THEN (SELECT id FROM roles WHERE code = 'line_manager') END, \
            $4, $5, $6 FROM policies p WHERE p.name = $1";
        world
            .execute(sql, &[&name, &place, &approver, delegation, own, distinct])
            .await;
        let sql = "INSERT INTO policy_step_people (step_id, position, person_id) SELECT s.id, n.place, x.id FROM policy_steps s \
            JOIN policies p ON p.id = s.policy_id CROSS JOIN unnest($3::text[]) WITH ORDINALITY AS n (username, place) \
            JOIN people x ON x.username = n.username WHERE p.name = $1 AND s.position = $2";
        world.execute(sql, &[&name, &place, people]).await;
    }
    world
        .count(&format!("SELECT id FROM policies WHERE name = '{name}'"))
        .await
}

/// What a person was told at the newest instant: kinds of message.
async fn told(world: &World, username: &str) -> Vec<String> {
    let sql = "SELECT o.event ->> 'what' FROM outbox o JOIN people p ON p.id = o.person_id WHERE p.username = $1 \
               AND o.at = (SELECT max(at) FROM outbox) ORDER BY o.id";
    world.texts(sql, &[&username]).await
}

/// Nobody has two messages, or two mails, of one instant; each instant has one event.
async fn check(world: &World, story: &str) {
    let mut tx = db::transaction::Transaction::autocommit(world.services.pool())
        .await
        .unwrap();
    db::deliveries::spread(&mut tx, &Channel::ALL, world.services.now(), 10_000)
        .await
        .unwrap();
    let sql = "SELECT concat_ws(' ', p.username, o.at, c.channel, array_agg(o.event ->> 'what')) FROM outbox o \
        JOIN people p ON p.id = o.person_id \
        JOIN (SELECT id AS outbox_id, 'application' AS channel FROM outbox UNION ALL SELECT outbox_id, channel FROM deliveries) c \
          ON c.outbox_id = o.id WHERE o.task_id IS NOT NULL GROUP BY p.username, o.at, c.channel HAVING count(*) > 1";
    let rows = world.rows(sql, &[]).await;
    let doubled: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
    assert!(doubled.is_empty(), "{story}: {doubled:?}");
    // Whoever is asked from this instant on, and did not do it themselves, is told to act.
    let sql = "SELECT concat_ws(' ', p.username, a.assigned_at, o.event) FROM task_assignments a JOIN people p ON p.id = a.person_id \
        LEFT JOIN outbox o ON o.person_id = p.id AND o.at = a.assigned_at AND o.task_id = a.task_id \
        WHERE a.assigned_at = $1::text::timestamptz AND (o.id IS NULL OR o.event ->> 'what' NOT IN ('task_assigned', 'task_reassigned')) \
        AND NOT EXISTS (SELECT FROM task_log l WHERE l.task_id = a.task_id AND l.at = a.assigned_at AND l.actor_id = p.id)";
    let rows = world.rows(sql, &[&world.services.now().to_rfc3339()]).await;
    let silent: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
    assert!(silent.is_empty(), "{story}: {silent:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn t9_two_who_cover_each_other_get_one_message_each() {
    let world = super::world(None, None).await;
    delegate(&world, "milo", "mina").await;
    delegate(&world, "mina", "milo").await;
    let named = Steps(vec![("people", vec!["milo", "mina"], true, false, false)]);
    let policy = policy(&world, "Two named", &named).await;
    let system = Caller::new(&world, &[Scope::TasksWrite]).await;
    world.at("2028-01-11T10:00:00Z");
    let task = json!({ "policy": policy, "subject": "ben", "title": "Mutual" });
    let answer = system.post("/tasks", task).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    for username in ["milo", "mina"] {
        assert_eq!(told(&world, username).await, ["task_assigned"], "{username}");
    }
    check(&world, "mutual cover").await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t9_a_circle_and_whoever_only_keeps_a_copy() {
    let world = super::world(None, None).await;
    // milo to mina to max; the step names milo and max: mina gets one copy, of two that would be due.
    for (owner, to) in [("milo", "mina"), ("mina", "max"), ("max", "milo")] {
        delegate(&world, owner, to).await;
    }
    let named = Steps(vec![("people", vec!["milo", "mina"], true, false, false)]);
    let policy = policy(&world, "Circle", &named).await;
    let system = Caller::new(&world, &[Scope::TasksWrite]).await;
    world.at("2028-01-11T10:00:00Z");
    let answer = system
        .post(
            "/tasks",
            json!({ "policy": policy, "subject": "ben", "title": "Circle" }),
        )
        .await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    // milo's goes round to max, who is the last before the circle closes; mina's to milo.
    let everybody = [
        told(&world, "milo").await,
        told(&world, "mina").await,
        told(&world, "max").await,
    ];
    assert_eq!(
        everybody,
        [vec!["task_assigned"], vec!["task_copy"], vec!["task_assigned"]]
    );
    check(&world, "circle").await;
    world.end().await;
}

/// Draws some of the people, each once.
fn some(random: &mut StdRng, most: usize) -> Vec<&'static str> {
    let mut people = PEOPLE;
    people.shuffle(random);
    people[..random.random_range(1..=most)].to_vec()
}

fn steps(random: &mut StdRng) -> Steps {
    let one = |random: &mut StdRng| {
        let approver = *["people", "people", "manager", "role", "subject"]
            .choose(random)
            .unwrap();
        let people = match approver {
            "people" => some(random, 5),
            _ => Vec::new(),
        };
        let (delegation, own, distinct) = (
            random.random_bool(0.8),
            random.random_bool(0.3),
            random.random_bool(0.3),
        );
        (
            approver,
            people,
            delegation,
            own || approver == "subject",
            distinct,
        )
    };
    Steps((0..random.random_range(1..=3)).map(|_| one(random)).collect())
}

/// Everybody's rule is drawn anew: many circles, and some who keep no copy.
async fn rules(world: &World, random: &mut StdRng) {
    let now = world.services.now().to_rfc3339();
    let close = "UPDATE delegation_rules SET closed_at = $1::text::timestamptz WHERE closed_at IS NULL";
    world.execute(close, &[&now]).await;
    for owner in PEOPLE {
        let delegate = *PEOPLE.choose(random).unwrap();
        if owner == delegate || random.random_bool(0.2) {
            continue;
        }
        let keep = random.random_bool(0.8);
        let sql = "INSERT INTO delegation_rules (owner_id, delegate_id, kind, starts_at, keep_copy, saved_by, saved_at) \
            SELECT o.id, d.id, 'permanent', $4::text::timestamptz, $3, o.id, $4::text::timestamptz FROM people o, people d WHERE o.username = $1 AND d.username = $2";
        world.execute(sql, &[&owner, &delegate, &keep, &now]).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn t9_for_random_rules_steps_and_hats_each_event_tells_each_person_once() {
    let world = super::world(None, None).await;
    let mut random = StdRng::seed_from_u64(9);
    let system = Caller::new(&world, &[Scope::TasksWrite]).await;
    let mut clock = super::instant("2028-01-12T00:00:00Z");
    let mut next = |world: &World| {
        clock += chrono::Duration::minutes(1);
        world.at(&clock.to_rfc3339());
    };
    let mut seen = std::collections::BTreeMap::<String, usize>::new();
    for game in 0..GAMES {
        next(&world);
        rules(&world, &mut random).await;
        let steps = steps(&mut random);
        let policy = policy(&world, &format!("Game {game}"), &steps).await;
        next(&world);
        let (subject, requester) = (
            *PEOPLE.choose(&mut random).unwrap(),
            *PEOPLE.choose(&mut random).unwrap(),
        );
        let title = format!("Game {game}");
        let task = json!({ "policy": policy, "subject": subject, "requester": requester, "title": title });
        let answer = system.post("/tasks", task).await;
        let mut story = vec![format!(
            "{title}, {:?}: posted for {subject} by {requester}: {}",
            steps.0, answer.status
        )];
        check(&world, &story.join("; ")).await;
        if answer.status != 201 {
            continue;
        }
        let path = format!("/tasks/{}", answer.json()["id"].as_str().unwrap());
        for _ in 0..6 {
            next(&world);
            let asked = asked(&world, &path).await;
            let who = *PEOPLE.choose(&mut random).unwrap();
            // Mostly by somebody who is asked: else little would happen.
            let who = PEOPLE
                .iter()
                .find(|name| random.random_bool(0.8) && asked.iter().any(|asked| asked == *name))
                .unwrap_or(&who);
            let other = *PEOPLE.choose(&mut random).unwrap();
            let fields: &[(&str, &str)] = match random.random_range(0..8) {
                0..3 => &[("action", "approve"), ("reason", "Fine")],
                3..6 => &[("action", "reassign"), ("to", other), ("reason", "Knows more")],
                6 => &[("action", "comment"), ("comment", "Soon")],
                _ => &[("action", "deny"), ("reason", "No")],
            };
            let status = world.sign_in(who).await.post(&path, fields).await.status;
            story.push(format!("{who} {fields:?}: {status}"));
            if status == 303 {
                *seen.entry(fields[0].1.to_owned()).or_default() += 1;
            }
            check(&world, &story.join("; ")).await;
        }
    }
    // The games are about something.
    for (act, least) in [("approve", 10), ("reassign", 10), ("comment", 5), ("deny", 5)] {
        assert!(
            seen.get(act).is_some_and(|times| *times >= least),
            "{act}: {seen:?}"
        );
    }
    let copies = world
        .count("SELECT count(*) FROM outbox WHERE event ->> 'what' = 'task_copy'")
        .await;
    assert!(copies >= 10, "{copies}");
    world.end().await;
}
