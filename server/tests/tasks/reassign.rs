//! T14: passing a step on by hand.

use super::{DECISION, REASSIGNMENT, asked, decide, delegate, request, world};
use crate::support::{Browser, Page, World};

async fn reassign(browser: &mut Browser, task: &str, to: &str, reason: &str) -> Page {
    let fields = [("action", "reassign"), ("to", to), ("reason", reason)];
    browser.post(task, &fields).await
}

/// The person who is asked, by whom the step named, along the way: usernames.
pub(crate) async fn way(world: &World, task: &str) -> Vec<String> {
    let id = task.rsplit('/').next().unwrap();
    let sql = "SELECT array_to_string(ARRAY(SELECT p.username FROM unnest(a.path) WITH ORDINALITY AS on_the_way (id, place) \
               JOIN people p ON p.id = on_the_way.id ORDER BY place), ' ') FROM task_assignments a \
               WHERE a.task_id::text = $1 AND a.released_at IS NULL AND a.original_id = a.path[1] ORDER BY 1";
    world.texts(sql, &[&id]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn t14_whoever_is_chosen_decides_and_who_passed_it_on_can_still_read_it() {
    let world = world().await;
    let task = request(&world, "ben", "ben", "viewer").await;
    let mut mara = world.sign_in("mara").await;
    let page = mara.get(&task).await;
    assert!(page.has(DECISION) && page.has(REASSIGNMENT) && page.has_button("Reassign"));
    let page = mara
        .submit(
            &task,
            &[
                ("action", "reassign"),
                ("to", "MILO"),
                ("reason", "He knows the payroll"),
            ],
        )
        .await;
    assert!(
        page.flash().contains("is reassigned to Milo Kern")
            && page.has_log_line("Mara Vogel: Reassigned to Milo Kern: He knows the payroll"),
        "T17: {}",
        page.text()
    );
    assert!(!page.has(DECISION) && !page.has(REASSIGNMENT));
    assert_eq!(way(&world, &task).await, ["mara milo"]);
    assert_eq!(
        decide(&mut mara, &task, "approve", "").await.status,
        409,
        "no longer hers"
    );
    let mut milo = world.sign_in("milo").await;
    assert!(
        milo.get("/notifications").await.has_log_line(
            "Mara Vogel passed “Grant Payroll viewer to Ben Ode” on to you: you stand in for Mara Vogel. He knows the payroll"
        ),
    );
    assert!(milo.get("/").await.has_row("for Mara Vogel"));
    assert_eq!(decide(&mut milo, &task, "approve", "").await.status, 303);
    assert_eq!(world.holders("viewer").await, ["ben"]);
    assert!(
        world
            .seen_by("ben", &task)
            .await
            .has_log_line("Milo Kern for Mara Vogel: Approved"),
        "G4"
    );
    let audited = "SELECT count(*) FROM audit_log WHERE action = 'task.reassigned' AND after ->> 'to' = 'milo' \
                   AND after ->> 'reason' = 'He knows the payroll'";
    assert_eq!(world.count(audited).await, 1, "G3");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t14_t5_applies_to_whoever_is_chosen_and_never_leads_back() {
    let world = world().await;
    let task = request(&world, "ben", "ben", "viewer").await;
    // milo is away: his delegate is mina, hers is mara, who passes it on.
    delegate(&world, "milo", "mina").await;
    delegate(&world, "mina", "mara").await;
    let mut mara = world.sign_in("mara").await;
    assert_eq!(reassign(&mut mara, &task, "milo", "Please").await.status, 303);
    assert_eq!(way(&world, &task).await, ["mara milo mina"]);
    let mut mina = world.sign_in("mina").await;
    let page = mina.get(&task).await;
    assert!(
        page.has_log_line("Milo Kern’s tasks go to Mina Sato")
            && page.has_log_line("Mina Sato’s tasks go to Mara Vogel, who had already appeared")
            && page.has_log_line("Assigned to Mina Sato for Mara Vogel"),
        "{}",
        page.text()
    );
    assert!(
        world
            .seen_by("milo", "/notifications")
            .await
            .has_log_line("went to Mina Sato, who stands in for you"),
        "T9: milo keeps getting a copy"
    );
    // Back to where it came from: mara decides for herself again.
    assert_eq!(
        reassign(&mut mina, &task, "mara", "Back to you").await.status,
        303
    );
    assert_eq!(asked(&world, &task).await, ["mara"]);
    assert_eq!(decide(&mut mara, &task, "approve", "").await.status, 303);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t14_a_step_that_forbids_delegation_follows_no_rule_of_whoever_is_chosen() {
    let world = world().await;
    let task = request(&world, "ben", "ben", "editor").await;
    delegate(&world, "milo", "mina").await;
    let mut mara = world.sign_in("mara").await;
    assert_eq!(reassign(&mut mara, &task, "milo", "Please").await.status, 303);
    assert_eq!(asked(&world, &task).await, ["milo"]);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t14_an_ineligible_target_is_refused_with_the_reason_and_nothing_typed_is_lost() {
    let world = world().await;
    let task = request(&world, "ben", "ben", "viewer").await;
    let mut mara = world.sign_in("mara").await;
    let cases = [
        (
            "ben",
            "Ben Ode may not decide this step: the task is about or from them",
        ),
        ("mara", "The task is yours already"),
        ("zoe", "Nobody active has the username “zoe”"),
        ("nobody", "Nobody active has the username “nobody”"),
        ("Milo K", "Did you mean milo (Milo Kern)?"),
        ("", "Enter the username of who is to decide"),
        ("\0", "Nobody active has the username"),
    ];
    for (to, words) in cases {
        let page = reassign(&mut mara, &task, to, "kept as typed").await;
        assert_eq!(page.status, 422, "{to}");
        assert!(
            page.refuses("to", words) && page.keeps("kept as typed"),
            "{to}: {}",
            page.text()
        );
    }
    for reason in ["", "  \n "] {
        let page = reassign(&mut mara, &task, "milo", reason).await;
        assert_eq!(page.status, 422);
        assert!(
            page.refuses("reassign-reason", "Enter a reason for reassigning"),
            "{}",
            page.text()
        );
        assert_eq!(page.value_of("to").as_deref(), Some("milo"), "G6");
    }
    assert_eq!(
        reassign(&mut mara, &task, "milo", &"a".repeat(2001)).await.status,
        422
    );
    // Through the subject's own rule to somebody else: no way round either.
    delegate(&world, "ben", "max").await;
    assert_eq!(reassign(&mut mara, &task, "ben", "x").await.status, 422);
    assert_eq!(asked(&world, &task).await, ["mara"], "nothing has changed");
    assert_eq!(
        world
            .count("SELECT count(*) FROM audit_log WHERE action = 'task.reassigned'")
            .await,
        0
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t5_no_way_leads_to_approving_ones_own_request_not_even_by_hand() {
    let world = world().await;
    // mara's delegate is bea, bea's is ben, who asks.
    delegate(&world, "mara", "bea").await;
    delegate(&world, "bea", "ben").await;
    let task = request(&world, "ben", "ben", "viewer").await;
    assert_eq!(asked(&world, &task).await, ["bea"], "a delegate's delegate");
    let mut ben = world.sign_in("ben").await;
    assert_eq!(decide(&mut ben, &task, "approve", "").await.status, 403);
    assert_eq!(reassign(&mut ben, &task, "max", "x").await.status, 403);
    let mut bea = world.sign_in("bea").await;
    assert_eq!(
        reassign(&mut bea, &task, "ben", "Do it yourself").await.status,
        422
    );
    // To somebody whose delegate is the requester: it stays with the one who was chosen.
    delegate(&world, "max", "ben").await;
    assert_eq!(reassign(&mut bea, &task, "max", "Please").await.status, 303);
    assert_eq!(asked(&world, &task).await, ["max"]);
    assert_eq!(decide(&mut ben, &task, "approve", "").await.status, 403);
    let mut max = world.sign_in("max").await;
    assert_eq!(reassign(&mut max, &task, "ben", "x").await.status, 422);
    assert_eq!(world.holders("viewer").await, Vec::<String>::new());
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t14_only_where_the_tasks_own_snapshot_allows_it() {
    let world = world().await;
    let forbid = "UPDATE policy_steps SET allow_reassignment = false";
    let before = request(&world, "ben", "ben", "viewer").await;
    world.database.batch(forbid).await;
    let after = request(&world, "bea", "bea", "viewer").await;
    let mut mara = world.sign_in("mara").await;
    assert!(mara.get(&before).await.has(REASSIGNMENT), "T10");
    assert!(!mara.get(&after).await.has(REASSIGNMENT));
    let page = reassign(&mut mara, &after, "milo", "x").await;
    assert!(
        page.status == 403 && page.has_error("This step does not allow reassignment"),
        "{}",
        page.text()
    );
    assert_eq!(asked(&world, &after).await, ["mara"]);
    assert_eq!(reassign(&mut mara, &before, "milo", "x").await.status, 303, "T10");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t14_only_by_who_is_asked_now() {
    let world = world().await;
    delegate(&world, "mara", "milo").await;
    let task = request(&world, "ben", "ben", "viewer").await;
    for (who, status) in [("ben", 403), ("mara", 403), ("max", 404), ("bea", 404)] {
        let mut browser = world.sign_in(who).await;
        let page = reassign(&mut browser, &task, "mina", "x").await;
        assert_eq!(page.status, status, "{who}: {}", page.text());
    }
    let mut milo = world.sign_in("milo").await;
    decide(&mut milo, &task, "approve", "").await;
    let late = reassign(&mut milo, &task, "mina", "x").await;
    assert!(
        late.status == 409 && late.errors()[0].contains("was approved already by Milo Kern"),
        "{}",
        late.text()
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t14_one_of_a_pool_passes_the_pools_task_on_and_counts_as_its_decider() {
    let world = world().await;
    let grant = "INSERT INTO grants (person_id, role_id, source, granted_at) SELECT p.id, r.id, 'by_hand', '2028-01-01Z' \
                 FROM people p, roles r WHERE p.username = 'hugo' AND r.code = 'it_security_manager'";
    world.database.batch(grant).await;
    let task = request(&world, "ben", "ben", "approver").await;
    decide(&mut world.sign_in("mara").await, &task, "approve", "").await;
    let (mut ines, mut hugo) = (world.sign_in("ines").await, world.sign_in("hugo").await);
    assert!(hugo.get("/").await.links_to(&task));
    let refused = reassign(&mut ines, &task, "mara", "x").await;
    assert!(
        refused.status == 422 && refused.refuses("to", "they decided an earlier step"),
        "distinct approvers: {}",
        refused.text()
    );
    assert_eq!(
        reassign(&mut ines, &task, "mina", "You know them").await.status,
        303
    );
    assert_eq!(way(&world, &task).await, ["ines mina"]);
    assert!(!hugo.get("/").await.links_to(&task), "it has left the pool");
    let late = decide(&mut hugo, &task, "approve", "").await;
    assert!(
        late.status == 409 && late.errors()[0].contains("it waits for Mina Sato now"),
        "{}",
        late.text()
    );
    assert_eq!(hugo.get(&task).await.status, 200, "T17");
    assert_eq!(ines.get(&task).await.status, 200, "T17");
    assert_eq!(
        decide(&mut world.sign_in("mina").await, &task, "approve", "")
            .await
            .status,
        303
    );
    let for_whom = "SELECT count(*) FROM task_decisions d JOIN people p ON d.decided_for = ARRAY[p.id] WHERE p.username = 'ines'";
    assert_eq!(world.count(for_whom).await, 1);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t14_of_two_at_the_same_moment_one_wins_and_the_other_is_told() {
    let world = world().await;
    world.import("aron,Aron Vale,,ada,Board,Director,London,2015-01-01,,Europe/London,employee super_administrator\n").await;
    let (mut abel, mut aron) = (world.sign_in("abel").await, world.sign_in("aron").await);
    for second in ["reassign", "approve"] {
        let task = request(
            &world,
            "ada",
            "ada",
            if second == "approve" { "viewer" } else { "editor" },
        )
        .await;
        let other = async |browser: &mut Browser| match second {
            "approve" => decide(browser, &task, "approve", "").await,
            _ => reassign(browser, &task, "mina", "y").await,
        };
        let (one, two) = tokio::join!(reassign(&mut abel, &task, "milo", "x"), other(&mut aron));
        let mut statuses = [one.status, two.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [303, 409], "{} / {}", one.text(), two.text());
        let told = if one.status == 409 { one } else { two };
        assert!(
            told.has_error("it waits for") || told.has_error("was approved already"),
            "{}",
            told.text()
        );
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g5_a_second_click_on_approve_decides_no_second_step() {
    let world = world().await;
    // Both steps are mara's.
    world.database.batch("UPDATE policy_steps SET approver = 'manager', approver_role_id = NULL, distinct_approvers = false").await;
    let task = request(&world, "ben", "ben", "approver").await;
    let mut mara = world.sign_in("mara").await;
    let step = mara.get(&task).await.value_of("step").unwrap();
    let click = [("action", "approve"), ("step", step.as_str())];
    let mut second = mara.clone();
    let (one, two) = tokio::join!(mara.post(&task, &click), second.post(&task, &click));
    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 409], "{} / {}", one.text(), two.text());
    assert_eq!(world.holders("approver").await, Vec::<String>::new());
    world.end().await;
}

/// Both steps of `approver` are mara's.
const TWICE: &str =
    "UPDATE policy_steps SET approver = 'manager', approver_role_id = NULL, distinct_approvers = false";

#[tokio::test(flavor = "multi_thread")]
async fn g5_a_stale_list_acts_on_no_second_step() {
    let world = world().await;
    world.database.batch(TWICE).await;
    let tasks = [
        request(&world, "ben", "ben", "approver").await,
        request(&world, "bea", "bea", "approver").await,
    ];
    let mut mara = world.sign_in("mara").await;
    let ticked: Vec<String> = tasks
        .iter()
        .map(|task| format!("{}:1", task.rsplit('/').next().unwrap()))
        .collect();
    let list = mara.get("/").await;
    for value in &ticked {
        assert!(
            list.has(&format!("[name=seen][value='{value}'][form=ticked]")),
            "{}",
            list.body
        );
    }
    let plain: Vec<&str> = ticked
        .iter()
        .filter_map(|value| value.strip_suffix(":1"))
        .collect();
    for (count, expected) in [(2, [303, 409]), (1, [409, 409])] {
        for status in expected {
            let seen = ticked.iter().map(|value| ("seen", value.as_str()));
            let plain = plain.iter().take(count).map(|id| ("task", *id));
            let mut fields: Vec<(&str, &str)> = seen.chain(plain).collect();
            fields.push(("action", "approve"));
            let page = mara.post("/", &fields).await;
            assert_eq!(page.status, status, "{count} ticked: {}", page.text());
        }
    }
    let decided = "SELECT count(*) FROM task_decisions WHERE position = 2";
    assert_eq!(world.count(decided).await, 0, "nobody has seen the second step");
    assert_eq!(
        mara.post("/", &[("task", "x:1"), ("action", "approve")])
            .await
            .status,
        404
    );
    // The ids alone, as a script may send them, mean whichever step is open.
    let fields = [("task", plain[0]), ("task", plain[1]), ("action", "approve")];
    assert_eq!(mara.post("/", &fields).await.status, 303);
    assert_eq!(world.holders("approver").await, ["bea", "ben"]);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g5_a_stale_page_passes_on_no_second_step() {
    let world = world().await;
    world.database.batch(TWICE).await;
    let task = request(&world, "ben", "ben", "approver").await;
    let mut mara = world.sign_in("mara").await;
    let stale = mara.get(&task).await;
    let form = stale.region("reassignment");
    assert!(form.has("[name=step][value='1']"), "{form:?}");
    assert_eq!(
        mara.post(&task, &[("action", "approve"), ("step", "1")])
            .await
            .status,
        303
    );
    let fields = [
        ("action", "reassign"),
        ("to", "milo"),
        ("reason", "away"),
        ("step", "1"),
    ];
    let page = mara.post(&task, &fields).await;
    assert_eq!(page.status, 409, "{}", page.text());
    assert!(page.has_error("has moved on"), "{}", page.text());
    assert_eq!(super::asked(&world, &task).await, ["mara"]);
    assert_eq!(
        reassign(&mut mara, &task, "milo", "away").await.status,
        303,
        "without a step"
    );
    world.end().await;
}
