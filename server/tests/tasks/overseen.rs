//! T14: a super administrator reassigns any open task from its page.

use super::reassign::way;
use super::{DECISION, REASSIGNMENT, asked, decide, delegate, request, world};
use crate::support::{Browser, Page, World};

/// From whom a task is taken.
const FROM: &str = "[name=from]";
/// What follows for them.
const NO_LONGER: &str = "no longer asked after that";

async fn take(browser: &mut Browser, task: &str, from: &str, to: &str) -> Page {
    let fields = [
        ("action", "reassign"),
        ("from", from),
        ("to", to),
        ("reason", "She is ill"),
    ];
    browser.post(task, &fields).await
}

/// A policy whose one step asks two people and the holders of nothing: `mara` and `milo`.
async fn asks_two(world: &World) {
    let batch = "UPDATE policy_steps SET approver = 'people' WHERE policy_id IN (SELECT id FROM policies WHERE name = 'Blocked');
        INSERT INTO policy_step_people (step_id, person_id, position) SELECT s.id, p.id, CASE p.username WHEN 'mara' THEN 1 ELSE 2 END
        FROM policy_steps s JOIN policies o ON o.id = s.policy_id AND o.name = 'Blocked', people p WHERE p.username IN ('mara', 'milo')";
    world.database.batch(batch).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t14_a_super_administrator_reassigns_what_another_is_asked() {
    let world = world().await;
    let task = request(&world, "ben", "ben", "viewer").await;
    let mut ada = world.sign_in("ada").await;
    let page = ada.get(&task).await;
    assert!(
        page.says(&format!("Mara Vogel is {NO_LONGER}.")) && !page.has(DECISION),
        "{}",
        page.text()
    );
    assert_eq!(page.field("Reassign to").attribute("name"), Some("to"));
    assert!(world.seen_by("mara", &task).await.has(DECISION));
    assert_eq!(page.value_of("from").as_deref(), Some("mara"));
    let page = take(&mut ada, &task, "mara", "MILO").await;
    assert_eq!(page.status, 303, "{}", page.text());
    assert_eq!(way(&world, &task).await, ["mara milo"]);
    let page = ada.get(&task).await;
    assert!(
        page.flash().contains("is reassigned to Milo Kern"),
        "{}",
        page.flash()
    );
    assert_eq!(
        page.log()[..2],
        [
            "Assigned to Milo Kern for Mara Vogel",
            "Ada Holm: Reassigned from Mara Vogel to Milo Kern: She is ill",
        ]
    );
    let mut milo = world.sign_in("milo").await;
    assert!(milo.get("/notifications").await.has_log_line(
        "Ada Holm passed “Grant Payroll viewer to Ben Ode” on to you: you stand in for Mara Vogel. She is ill"
    ));
    let mut mara = world.sign_in("mara").await;
    assert!(
        mara.get("/notifications").await.has_log_line(
            "Ada Holm reassigned “Grant Payroll viewer to Ben Ode” to Milo Kern: it no longer waits for you. She is ill"
        ),
        "T9: the assignee before is told"
    );
    assert_eq!(mara.get(&task).await.status, 200, "T17");
    assert_eq!(decide(&mut mara, &task, "approve", "").await.status, 409);
    assert_eq!(decide(&mut milo, &task, "approve", "").await.status, 303);
    assert_eq!(world.holders("viewer").await, ["ben"]);
    let audited = "SELECT count(*) FROM audit_log l JOIN people a ON a.id = l.actor_id JOIN people s ON s.id = l.concerns_id \
        WHERE l.action = 'task.reassigned' AND a.username = 'ada' AND s.username = 'ben' AND l.on_behalf_of IS NULL \
        AND l.through = '/tasks/' || l.object_id AND l.after @> '{\"from\": \"mara\", \"to\": \"milo\", \"assignee\": \"Milo Kern\", \
        \"reason\": \"She is ill\"}'";
    assert_eq!(world.count(audited).await, 1, "G4");
    let messages =
        "SELECT count(*) FROM outbox WHERE event ->> 'what' IN ('task_reassigned', 'task_taken_from_you')";
    assert_eq!(world.count(messages).await, 2, "one a person, none to who acts");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t14_what_the_step_allows_its_assignees_says_nothing_about_super_administrators() {
    let world = world().await;
    world
        .database
        .batch("UPDATE policy_steps SET allow_reassignment = false")
        .await;
    let task = request(&world, "ben", "ben", "viewer").await;
    assert_eq!(
        take(&mut world.sign_in("mara").await, &task, "", "milo")
            .await
            .status,
        403,
        "its assignee may not"
    );
    let mut ada = world.sign_in("ada").await;
    assert_eq!(
        take(&mut ada, &task, "", "milo").await.status,
        303,
        "the only one who is asked"
    );
    assert_eq!(asked(&world, &task).await, ["milo"]);
    // Nor where it is their own.
    let own = request(&world, "mara", "mara", "viewer").await;
    assert_eq!(asked(&world, &own).await, ["ada"]);
    assert!(
        ada.get(&own)
            .await
            .says("Ada Holm is no longer asked after that.")
    );
    assert_eq!(take(&mut ada, &own, "ada", "abel").await.status, 303);
    assert_eq!(way(&world, &own).await, ["ada abel"]);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t14_of_several_one_is_chosen_and_the_others_stay_asked() {
    let world = world().await;
    asks_two(&world).await;
    let task = request(&world, "ben", "ben", "editor").await;
    assert_eq!(asked(&world, &task).await, ["mara", "milo"]);
    let mut ada = world.sign_in("ada").await;
    let page = ada.get(&task).await;
    assert!(
        page.field("Take it from").has("option[value='milo']"),
        "{}",
        page.text()
    );
    for (from, words) in [
        (
            "",
            "Several are asked: choose on the task’s page from whom it is taken",
        ),
        ("role:nothing", "Choose one of those who are asked"),
        ("nobody", "Choose one of those who are asked"),
        ("\0", "Choose one of those who are asked"),
    ] {
        let page = take(&mut ada, &task, from, "mina").await;
        assert!(
            page.status == 422 && page.refuses("from", words),
            "{from}: {}",
            page.text()
        );
        assert_eq!(page.value_of("to").as_deref(), Some("mina"), "G6");
        assert!(page.keeps("She is ill"), "G6");
    }
    let page = take(&mut ada, &task, "hugo", "mina").await;
    assert!(
        page.status == 409 && page.errors()[0].contains("it waits for Mara Vogel or Milo Kern now"),
        "{}",
        page.text()
    );
    assert_eq!(take(&mut ada, &task, "milo", "mina").await.status, 303);
    assert_eq!(asked(&world, &task).await, ["mara", "mina"]);
    // The list does the same, but does not choose for her.
    let id = task.rsplit('/').next().unwrap();
    let fields = [
        ("task", id),
        ("action", "reassign"),
        ("to", "tess"),
        ("reason", "x"),
    ];
    assert_eq!(ada.post("/", &fields).await.status, 422);
    assert_eq!(asked(&world, &task).await, ["mara", "mina"]);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t14_a_pools_task_is_taken_from_the_whole_pool() {
    let world = world().await;
    let task = request(&world, "ben", "ben", "approver").await;
    decide(&mut world.sign_in("mara").await, &task, "approve", "").await;
    assert_eq!(asked(&world, &task).await, ["it_security_manager"]);
    let mut ada = world.sign_in("ada").await;
    assert!(
        ada.get(&task)
            .await
            .says("Everyone who holds IT security manager is no longer asked after that.")
    );
    let refused = take(&mut ada, &task, "role:it_security_manager", "mara").await;
    assert!(
        refused.status == 422 && refused.refuses("to", "they decided an earlier step"),
        "distinct approvers: {}",
        refused.text()
    );
    assert_eq!(
        take(&mut ada, &task, "role:it_security_manager", "mina")
            .await
            .status,
        303
    );
    assert_eq!(way(&world, &task).await, ["mina"], "she stands in for nobody");
    let mut ines = world.sign_in("ines").await;
    let page = ines.get(&task).await;
    assert!(
        page.status == 200
            && page.has_log_line(
                "Ada Holm: Reassigned from everyone who holds IT security manager to Mina Sato: She is ill"
            ),
        "T17: {}",
        page.text()
    );
    let late = decide(&mut ines, &task, "approve", "").await;
    assert!(
        late.status == 409 && late.errors()[0].contains("it waits for Mina Sato now"),
        "{}",
        late.text()
    );
    assert_eq!(
        decide(&mut world.sign_in("mina").await, &task, "approve", "")
            .await
            .status,
        303
    );
    let audited = "SELECT count(*) FROM audit_log WHERE action = 'task.reassigned' AND after ->> 'from_role' = 'IT security manager'";
    assert_eq!(world.count(audited).await, 1);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t14_t5_applies_to_whoever_is_chosen_and_never_leads_back_to_whom_it_was_taken_from() {
    let world = world().await;
    delegate(&world, "mara", "bea").await;
    let task = request(&world, "max", "max", "viewer").await;
    assert_eq!(asked(&world, &task).await, ["milo"]);
    // milo's delegate is mina, hers would be mara, and so on to bea; ben's leads back to milo.
    delegate(&world, "milo", "mina").await;
    delegate(&world, "mina", "mara").await;
    delegate(&world, "ben", "milo").await;
    let mut ada = world.sign_in("ada").await;
    assert_eq!(take(&mut ada, &task, "milo", "ben").await.status, 303);
    assert_eq!(way(&world, &task).await, ["milo ben"], "not back to milo");
    let page = ada.get(&task).await;
    assert!(
        page.has_log_line("Ben Ode’s tasks go to Milo Kern, who had already appeared"),
        "{}",
        page.text()
    );
    assert_eq!(take(&mut ada, &task, "ben", "mina").await.status, 303);
    assert_eq!(way(&world, &task).await, ["milo ben mina mara bea"]);
    assert!(
        world
            .seen_by("mara", "/notifications")
            .await
            .has_log_line("went to Bea Lund, who stands in for you"),
        "T9: mara keeps getting a copy"
    );
    for (to, words) in [
        (
            "max",
            "Max Roth may not decide this step: the task is about or from them",
        ),
        ("bea", "Bea Lund has the task already: choose somebody else"),
        ("zoe", "Nobody active has the username “zoe”"),
        ("Milo K", "Did you mean milo (Milo Kern)?"),
        ("", "Enter the username of who is to decide"),
    ] {
        let page = take(&mut ada, &task, "bea", to).await;
        assert!(
            page.status == 422 && page.refuses("to", words) && page.error_of("to").is_some(),
            "{to}: {}",
            page.text()
        );
    }
    let fields = [
        ("action", "reassign"),
        ("from", "bea"),
        ("to", "tess"),
        ("reason", " "),
    ];
    let page = ada.post(&task, &fields).await;
    assert!(
        page.status == 422 && page.refuses("reassign-reason", "Enter a reason for reassigning"),
        "{}",
        page.text()
    );
    assert_eq!(asked(&world, &task).await, ["bea"]);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t14_super_administrators_may_choose_themselves_but_for_what_is_about_or_from_them() {
    let world = world().await;
    let task = request(&world, "ben", "ben", "viewer").await;
    let mut ada = world.sign_in("ada").await;
    assert_eq!(take(&mut ada, &task, "mara", "ada").await.status, 303);
    assert_eq!(way(&world, &task).await, ["mara ada"]);
    let passed = "Ada Holm passed “Grant Payroll viewer to Ben Ode” on to you";
    assert!(
        !ada.get("/notifications").await.has_log_line(passed),
        "who acts knows"
    );
    assert_eq!(take(&mut ada, &task, "ada", "milo").await.status, 303);
    assert!(world.seen_by("milo", "/notifications").await.has_log_line(passed));
    assert_eq!(take(&mut ada, &task, "milo", "ada").await.status, 303);
    assert_eq!(decide(&mut ada, &task, "approve", "").await.status, 303);
    // Her own request waits for the other super administrator.
    let own = request(&world, "ada", "ada", "editor").await;
    let before = asked(&world, &own).await;
    let page = take(&mut ada, &own, &format!("role:{}", before[0]), "ada").await;
    assert!(
        page.status == 422 && page.refuses("to", "Ada Holm may not decide this step"),
        "{}",
        page.text()
    );
    assert_eq!(asked(&world, &own).await, before);
    // Taken from abel, the rule of whoever is chosen leads to ada all the same: she is not one who is asked.
    delegate(&world, "mina", "ada").await;
    let another = request(&world, "bea", "bea", "viewer").await;
    assert_eq!(take(&mut ada, &another, "mara", "mina").await.status, 303);
    assert_eq!(way(&world, &another).await, ["mara mina ada"]);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t14_nobody_else_takes_what_another_is_asked() {
    let world = world().await;
    let task = request(&world, "ben", "ben", "viewer").await;
    for (who, status) in [("ben", 403), ("ines", 404), ("hugo", 404), ("milo", 404)] {
        let mut browser = world.sign_in(who).await;
        let page = take(&mut browser, &task, "mara", "mina").await;
        assert_eq!(page.status, status, "{who}: {}", page.text());
        assert!(!page.has(FROM) && !page.says(NO_LONGER), "{who}");
    }
    // Whoever is asked passes on their own part only.
    asks_two(&world).await;
    let both = request(&world, "bea", "bea", "editor").await;
    let mut mara = world.sign_in("mara").await;
    assert_eq!(take(&mut mara, &both, "milo", "mina").await.status, 403);
    assert_eq!(take(&mut mara, &both, "mara", "mina").await.status, 303);
    assert_eq!(asked(&world, &both).await, ["milo", "mina"]);
    let mut ada = world.sign_in("ada").await;
    let nothing = "/tasks/00000000-0000-7000-8000-000000000000";
    assert_eq!(take(&mut ada, nothing, "mara", "mina").await.status, 404);
    // A scope of a department oversees only what is about it, and reassigns nothing (S).
    let batch = "INSERT INTO roles (code, name, data_scope) VALUES ('of_department', 'Of the department', 'department'); \
         INSERT INTO role_privileges (role_id, privilege) SELECT id, 'oversee_tasks' FROM roles WHERE code = 'of_department'; \
         INSERT INTO grants (person_id, role_id, source, granted_at) SELECT p.id, r.id, 'by_hand', '2028-01-01Z' \
           FROM people p, roles r WHERE p.username = 'bea' AND r.code = 'of_department'";
    world.database.batch(batch).await;
    let mut bea = world.sign_in("bea").await;
    let page = bea.get(&task).await;
    assert!(page.status == 200 && !page.has(REASSIGNMENT), "{}", page.text());
    let page = ada.get(&task).await;
    assert!(
        page.has(REASSIGNMENT) && page.has(FROM) && page.says(NO_LONGER),
        "{}",
        page.text()
    );
    assert_eq!(take(&mut bea, &task, "mara", "mina").await.status, 403);
    assert_eq!(asked(&world, &task).await, ["mara"]);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g5_what_has_moved_or_closed_meanwhile_is_left_alone() {
    let world = world().await;
    let task = request(&world, "ben", "ben", "approver").await;
    let mut ada = world.sign_in("ada").await;
    let opened = ada.get(&task).await;
    let (from, step) = (opened.value_of("from").unwrap(), opened.value_of("step").unwrap());
    decide(&mut world.sign_in("mara").await, &task, "approve", "").await;
    let stale = [
        ("action", "reassign"),
        ("from", from.as_str()),
        ("step", step.as_str()),
        ("to", "milo"),
        ("reason", "kept as typed"),
    ];
    let page = ada.post(&task, &stale).await;
    assert!(
        page.status == 409
            && page.errors()[0]
                .contains("has moved on: it waits for everyone who holds IT security manager now")
            && page.keeps("kept as typed"),
        "{}",
        page.text()
    );
    decide(&mut world.sign_in("ines").await, &task, "deny", "").await;
    let page = ada.post(&task, &stale).await;
    assert!(
        page.status == 409 && page.errors()[0].contains("was denied already by Ines Prado"),
        "{}",
        page.text()
    );
    // A second click finds the work of the first.
    let task = request(&world, "ben", "ben", "viewer").await;
    let mut second = ada.clone();
    let (one, two) = tokio::join!(
        take(&mut ada, &task, "mara", "milo"),
        take(&mut second, &task, "mara", "milo")
    );
    assert_eq!(
        [one.status, two.status],
        [303, 303],
        "{} / {}",
        one.text(),
        two.text()
    );
    assert_eq!(way(&world, &task).await, ["mara milo"]);
    let once = "SELECT count(*) FROM audit_log WHERE action = 'task.reassigned'";
    assert_eq!(world.count(once).await, 1);
    // Two who mean different people: one wins, the other is told.
    let mut abel = world.sign_in("abel").await;
    let (one, two) = tokio::join!(
        take(&mut ada, &task, "milo", "mina"),
        take(&mut abel, &task, "milo", "tess")
    );
    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 409], "{} / {}", one.text(), two.text());
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t13_what_is_about_somebody_who_left_is_cancelled_instead() {
    let world = world().await;
    let task = request(&world, "ben", "ben", "viewer").await;
    let left = "UPDATE people SET active_until = '2028-01-10T00:00Z', terminated_on = '2028-01-09' WHERE username = 'ben'";
    world.database.batch(left).await;
    let mut ada = world.sign_in("ada").await;
    let page = take(&mut ada, &task, "mara", "milo").await;
    assert!(
        page.status == 409
            && page.errors()[0].contains("was cancelled: the person it is about no longer works here"),
        "{}",
        page.text()
    );
    assert_eq!(asked(&world, &task).await, Vec::<String>::new());
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g4_a_proxy_reassigns_for_the_super_administrator() {
    let world = world().await;
    world.lent("ada", "super_administrator", "tess").await;
    let task = request(&world, "ben", "ben", "viewer").await;
    let mut tess = world.sign_in("tess").await;
    assert_eq!(take(&mut tess, &task, "mara", "milo").await.status, 303);
    assert!(
        tess.get(&task)
            .await
            .has_log_line("Tess Mori for Ada Holm: Reassigned from Mara Vogel to Milo Kern")
    );
    assert!(
        world
            .seen_by("mara", "/notifications")
            .await
            .has_log_line("Tess Mori for Ada Holm reassigned “")
    );
    let audited = "SELECT count(*) FROM audit_log l JOIN people a ON a.id = l.actor_id JOIN people b ON b.id = l.on_behalf_of \
        WHERE l.action = 'task.reassigned' AND a.username = 'tess' AND b.username = 'ada'";
    assert_eq!(world.count(audited).await, 1);
    world.end().await;
}
