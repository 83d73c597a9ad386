//! Reassigning all of a person's open tasks at once (T14): in bounded batches, and harmless when it is sent twice.

use services::Error;
use services::operations::NotStarted;
use services::tasks::{Chosen, PassingOn};

use super::{USERS, name_delegate};
use crate::support::{Browser, Page, World};
use crate::tasks::{delegate, finish_operations, request, with_roles, world};

/// So many requests that wait for mara since two days ago, all about ben.
async fn waiting_for_mara(world: &World, count: usize) {
    let sql = format!(
        "WITH t AS (INSERT INTO tasks (id, kind, policy_id, policy_name, title, subject_id, requester_id, steps, position, created_at) \
           SELECT gen_random_uuid(), 'request', p.id, p.name, 'Task ' || n, ben.id, ben.id, \
             '[{{\"approver\": \"manager\", \"allow_delegation\": true, \"allow_self_approval\": false, \"distinct_approvers\": false, \
                \"allow_reassignment\": true, \"reason_to_approve\": false, \"reason_to_deny\": false, \"fallback\": null}}]', 1, \
             '2028-01-09T09:00Z' FROM generate_series(1, {count}) n, policies p, people ben \
             WHERE p.kind = 'request' AND p.is_default AND ben.username = 'ben' RETURNING id, created_at) \
         INSERT INTO task_assignments (task_id, position, person_id, original_id, path, assigned_at) \
           SELECT t.id, 1, mara.id, mara.id, ARRAY[mara.id], t.created_at FROM t, people mara WHERE mara.username = 'mara'"
    );
    world.database.batch(&sql).await;
}

/// Opens the page that asks, and sends its form.
async fn reassign_all(browser: &mut Browser, from: &str, to: &str) -> Page {
    let until = until(browser, from).await;
    send_all(browser, from, to, &until).await
}

async fn until(browser: &mut Browser, from: &str) -> String {
    let page = browser.get(&format!("{USERS}/{from}/reassign?all=true")).await;
    assert_eq!(page.value_of("all").as_deref(), Some("true"), "{}", page.text());
    page.value_of("until").unwrap()
}

async fn send_all(browser: &mut Browser, from: &str, to: &str, until: &str) -> Page {
    let fields = [
        ("all", "true"),
        ("until", until),
        ("to", to),
        ("reason", "On parental leave"),
    ];
    browser.submit(&format!("{USERS}/{from}/reassign"), &fields).await
}

/// How many tasks wait for somebody now.
async fn waits_for(world: &World, username: &str) -> i64 {
    let sql = "SELECT count(DISTINCT task_id) FROM task_assignments a JOIN people p ON p.id = a.person_id \
               WHERE a.released_at IS NULL AND p.username = $1";
    world.rows(sql, &[&username]).await[0].get(0)
}

const ENTRIES: &str = "SELECT count(*) FROM audit_log WHERE action = 'task.reassigned'";

#[tokio::test(flavor = "multi_thread")]
async fn t14_all_go_at_once_and_what_cannot_go_stays_with_the_reason() {
    let world = world().await;
    waiting_for_mara(&world, 37).await;
    let bea = [
        request(&world, "bea", "bea", "viewer").await,
        request(&world, "bea", "bea", "editor").await,
    ];
    let mut ada = world.sign_in("ada").await;
    let page = ada.get(&format!("{USERS}/mara/reassign?all=true")).await;
    assert_eq!(page.h1(), "Reassign 39 open tasks");
    assert!(
        page.has_notice("39 tasks no longer wait for Mara Vogel, who is notified."),
        "{}",
        page.text()
    );
    let page = reassign_all(&mut ada, "mara", "bea").await;
    assert_eq!(page.status, 422);
    assert!(
        page.says("37 tasks were reassigned to Bea Lund. 2 tasks stay with Mara Vogel: "),
        "{}",
        page.text()
    );
    for (task, title) in bea.iter().zip(["Payroll viewer", "Ledger editor"]) {
        assert!(page.links_to(task));
        let words = format!(
            "Grant {title} to Bea Lund : Bea Lund may not decide this step: the task is about or from them"
        );
        assert!(page.has_error(&words), "{words}: {}", page.text());
    }
    assert_eq!(page.h1(), "Reassign 2 open tasks");
    assert_eq!(
        (waits_for(&world, "mara").await, waits_for(&world, "bea").await),
        (2, 37)
    );
    assert_eq!(world.count(ENTRIES).await, 37, "each is an entry of its own");
    let log = "SELECT count(*) FROM task_log WHERE event ->> 'event' = 'reassigned'";
    assert_eq!(world.count(log).await, 37);
    for (what, who) in [("task_reassigned", "bea"), ("task_taken_from_you", "mara")] {
        let sql = "SELECT count(*) FROM outbox o JOIN people p ON p.id = o.person_id WHERE event ->> 'what' = $1 AND p.username = $2";
        assert_eq!(
            world.rows(sql, &[&what, &who]).await[0].get::<_, i64>(0),
            37,
            "T9: {what}"
        );
    }
    // The others go to somebody else, from the same page.
    let page = reassign_all(&mut ada, "mara", "milo").await;
    assert!(
        page.flash().starts_with("2 tasks were reassigned to Milo Kern."),
        "{}",
        page.text()
    );
    assert_eq!(page.h1(), "Mara Vogel");
    assert_eq!(waits_for(&world, "mara").await, 0);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t5_the_rule_of_whoever_is_chosen_is_followed_where_the_step_allows_it() {
    let world = world().await;
    waiting_for_mara(&world, 3).await;
    request(&world, "ben", "ben", "editor").await;
    delegate(&world, "milo", "mina").await;
    let mut ada = world.sign_in("ada").await;
    let page = reassign_all(&mut ada, "mara", "milo").await;
    assert!(
        page.flash().starts_with(
            "4 tasks were reassigned to Milo Kern. 3 of them went on to Mina Sato, who stands in."
        ),
        "{}",
        page.text()
    );
    assert_eq!(
        (waits_for(&world, "milo").await, waits_for(&world, "mina").await),
        (1, 3)
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t14_somebody_who_is_not_active_any_more_has_tasks_to_reassign_too() {
    let world = world().await;
    waiting_for_mara(&world, 2).await;
    super::disable(&world, "mara").await;
    let mut ada = world.sign_in("ada").await;
    let page = reassign_all(&mut ada, "mara", "milo").await;
    assert!(
        page.flash().starts_with("2 tasks were reassigned to Milo Kern."),
        "{}",
        page.text()
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g5_what_has_come_since_the_page_was_shown_stays() {
    let world = world().await;
    waiting_for_mara(&world, 2).await;
    let mut ada = world.sign_in("ada").await;
    let until = until(&mut ada, "mara").await;
    world.at("2028-01-11T09:00:20Z");
    request(&world, "bea", "bea", "viewer").await;
    // What her rule brings milo was not reassigned.
    delegate(&world, "mara", "milo").await;
    request(&world, "bea", "bea", "approver").await;
    let page = send_all(&mut ada, "mara", "milo", &until).await;
    assert!(
        page.flash().starts_with("2 tasks were reassigned to Milo Kern.")
            && page.one(".list-count").says("1 open task."),
        "{}",
        page.text()
    );
    assert_eq!(
        (waits_for(&world, "mara").await, waits_for(&world, "milo").await),
        (1, 3)
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g5_the_form_sent_twice_reassigns_once_and_both_say_the_whole() {
    let world = world().await;
    waiting_for_mara(&world, 1_200).await;
    let mut ada = world.sign_in("ada").await;
    let until = until(&mut ada, "mara").await;
    // In a session of its own: the message after a save is the session’s, and is shown once.
    let mut second = world.sign_in("ada").await;
    let (one, two) = tokio::join!(
        send_all(&mut ada, "mara", "milo", &until),
        send_all(&mut second, "mara", "milo", &until)
    );
    assert_eq!(
        (one.status, two.status),
        (200, 200),
        "{} {}",
        one.text(),
        two.text()
    );
    finish_operations(&world).await;
    for browser in [&mut ada, &mut second] {
        let page = send_all(browser, "mara", "milo", &until).await;
        assert!(
            page.status == 200
                && page
                    .flash()
                    .starts_with("1200 tasks were reassigned to Milo Kern."),
            "{}",
            page.text()
        );
    }
    assert_eq!(
        (waits_for(&world, "mara").await, waits_for(&world, "milo").await),
        (0, 1_200)
    );
    assert_eq!(world.count(ENTRIES).await, 1_200);
    assert_eq!(world.count(OPERATIONS).await, 1);
    let told =
        "SELECT count(*) FROM outbox WHERE event ->> 'what' IN ('task_reassigned', 'task_taken_from_you')";
    assert_eq!(world.count(told).await, 2_400);
    // Somebody else, who had opened it before, is told that there is nothing left.
    let mut abel = world.sign_in("abel").await;
    let page = send_all(&mut abel, "mara", "mina", &until).await;
    assert!(
        page.status == 200
            && page.flash() == "Nothing was reassigned: no open task waits for Mara Vogel any more.",
        "{}",
        page.text()
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g6_the_same_ticks_on_a_page_that_is_opened_again_are_another_operation() {
    let world = world().await;
    waiting_for_mara(&world, 2).await;
    let mut ada = world.sign_in("ada").await;
    let tasks: Vec<String> = world.texts("SELECT id::text FROM tasks ORDER BY id", &[]).await;
    for (from, to) in [("mara", "milo"), ("milo", "mara"), ("mara", "milo")] {
        let ticked = format!("task={}&task={}", tasks[0], tasks[1]);
        let page = ada.get(&format!("{USERS}/{from}/reassign?{ticked}")).await;
        let form = page.value_of("form").unwrap();
        let fields = [
            ("task", tasks[0].as_str()),
            ("task", tasks[1].as_str()),
            ("form", form.as_str()),
            ("to", to),
            ("reason", "In turn"),
        ];
        for _ in 0..2 {
            let page = ada.submit(&format!("{USERS}/{from}/reassign"), &fields).await;
            assert!(
                page.flash().starts_with("2 tasks were reassigned"),
                "{from} {to}: {}",
                page.text()
            );
        }
        assert_eq!(waits_for(&world, to).await, 2, "{from} {to}");
    }
    assert_eq!(world.count(OPERATIONS).await, 3);
    // What is wrong starts nothing: the form comes back as the same one.
    let page = ada.get(&format!("{USERS}/milo/reassign?all=true")).await;
    let (form, until) = (page.value_of("form").unwrap(), page.value_of("until").unwrap());
    let fields = [
        ("all", "true"),
        ("until", until.as_str()),
        ("form", form.as_str()),
        ("to", "nobody"),
    ];
    let page = ada.submit(&format!("{USERS}/milo/reassign"), &fields).await;
    assert_eq!((page.status, page.value_of("form")), (422, Some(form)));
    world.end().await;
}

const OPERATIONS: &str = "SELECT count(*) FROM operations WHERE kind = 'reassign_all'";

/// Ada starts it, and nobody has begun with it. Answers the path of the operation's page.
async fn send(world: &World, chosen: Chosen, to: &str) -> Result<uuid::Uuid, NotStarted> {
    let ada = crate::tasks::actor(world, "ada").await;
    let passing = PassingOn {
        to,
        reason: "On parental leave",
        from: None,
        step: None,
        suggest: true,
    };
    world
        .services
        .operations()
        .start_reassigning(&ada, None, "mara", (&chosen, 0), passing)
        .await
}

async fn started(world: &World, chosen: Chosen, to: &str) -> String {
    let id = send(world, chosen, to).await.unwrap();
    format!("/operations/{id}")
}

fn all() -> Chosen {
    Chosen::All {
        until: "2028-01-11T09:00:00Z".parse().unwrap(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn t14_many_go_on_without_the_request_and_their_page_says_how_far_that_is() {
    let world = world().await;
    waiting_for_mara(&world, 700).await;
    let bea = request(&world, "bea", "bea", "viewer").await;
    let path = started(&world, all(), "bea").await;
    let mut ada = world.sign_in("ada").await;
    let page = ada.get(&path).await;
    assert!(
        page.h1() == "Reassigning 701 tasks of Mara Vogel"
            && page.progress().starts_with("0 of 701 done")
            && page.header("refresh") == Some("2"),
        "{}",
        page.text()
    );
    finish_operations(&world).await;
    let page = ada.get(&path).await;
    assert!(
        page.h1() == "700 of 701 tasks of Mara Vogel are reassigned, 1 failed"
            && page.says("Grant Payroll viewer to Bea Lund : Bea Lund may not decide this step")
            && page.links_to(&bea)
            && page.header("refresh").is_none(),
        "{}",
        page.text()
    );
    assert!(
        ada.get("/notifications")
            .await
            .has_log_line("Finished: 700 of 701 tasks of Mara Vogel are reassigned, 1 failed.")
    );
    for who in ["mara", "bea", "hugo"] {
        assert_eq!(world.seen_by(who, &path).await.status, 404, "{who}");
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn j4_what_was_stopped_half_way_goes_on_when_it_is_sent_again() {
    let world = world().await;
    waiting_for_mara(&world, 700).await;
    let path = started(&world, all(), "milo").await;
    // The second batch cannot be written.
    let fails = "CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
        IF (SELECT count(*) FROM audit_log WHERE action = 'task.reassigned') > 500 THEN RAISE 'killed'; END IF; RETURN NULL; END $$; \
        CREATE TRIGGER fail BEFORE INSERT ON task_log FOR EACH STATEMENT EXECUTE FUNCTION fail()";
    world.database.batch(fails).await;
    finish_operations(&world).await;
    let mut ada = world.sign_in("ada").await;
    let page = ada.get(&path).await;
    assert!(
        page.h1() == "Stopped: 500 of 700 tasks of Mara Vogel are reassigned"
            && page
                .lead()
                .starts_with("It stopped before its end: the other tasks could not be reassigned."),
        "{}",
        page.text()
    );
    let operations = ada.get("/operations").await;
    assert_eq!(operations.row("Stopped: 500 of 700").texts("td")[0], "Stopped");
    assert_eq!(
        (world.count(ENTRIES).await, waits_for(&world, "mara").await),
        (500, 200)
    );
    world.database.batch("DROP TRIGGER fail ON task_log").await;
    // Another super administrator sees who can go on with it; only who started it has the button.
    let mut abel = world.sign_in("abel").await;
    let of_abel = abel.get(&path).await;
    assert!(
        of_abel.lead().contains("Ada Holm can go on with it") && !of_abel.has_button("Go on"),
        "{}",
        of_abel.text()
    );
    let resume = format!("{path}/resume");
    let version = page.value_of("version").unwrap();
    let form = [("version", version.as_str()), ("shown_on", "operation")];
    assert_eq!(abel.post(&resume, &form).await.status, 403);
    assert_eq!(world.sign_in("mara").await.post(&resume, &form).await.status, 404);
    assert!(ada.get(&path).await.has_button("Go on"), "nothing was resumed");
    // Two clicks are one.
    let mut second = ada.clone();
    let (one, two) = tokio::join!(ada.post(&resume, &form), second.post(&resume, &form));
    assert_eq!((one.status, one.location()), (303, Some(path.as_str())));
    assert_eq!((two.status, two.location()), (303, Some(path.as_str())));
    finish_operations(&world).await;
    assert_eq!(started(&world, all(), "milo").await, path, "it is the same form");
    assert_eq!(
        ada.get(&path).await.h1(),
        "700 tasks of Mara Vogel are reassigned"
    );
    assert_eq!(
        (world.count(ENTRIES).await, waits_for(&world, "mara").await),
        (700, 0)
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn s_the_right_is_asked_for_in_each_batch() {
    let world = world().await;
    waiting_for_mara(&world, 700).await;
    let path = started(&world, all(), "milo").await;
    let ends = "CREATE FUNCTION ends() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
        UPDATE grants SET revoked_at = '2028-01-11T09:00Z' WHERE revoked_at IS NULL AND role_id = \
          (SELECT id FROM roles WHERE code = 'super_administrator') AND person_id = (SELECT id FROM people WHERE username = 'ada'); \
        RETURN NULL; END $$; CREATE TRIGGER ends AFTER INSERT ON task_log FOR EACH STATEMENT EXECUTE FUNCTION ends()";
    world.database.batch(ends).await;
    finish_operations(&world).await;
    // What was done until then is done.
    assert_eq!(waits_for(&world, "mara").await, 200);
    let page = world.seen_by("abel", &path).await;
    assert!(
        page.h1()
            .ends_with("500 of 700 tasks of Mara Vogel are reassigned")
            && page
                .lead()
                .starts_with("It stopped before its end: whoever started it may no longer reassign tasks."),
        "{}",
        page.text()
    );
    // The same form asks for the right too, before anything goes on.
    let again = send(&world, all(), "milo").await;
    assert!(
        matches!(again, Err(NotStarted::Other(Error::Forbidden))),
        "{again:?}"
    );
    let under_way = "SELECT count(*) FROM operations WHERE finished_at IS NULL";
    assert_eq!(world.count(under_way).await, 0);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_is_read_page_by_page() {
    let world = world().await;
    waiting_for_mara(&world, 120).await;
    let mut ada = world.sign_in("ada").await;
    let rows = |page: &Page| page.count("[name=task]");
    for (query, count, words) in [
        (
            "",
            50,
            "120 open tasks, the one that waits longest first. Page 1 of 3.",
        ),
        ("?page=2", 50, "Page 2 of 3."),
        ("?page=3", 20, "Page 3 of 3."),
        ("?page=4", 0, "This page of the list is empty"),
        ("?page=0", 50, "Page 1 of 3."),
        ("?page=-7", 50, "Page 1 of 3."),
        ("?page=9223372036854775807", 0, "This page of the list is empty"),
        ("?page=nonsense", 50, "Page 1 of 3."),
    ] {
        let page = ada.get(&format!("{USERS}/mara{query}")).await;
        assert_eq!((page.status, rows(&page)), (200, count), "{query}");
        assert!(page.says(words), "{query}: {}", page.text());
    }
    let page = ada.get(&format!("{USERS}/mara/reassign?all=true")).await;
    assert!(page.has_hint("The first 50 of 120"), "{}", page.text());
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_costs_statements_by_the_batch_and_not_by_the_task() {
    let (world, door) = World::counted().await;
    let world = with_roles(world).await;
    let mut ada = world.sign_in("ada").await;
    name_delegate(&mut ada, "milo", "mina").await;
    let mut asked = Vec::new();
    // The first prepares each connection's statements.
    for count in [5, 10, 500, 1_000] {
        waiting_for_mara(&world, count).await;
        let until = until(&mut ada, "mara").await;
        door.queries();
        // The clock stands still, so that only its id tells one form from the next.
        let form = uuid::Uuid::from_u128(u128::try_from(count).unwrap()).to_string();
        let fields = [
            ("all", "true"),
            ("until", until.as_str()),
            ("form", form.as_str()),
            ("to", "milo"),
            ("reason", "x"),
        ];
        let page = ada.post(&format!("{USERS}/mara/reassign"), &fields).await;
        finish_operations(&world).await;
        asked.push(door.queries());
        assert_eq!(page.status, 303, "{}", page.text());
        assert_eq!(waits_for(&world, "mara").await, 0);
    }
    let [_, ten, five_hundred, thousand] = asked[..] else {
        unreachable!()
    };
    // 500 fill a batch, so that another one looks whether there is more.
    assert!(ten <= 50, "{ten} for ten tasks");
    assert!(
        five_hundred <= ten + 30,
        "{five_hundred} for 500 tasks, {ten} for ten"
    );
    assert!(thousand <= ten + 60, "{thousand} for 1000 tasks, {ten} for ten");
    // The first page after it reads its message too.
    for path in ["mina?page=20", "mina?page=20", "mina/reassign?all=true"] {
        door.queries();
        let page = ada.get(&format!("{USERS}/{path}")).await;
        let asked = door.queries();
        assert!(
            page.status == 200 && (asked <= 3 || page.has_message("were reassigned")),
            "{path}: {asked}"
        );
    }
    world.end().await;
}
