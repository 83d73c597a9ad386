//! Every call of the API, and every question that an island asks.

use api::table;
use app::endpoint::Needs;
use axum::body::Body;
use axum::http::Method;
use domain::scope::Scope;
use serde_json::{Value, json};
use services::actor::SystemActor;

use super::assert_reads;
use super::organisation::{FIRST, LAST, PEOPLE, filled};
use crate::support::{Browser, Page, World};

async fn send(browser: &mut Browser, method: Method, path: &str, body: &Value) -> Page {
    let body = Body::from(body.to_string());
    browser.send(method, path, Some("application/json"), body).await
}

/// The calls of the API, and how often each was answered with what was asked for.
#[tokio::test(flavor = "multi_thread")]
async fn g6_every_call_reads_the_first_and_the_last_date() {
    let world = filled(World::new().await).await;
    let mut caller = world.browser();
    let secret = world
        .services
        .api()
        .create_token(
            &SystemActor::new("test"),
            "all",
            &Scope::ALL.into_iter().collect(),
        )
        .await
        .unwrap();
    let bearer = format!("Bearer {}", secret.reveal());
    caller.headers.insert("authorization", bearer.parse().unwrap());
    // Who may decide what.
    let asked = "SELECT a.task_id::text, p.username FROM task_assignments a JOIN people p ON p.id = a.person_id \
                 JOIN tasks t ON t.id = a.task_id WHERE a.released_at IS NULL AND t.access_review_id IS NULL ORDER BY a.id";
    let asked = world.rows(asked, &[]).await;
    let mut asked = asked
        .iter()
        .map(|row| (row.get::<_, &str>(0), row.get::<_, &str>(1)))
        .cycle();
    let policy = world
        .count("SELECT id FROM policies WHERE is_default AND kind = 'request'")
        .await;
    for listed in table()
        .into_iter()
        .filter(|listed| matches!(listed.needs, Needs::Scope(_)))
    {
        let mut answered = 0;
        for (who, ..) in PEOPLE {
            let (task, assignee) = asked.next().unwrap();
            let path = listed.path.replace("{username}", who).replace("{id}", task);
            let paths = if listed.path.ends_with("/access") || listed.path.ends_with("/check") {
                [
                    "1900-01-01T00:00:00Z",
                    "9999-12-31T23:59:59Z",
                    "9999-12-31T23:59:59-12:00",
                ]
                .map(|at| format!("{path}?at={at}&{}", parameters(listed.path, who)))
                .to_vec()
            } else {
                vec![path]
            };
            for path in paths {
                let path = path.trim_end_matches('&').to_owned();
                let body = json!({
                    "policy": policy, "subject": format!("{who}_report"), "title": "Far", "ends_on": LAST, "actor": assignee,
                    "decision": "approve", "to": "bea", "reason": "Far", "comment": "Far", "role": "line_manager", "proxy": "bea",
                    "on_behalf_of": who, "delegate": "bea", "kind": "temporary", "starts_on": "9999-12-01", "through_end": true,
                });
                let page = match listed.method {
                    Method::GET => caller.get(&path).await,
                    _ => {
                        let named = named(listed.path, &body);
                        send(&mut caller, listed.method.clone(), &path, &named).await
                    }
                };
                let context = format!("{} {path}", listed.method);
                assert_reads(&page, &context);
                assert!(!page.body.contains("10000-"), "{context}: {}", page.body);
                answered += usize::from(page.status < 300);
            }
        }
        assert!(
            answered > 0,
            "{} {} was never answered",
            listed.method,
            listed.path
        );
    }
    world.end().await;
}

/// What a call needs to be asked behind the question mark.
fn parameters(path: &str, who: &str) -> String {
    if path.ends_with("/check") {
        format!("person={who}&privilege=manage_absences&target={who}_report")
    } else {
        String::new()
    }
}

/// The fields that a call knows.
fn named(path: &str, all: &Value) -> Value {
    let known: &[&str] = match path {
        path if path.ends_with("/decision") => &["actor", "decision", "reason"],
        path if path.ends_with("/reassign") => &["actor", "to", "reason"],
        path if path.ends_with("/comment") => &["actor", "comment"],
        path if path.ends_with("/delegate") => &["kind", "delegate", "starts_on", "ends_on"],
        path if path.ends_with("/role-delegations") => &[
            "role",
            "proxy",
            "starts_on",
            "ends_on",
            "through_end",
            "on_behalf_of",
        ],
        path if path.contains("/role-delegations/") => &["starts_on", "ends_on", "through_end"],
        _ => &["policy", "subject", "title"],
    };
    known
        .iter()
        .map(|name| ((*name).to_owned(), all[*name].clone()))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn g6_reviews_of_role_delegations_read_the_first_and_the_last_date() {
    let world = filled(World::new().await).await;
    let mut hugo = world.sign_in("hugo").await;
    for (who, _, today) in PEOPLE {
        let mut browser = world.sign_in(who).await;
        for (from, to, is_refused) in [
            (today, LAST, false),
            (LAST, LAST, false),
            ("9999-12-30", "", false),
            (FIRST, LAST, true),
        ] {
            let form = json!({
                "role": "line_manager", "proxy": "ines", "starts_on": from, "ends_on": to, "through_end": true,
            });
            let own = json!({ "form": form });
            let of_other = json!({ "form": form, "delegator": who });
            let pages = [
                send(
                    &mut browser,
                    Method::POST,
                    "/internal/role-delegations/review",
                    &own,
                )
                .await,
                send(
                    &mut hugo,
                    Method::POST,
                    "/internal/accounts/delegations/review",
                    &of_other,
                )
                .await,
            ];
            for page in pages {
                let context = format!("{who} {from} {to}: {}", page.body);
                assert_eq!(page.status, 200, "{context}");
                assert_reads(&page, &context);
                assert!(!page.body.contains("10000-"), "{context}");
                let said: Value = serde_json::from_str(&page.body).unwrap();
                let meaning = &said["meaning"];
                assert_eq!(meaning.is_null(), is_refused, "{context}");
                assert!(is_refused || page.body.contains("9999"), "{context}");
            }
        }
        world.clock.pass_a_second();
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g6_a_policy_foresees_tasks_of_people_with_the_first_and_the_last_date() {
    let world = filled(World::new().await).await;
    let mut ada = world.sign_in("ada").await;
    let policy = world
        .count("SELECT id FROM policies WHERE is_default AND kind = 'request'")
        .await;
    let form = domain::policy::StepForm::of_new_step();
    let steps = json!([{ "id": null, "form": form }]);
    for now in [None, Some("9999-12-31T09:30:00Z")] {
        if let Some(now) = now {
            world.at(now);
            ada = world.sign_in("ada").await;
        }
        for (who, ..) in PEOPLE {
            let subject = format!("{who}_report");
            let imagining = json!({ "requester": "", "subject": subject, "role": "" });
            let question = json!({ "policy": policy, "steps": steps, "imagining": imagining });
            let page = send(&mut ada, Method::POST, "/internal/policies/preview", &question).await;
            let context = format!("{who} {now:?}: {}", page.body);
            assert_eq!(page.status, 200, "{context}");
            assert_reads(&page, &context);
            let said: Value = serde_json::from_str(&page.body).unwrap();
            let asked = &said["steps"][0]["asked"];
            assert!(
                asked.as_array().is_some_and(|asked| !asked.is_empty()),
                "{context}"
            );
            world.clock.pass_a_second();
        }
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g6_previews_read_the_first_and_the_last_date() {
    let world = filled(World::new().await).await;
    let mut ada = world.sign_in("ada").await;
    for (who, ..) in PEOPLE {
        let mut browser = world.sign_in(who).await;
        for (from, to) in [(FIRST, LAST), (LAST, LAST)] {
            let form = json!({ "kind": "temporary", "delegate": "ben", "starts_on": from, "ends_on": to });
            let own = json!({ "form": form });
            let of_other = json!({ "form": form, "owner": who });
            let pages = [
                send(&mut browser, Method::POST, "/internal/delegates/preview", &own).await,
                send(
                    &mut ada,
                    Method::POST,
                    "/internal/directory/delegation/preview",
                    &of_other,
                )
                .await,
            ];
            for page in pages {
                assert_eq!(page.status, 200, "{who} {from}: {}", page.body);
                assert!(page.body.contains("31 Dec 9999"), "{who} {from}: {}", page.body);
            }
        }
        world.clock.pass_a_second();
    }
    world.end().await;
}
