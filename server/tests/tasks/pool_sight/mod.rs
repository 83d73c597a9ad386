//! T17: a pool's task is seen by the people who hold the role now, and by those who held it while the step waited. Page, list,
//! count, comment, notice and API are held against a slow model, for random grants, delegations and suspensions.

mod model;
mod product;

use std::collections::BTreeSet;

use domain::ids::{PersonId, TaskId};
use domain::scope::Scope;
use serde_json::json;
use services::actor::SystemActor;

use model::{Asked, Delegation, Fate, Grant, Hour, Inactive, Model, Span};
use product::Story;

use crate::role_delegations::agree::random::Random;
use crate::support::{Browser, World};

/// Those who hold roles, lend them and look. None of them sees a task for any other reason.
const PEOPLE: [&str; 9] = [
    "ines", "hugo", "mara", "milo", "mina", "ben", "bea", "max", "tess",
];
const ROLES: usize = 5;
const TASKS: usize = 4;
const HOURS: Hour = 12;
/// Always the same case: one in which everything comes up, as [`Tally`] sees to.
const SEED: u64 = 3;
const TEMPLATE: &str = "The template";

fn role(role: usize) -> String {
    format!("pool_{role}")
}

/// The instant at which an hour begins.
fn at(hour: Hour) -> String {
    format!("2028-01-11T{:02}:00:00Z", hour + 10)
}

/// Draws what happens.
struct Drawn {
    model: Model,
    story: Story,
    /// Each with the path of its page and its title.
    tasks: Vec<(Asked, String, String)>,
}

fn span(random: &mut Random, first: Hour) -> Span {
    let from = random.within(first..HOURS - 2);
    let until = random.within(from + 1..HOURS + 6);
    Span {
        from,
        until: (until < HOURS).then_some(until),
    }
}

fn fate(random: &mut Random) -> Fate {
    let begun = random.within(0..HOURS - 3);
    let over = random.within(begun + 1..HOURS - 1);
    match random.within(0..6) {
        0 => Fate::Scheduled,
        1 => Fate::Cancelled(over),
        2 | 3 => Fate::Indefinite { begun },
        4 => Fate::Ended { begun, ended: over },
        _ => Fate::Lapsed {
            begun,
            not_after: over,
        },
    }
}

fn draw(random: &mut Random) -> Drawn {
    let (mut model, mut story) = (Model::default(), Story::default());
    for role in 0..ROLES {
        // Whoever lends it holds it, mostly all the time.
        let lenders = [random.place(3), 3 + random.place(2)];
        let mut others: BTreeSet<usize> = (5..PEOPLE.len()).collect();
        for person in lenders {
            let whole = Span { from: 0, until: None };
            let span = if random.chance(60) { whole } else { span(random, 0) };
            model.grants.push(Grant { person, role, span });
            for _ in 0..3 {
                let proxy = 5 + random.place(PEOPLE.len() - 5);
                let lends =
                    |lent: &Delegation| (lent.delegator, lent.proxy, lent.role) == (person, proxy, role);
                if model.delegations.iter().any(lends) {
                    continue;
                }
                others.remove(&proxy);
                let fate = fate(random);
                model.delegations.push(Delegation {
                    delegator: person,
                    proxy,
                    role,
                    fate,
                });
            }
        }
        for person in others {
            let span = span(random, 0);
            model.grants.push(Grant { person, role, span });
        }
    }
    for person in 0..PEOPLE.len() {
        if random.chance(70) {
            model.inactive.push(Inactive {
                person,
                is_disabled: random.chance(50),
                span: span(random, 1),
            });
        }
    }
    let mut tasks = Vec::new();
    for number in 0..ROLES * TASKS {
        let from = random.within(0..HOURS - 2);
        let until = random.within(from..HOURS + 3);
        let barred = if random.chance(30) {
            vec![random.place(PEOPLE.len())]
        } else {
            Vec::new()
        };
        let asked = Asked {
            role: number % ROLES,
            waits: Span {
                from,
                until: (until < HOURS).then_some(until),
            },
            barred,
        };
        let id = format!("00000000-0000-7000-8000-0000000000{number:02}");
        let title = format!("Task number {number:02}");
        story.task(&id, &title, &asked);
        tasks.push((asked, format!("/tasks/{id}"), title));
    }
    for grant in &model.grants {
        story.grant(*grant);
    }
    for lent in &model.delegations {
        story.delegation(*lent);
    }
    for away in &model.inactive {
        story.inactive(*away);
    }
    Drawn { model, story, tasks }
}

async fn prepared() -> (World, Browser, Vec<i64>) {
    let world = World::new().await;
    let mut policies = Vec::new();
    for number in 0..ROLES {
        let code = role(number);
        world
            .execute(
                "INSERT INTO roles (code, name, data_scope) VALUES ($1, $1, 'own')",
                &[&code],
            )
            .await;
        let policy = "INSERT INTO policies (kind, name) VALUES ('request', $1) RETURNING id";
        let policy: i64 = world.rows(policy, &[&code]).await[0].get(0);
        let step = "INSERT INTO policy_steps (policy_id, position, approver, approver_role_id) \
                    SELECT $1, 1, 'role', id FROM roles WHERE code = $2";
        world.execute(step, &[&policy, &code]).await;
        policies.push(policy);
    }
    let secret = world
        .services
        .api()
        .create_token(
            &SystemActor::new("test"),
            "other",
            &[Scope::TasksRead, Scope::TasksWrite].into(),
        )
        .await
        .unwrap();
    let mut system = world.browser();
    let bearer = format!("Bearer {}", secret.reveal());
    system.headers.insert("authorization", bearer.parse().unwrap());
    let template = json!({ "policy": policies[0], "subject": "abel", "title": TEMPLATE });
    assert_eq!(post(&mut system, &template).await["state"], "open");
    (world, system, policies)
}

async fn post(system: &mut Browser, body: &serde_json::Value) -> serde_json::Value {
    let body = axum::body::Body::from(body.to_string());
    let answer = system
        .send(
            axum::http::Method::POST,
            "/api/v1/tasks",
            Some("application/json"),
            body,
        )
        .await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    serde_json::from_str(&answer.body).unwrap()
}

/// How often what was to be tried was tried: a case that never comes up tests nothing.
#[derive(Debug, Default)]
struct Tally {
    seen: usize,
    listed: usize,
    hidden: usize,
    /// Seen by somebody who does not hold the role any more.
    past: usize,
    /// Hidden from somebody to whom the role is or was lent.
    lent_in_vain: usize,
    told: usize,
}

#[tokio::test(flavor = "multi_thread")]
async fn t17_a_pools_task_is_seen_by_those_who_hold_the_role_or_held_it_while_the_step_waited() {
    let (mut tally, mut fates) = (Tally::default(), BTreeSet::new());
    let (world, mut system, policies) = prepared().await;
    let mut drawn = draw(&mut Random::new(SEED));
    for lent in &drawn.model.delegations {
        let words = format!("{:?}", lent.fate);
        fates.insert(words.split([' ', '(']).next().unwrap_or_default().to_owned());
    }
    for hour in 0..HOURS {
        drawn.story.live(&world, hour).await;
        world.at(&at(hour).replace(":00:00Z", ":30:00Z"));
        for person in 0..PEOPLE.len() {
            compare(&world, &mut system, &drawn, person, hour, &mut tally).await;
        }
        let role = usize::try_from(hour).unwrap() % ROLES;
        tally.told += told(&world, &mut system, &drawn.model, (role, policies[role]), hour).await;
    }
    world.end().await;
    assert_eq!(fates.len(), 5, "{fates:?}");
    let Tally {
        seen,
        listed,
        hidden,
        past,
        lent_in_vain,
        told,
    } = tally;
    for (what, times) in [
        ("seen", seen),
        ("listed", listed),
        ("hidden", hidden),
        ("past", past),
        ("lent in vain", lent_in_vain),
        ("told", told),
    ] {
        assert!(times > 5, "{what}: {times}");
    }
}

/// Page, comment, list, count and the API's list, as one person.
async fn compare(
    world: &World,
    system: &mut Browser,
    drawn: &Drawn,
    person: usize,
    now: Hour,
    tally: &mut Tally,
) {
    let (model, who, context) = (&drawn.model, PEOPLE[person], format!("hour {now}"));
    let created = drawn.tasks.iter().filter(|(asked, ..)| asked.waits.from <= now);
    let listed = created
        .clone()
        .filter(|(asked, ..)| model.lists(person, asked, now));
    let listed: Vec<&str> = listed.map(|(.., title)| title.as_str()).collect();
    let page = system
        .get(&format!("/api/v1/tasks?assignee={who}&limit=200"))
        .await;
    let page: serde_json::Value = serde_json::from_str(&page.body).unwrap();
    let items = page["items"].as_array().unwrap().iter();
    let mut in_api: Vec<&str> = items
        .map(|item| item["title"].as_str().unwrap())
        .filter(|title| title.starts_with("Task number"))
        .collect();
    in_api.sort_unstable();
    assert_eq!(in_api, listed, "{context}: the API's list of {who}");
    if !model.is_active(person, now) {
        return;
    }
    let mut browser = world.sign_in(who).await;
    let list = browser.get("/").await;
    let id = world
        .rows("SELECT id FROM people WHERE username = $1", &[&who])
        .await[0]
        .get(0);
    let all: Vec<TaskId> = drawn.tasks.iter().map(|(_, path, _)| task_id(path)).collect();
    let mut conn = world.database.pool.get().await.unwrap();
    let in_sight = db::tasks::sight::seen_by(&mut conn, &all, PersonId(id), world.services.now());
    let in_sight = in_sight.await.unwrap();
    drop(conn);
    for (asked, path, title) in created {
        let sees = model.sees(person, asked, now);
        let status = browser.get(path).await.status;
        let case = format!(
            "{context}: {title} as {who}: {asked:?}, {:#?}",
            facts(model, person, asked)
        );
        assert_eq!(status, if sees { 200 } else { 404 }, "{case}");
        assert_eq!(
            in_sight.contains(&task_id(path)),
            sees,
            "of several at once, {case}"
        );
        // Comments make every later page longer.
        if now % 3 == 0 {
            let comment = [("action", "comment"), ("comment", "Mine")];
            let status = browser.post(path, &comment).await.status;
            assert_eq!(status, if sees { 303 } else { 404 }, "comment, {case}");
        }
        let is_listed = listed.contains(&title.as_str());
        assert_eq!(list.says(title), is_listed, "list, {case}");
        tally.seen += usize::from(sees);
        tally.listed += usize::from(is_listed);
        tally.hidden += usize::from(!sees);
        tally.past += usize::from(sees && !is_listed);
        let lent = facts(model, person, asked).1;
        tally.lent_in_vain += usize::from(!sees && !lent.is_empty());
    }
    let viewer = world
        .services
        .access()
        .viewer(PersonId(id))
        .await
        .unwrap()
        .unwrap();
    let others = others_open(world, model, person, now).await;
    assert_eq!(
        viewer.open_tasks,
        i64::try_from(listed.len()).unwrap() + others,
        "{context}: the count of {who}"
    );
}

/// The task whose page this is.
pub(super) fn task_id(path: &str) -> TaskId {
    TaskId(path.rsplit('/').next().unwrap().parse().unwrap())
}

/// Open tasks of [`told`], which wait for the pool of a role for ever.
async fn others_open(world: &World, model: &Model, person: usize, now: Hour) -> i64 {
    let sql = "SELECT title FROM tasks WHERE title LIKE 'Told %'";
    let rows = world.rows(sql, &[]).await;
    let waiting = rows.iter().filter(|row| {
        let title: &str = row.get(0);
        let mut words = title.split(' ').skip(1).map(|word| word.parse::<i64>().unwrap());
        let (role, hour) = (words.next().unwrap(), words.next().unwrap());
        let asked = Asked {
            role: usize::try_from(role).unwrap(),
            waits: Span {
                from: hour,
                until: None,
            },
            barred: Vec::new(),
        };
        let is_pool = !model.holders(&asked, hour).is_empty();
        is_pool && model.lists(person, &asked, now)
    });
    i64::try_from(waiting.count()).unwrap()
}

/// A task that begins now tells those who hold the role now, and nobody else.
async fn told(
    world: &World,
    system: &mut Browser,
    model: &Model,
    (role, policy): (usize, i64),
    now: Hour,
) -> usize {
    let asked = Asked {
        role,
        waits: Span {
            from: now,
            until: None,
        },
        barred: Vec::new(),
    };
    let holders = model.holders(&asked, now);
    let title = format!("Told {role} {now}");
    let task = json!({ "policy": policy, "subject": "abel", "title": title });
    let answer = post(system, &task).await;
    let assignees = answer["assignees"].as_array().unwrap().iter();
    let mut assignees: Vec<_> = assignees
        .map(|one| {
            (
                one["username"].as_str().unwrap(),
                one["original"].as_str().unwrap(),
            )
        })
        .collect();
    assignees.sort_unstable();
    let told = "SELECT p.username FROM outbox o JOIN people p ON p.id = o.person_id JOIN tasks t ON t.id = o.task_id \
                WHERE t.title = $1 ORDER BY 1";
    let rows = world.rows(told, &[&title]).await;
    let told: BTreeSet<&str> = rows.iter().map(|row| row.get(0)).collect();
    // Where nobody holds it, the super administrators are asked (T12).
    let expected: BTreeSet<(&str, &str)> = if holders.is_empty() {
        [("ada", "ada")].into()
    } else {
        holders
            .iter()
            .map(|(who, from)| (PEOPLE[*who], PEOPLE[from.unwrap_or(*who)]))
            .collect()
    };
    assert_eq!(
        assignees,
        expected.iter().copied().collect::<Vec<_>>(),
        "hour {now}"
    );
    assert_eq!(told, expected.iter().map(|(who, _)| *who).collect(), "hour {now}");
    told.len()
}

/// What has to do with it.
fn facts<'m>(model: &'m Model, person: usize, asked: &Asked) -> (Vec<&'m Grant>, Vec<&'m Delegation>) {
    let grants = model.grants.iter().filter(|grant| grant.role == asked.role);
    let lent = model.delegations.iter();
    let lent = lent.filter(|lent| lent.role == asked.role && lent.proxy == person);
    (grants.collect(), lent.collect())
}
