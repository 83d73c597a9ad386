//! T9: who gets a task's messages, and as what. Each line is one message: to whom, what, and why.

use crate::support::{Browser, World};
use crate::tasks;

/// Saves a rule on the page, as its owner.
async fn delegate(world: &World, owner: &str, delegate: &str, keep_copy: bool) {
    let mut browser = world.sign_in(owner).await;
    let version = browser.get("/profile/delegate").await.value_of("version");
    let version = version.unwrap_or_default();
    let mut fields = vec![
        ("kind", "permanent"),
        ("delegate", delegate),
        ("version", version.as_str()),
    ];
    fields.extend(keep_copy.then_some(("keep_copy", "true")));
    assert_eq!(browser.post("/profile/delegate", &fields).await.status, 303);
}

/// Every message about a task: `bea: assigned for Mara Vogel`.
async fn told(world: &World, task: &str) -> Vec<String> {
    let id = task.rsplit('/').next().unwrap();
    let sql = "SELECT p.username, o.event::text FROM outbox o JOIN people p ON p.id = o.person_id \
               WHERE o.task_id::text = $1 ORDER BY o.id";
    let rows = world.rows(sql, &[&id]).await;
    let lines = rows.iter().map(|row| {
        let (username, event): (String, String) = (row.get(0), row.get(1));
        let event: serde_json::Value = serde_json::from_str(&event).unwrap();
        let text = |value: &serde_json::Value| value.as_str().map(str::to_owned);
        let list = |value: &serde_json::Value| {
            let names = value
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(|name| name.as_str());
            names.map(|name| format!(" through {name}")).collect::<String>()
        };
        let named = |name: Option<String>| name.map(|name| format!(" for {name}")).unwrap_or_default();
        match event["what"].as_str().unwrap() {
            "task_assigned" => {
                let pool = text(&event["pool"])
                    .map(|role| format!(" as {role}"))
                    .unwrap_or_default();
                format!(
                    "{username}: assigned{}{}{pool}",
                    named(text(&event["standing_in_for"])),
                    list(&event["via"])
                )
            }
            "task_copy" => format!(
                "{username}: copy, went to {}",
                event["assignee"].as_str().unwrap()
            ),
            "task_closed" => {
                let why = &event["why"];
                let how = match why["as"].as_str().unwrap() {
                    "stands_in" => format!(
                        "stands in for {}{}",
                        why["named"].as_str().unwrap(),
                        list(&why["via"])
                    ),
                    "copy" => format!("copy, {} stands in", why["assignee"].as_str().unwrap()),
                    "decided" => format!("decided{}", named(text(&why["standing_in_for"]))),
                    other => other.to_owned(),
                };
                let by = text(&event["by"]).unwrap_or_else(|| "the system".to_owned());
                format!("{username}: {} by {by}, {how}", event["state"].as_str().unwrap())
            }
            other => panic!("what is {other}?"),
        }
    });
    let mut lines: Vec<_> = lines.collect();
    lines.sort();
    lines
}

async fn cancel(world: &World, who: &str, task: &str) {
    let page = world
        .sign_in(who)
        .await
        .post(task, &[("action", "cancel"), ("reason", "Not needed")])
        .await;
    assert_eq!(page.status, 303, "{}", page.text());
}

async fn decide(browser: &mut Browser, task: &str, action: &str) {
    let page = browser
        .post(task, &[("action", action), ("reason", "So be it")])
        .await;
    assert_eq!(page.status, 303, "{}", page.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn t9_without_a_delegate_the_assignee_gets_all_messages() {
    let world = tasks::world().await;
    let task = tasks::request(&world, "ben", "ben", "viewer").await;
    cancel(&world, "ben", &task).await;
    let expected = ["mara: assigned", "mara: cancelled by Ben Ode, asked"];
    assert_eq!(told(&world, &task).await, expected);
    let page = world.seen_by("mara", "/notifications").await;
    assert!(
        page.has_log_line("“Grant Payroll viewer to Ben Ode” was cancelled: Not needed"),
        "{}",
        page.text()
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t9_the_delegate_gets_all_of_them_and_who_was_passed_over_a_copy_of_each() {
    let world = tasks::world().await;
    delegate(&world, "mara", "bea", true).await;
    let task = tasks::request(&world, "ben", "ben", "viewer").await;
    cancel(&world, "ben", &task).await;
    let expected = [
        "bea: assigned for Mara Vogel",
        "bea: cancelled by Ben Ode, stands in for Mara Vogel",
        "mara: cancelled by Ben Ode, copy, Bea Lund stands in",
        "mara: copy, went to Bea Lund",
    ];
    assert_eq!(told(&world, &task).await, expected);
    let page = world.seen_by("bea", "/notifications").await;
    assert!(
        page.has_log_line("was cancelled: Not needed. You get this because you stand in for Mara Vogel."),
        "{}",
        page.text()
    );
    let page = world.seen_by("mara", "/notifications").await;
    assert!(
        page.has_log_line("was cancelled: Not needed. You get this copy because Bea Lund stands in for you."),
        "{}",
        page.text()
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t9_no_copy_where_it_is_not_wanted_or_somebody_else_saved_the_rule() {
    for saved_by_another in [false, true] {
        let world = tasks::world().await;
        delegate(&world, "mara", "bea", saved_by_another).await;
        if saved_by_another {
            let sql = "UPDATE delegation_rules SET saved_by = (SELECT id FROM people WHERE username = 'ada')";
            world.database.batch(sql).await;
        }
        let task = tasks::request(&world, "ben", "ben", "viewer").await;
        cancel(&world, "ben", &task).await;
        let expected = [
            "bea: assigned for Mara Vogel",
            "bea: cancelled by Ben Ode, stands in for Mara Vogel",
        ];
        assert_eq!(
            told(&world, &task).await,
            expected,
            "saved by another: {saved_by_another}"
        );
        world.end().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn t9_where_the_policy_blocks_delegation_the_delegate_gets_none() {
    let world = tasks::world().await;
    delegate(&world, "mara", "bea", true).await;
    let task = tasks::request(&world, "ben", "ben", "editor").await;
    decide(&mut world.sign_in("mara").await, &task, "deny").await;
    let expected = ["ben: denied by Mara Vogel, requester", "mara: assigned"];
    assert_eq!(told(&world, &task).await, expected);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t9_everyone_along_a_chain_is_passed_over() {
    let world = tasks::world().await;
    delegate(&world, "mara", "bea", true).await;
    delegate(&world, "bea", "milo", true).await;
    let task = tasks::request(&world, "ben", "ben", "viewer").await;
    decide(&mut world.sign_in("milo").await, &task, "approve").await;
    let expected = [
        "bea: approved by Milo Kern, copy, Milo Kern stands in",
        "bea: copy, went to Milo Kern",
        "ben: approved by Milo Kern, requester",
        "mara: approved by Milo Kern, copy, Milo Kern stands in",
        "mara: copy, went to Milo Kern",
        "milo: assigned for Mara Vogel through Bea Lund",
    ];
    assert_eq!(told(&world, &task).await, expected);
    let page = world.seen_by("milo", "/notifications").await;
    assert!(
        page.has_log_line("waits for you: you stand in for Mara Vogel, through Bea Lund."),
        "{}",
        page.text()
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t9_whoever_unticks_the_copy_gets_no_more_and_a_rule_that_ends_takes_none_away() {
    for (removes, expected) in [
        (false, None),
        (true, Some("mara: cancelled by Ben Ode, copy, Bea Lund stands in")),
    ] {
        let world = tasks::world().await;
        delegate(&world, "mara", "bea", true).await;
        let task = tasks::request(&world, "ben", "ben", "viewer").await;
        if removes {
            let mut mara = world.sign_in("mara").await;
            let version = mara.get("/profile/delegate").await.value_of("version").unwrap();
            let page = mara
                .post(
                    "/profile/delegate",
                    &[("action", "remove"), ("version", &version)],
                )
                .await;
            assert_eq!(page.status, 303, "{}", page.text());
        } else {
            delegate(&world, "mara", "bea", false).await
        }
        cancel(&world, "ben", &task).await;
        let closed: Vec<_> = told(&world, &task).await;
        let of_mara = closed.iter().find(|line| line.starts_with("mara: cancelled"));
        assert_eq!(of_mara.map(String::as_str), expected, "{closed:?}");
        world.end().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn t9_who_decided_an_earlier_step_for_somebody_hears_the_end_and_so_does_that_person() {
    let world = tasks::world().await;
    delegate(&world, "mara", "bea", true).await;
    let task = tasks::request(&world, "ben", "ben", "approver").await;
    decide(&mut world.sign_in("bea").await, &task, "approve").await;
    decide(&mut world.sign_in("ines").await, &task, "deny").await;
    let expected = [
        "bea: assigned for Mara Vogel",
        "bea: denied by Ines Prado, decided for Mara Vogel",
        "ben: denied by Ines Prado, requester",
        "ines: assigned as IT security manager",
        "mara: copy, went to Bea Lund",
        "mara: denied by Ines Prado, copy, Bea Lund stands in",
    ];
    assert_eq!(told(&world, &task).await, expected);
    world.end().await;
}
