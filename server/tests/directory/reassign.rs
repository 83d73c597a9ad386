//! A person's open tasks on their page, and reassigning one or several of them (T14).

use super::USERS;
use crate::support::{Browser, Page};
use crate::tasks::reassign::way;
use crate::tasks::{asked, decide, delegate, request, world};

/// Sends the form: the tasks that are ticked, and what is typed.
async fn send(browser: &mut Browser, username: &str, tasks: &[&str], typed: [(&str, &str); 2]) -> Page {
    let ids = tasks
        .iter()
        .map(|task| ("task", task.rsplit('/').next().unwrap()));
    let fields: Vec<_> = ids.chain(typed).collect();
    browser
        .post(&format!("{USERS}/{username}/reassign"), &fields)
        .await
}

/// A person's open tasks on their page.
const OPEN_TASKS: &str = "#open-tasks";
/// What a task is about.
const ROLE: &str = "Payroll viewer";
const TO_MILO: [(&str, &str); 2] = [("to", "milo"), ("reason", "She is ill")];

#[tokio::test(flavor = "multi_thread")]
async fn t14_the_page_lists_what_the_person_is_asked_and_leads_to_one_several_or_all() {
    let world = world().await;
    delegate(&world, "milo", "mara").await;
    let own = request(&world, "ben", "ben", "viewer").await;
    let for_milo = request(&world, "max", "max", "approver").await;
    world.at("2028-01-13T09:00:00Z");
    let mut ada = world.sign_in("ada").await;
    let page = ada.get(&format!("{USERS}/mara")).await;
    let count = page.one(".list-count").text();
    assert_eq!(
        count,
        "2 open tasks, the one that waits longest first. Tick all on this page"
    );
    for row in [
        "Grant Payroll viewer to Ben Ode Payroll viewer Default request step 1 of 1 2 days Reassign",
        "Grant AP approver to Max Roth for Milo Kern AP approver Two steps step 1 of 2 2 days Reassign",
    ] {
        assert!(page.has_row(row), "{row}: {}", page.text());
    }
    assert!(page.has_button("Reassign all") && page.has_button("Reassign ticked"));
    let path = format!("{USERS}/mara/reassign");
    for task in [&own, &for_milo] {
        let id = task.rsplit('/').next().unwrap();
        assert!(page.links_to(task));
        assert!(page.links_to(&format!("{path}?task={id}")));
        assert!(
            page.body
                .contains(&format!("type=\"checkbox\" name=\"task\" value=\"{id}\""))
        );
    }
    assert!(page.links_to(&format!("{path}?all=true")));
    let ticked = ada.get(&format!("{USERS}/mara?ticked=all")).await;
    assert_eq!((page.count("[checked]"), ticked.count("[checked]")), (0, 2));
    // What they passed on or decided is not theirs, nor is what a pool is asked (T11).
    let milo = ada.get(&format!("{USERS}/milo")).await;
    assert!(
        milo.has_empty_state("No open task waits for Milo Kern") && !milo.says("Reassign all"),
        "{}",
        milo.text()
    );
    decide(&mut world.sign_in("mara").await, &for_milo, "approve", "").await;
    let ines = ada.get(&format!("{USERS}/ines")).await;
    assert!(
        ines.has_empty_state("No open task waits for Ines Prado"),
        "{}",
        ines.text()
    );
    assert!(ada.get(&format!("{USERS}/mara")).await.says("1 open task. "));
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t14_one_is_reassigned_after_the_page_has_said_what_it_means() {
    let world = world().await;
    let task = request(&world, "ben", "ben", "viewer").await;
    let id = task.rsplit('/').next().unwrap();
    let mut ada = world.sign_in("ada").await;
    let path = format!("{USERS}/mara/reassign");
    let page = ada.get(&format!("{path}?task={id}")).await;
    assert_eq!((page.status, page.h1().as_str()), (200, "Reassign 1 open task"));
    assert!(
        page.has_lead("It waits for Mara Vogel (mara).")
            && page.has_notice("1 task no longer waits for Mara Vogel, who is notified.")
            && page.has_row("Grant Payroll viewer to Ben Ode"),
        "{}",
        page.text()
    );
    assert_eq!(page.value_of("task").as_deref(), Some(id));
    assert_eq!(page.value_of("seen"), Some(format!("{id}:1")));
    let fields = [("task", id), ("seen", &format!("{id}:1")), TO_MILO[0], TO_MILO[1]];
    let page = ada.post(&path, &fields).await;
    assert_eq!(
        (page.status, page.location()),
        (303, Some("/admin/directory/users/mara"))
    );
    let page = ada.get(&format!("{USERS}/mara")).await;
    assert!(
        page.has_message("1 task was reassigned to Milo Kern.")
            && page.has_empty_state("No open task waits for Mara Vogel"),
        "{}",
        page.text()
    );
    assert_eq!(way(&world, &task).await, ["mara milo"]);
    let audited = "SELECT count(*) FROM audit_log WHERE action = 'task.reassigned' AND through = '/admin/directory/users/mara/reassign'";
    assert_eq!(world.count(audited).await, 1, "G4");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t14_several_go_and_those_that_cannot_stay_with_the_reason() {
    let world = world().await;
    let ben = request(&world, "ben", "ben", "viewer").await;
    let bea = request(&world, "bea", "bea", "viewer").await;
    let closed = request(&world, "ben", "ben", "editor").await;
    let moved = request(&world, "bea", "bea", "editor").await;
    let not_ticked = request(&world, "bea", "bea", "approver").await;
    decide(&mut world.sign_in("mara").await, &closed, "deny", "").await;
    let mut ada = world.sign_in("ada").await;
    assert_eq!(send(&mut ada, "mara", &[&moved], TO_MILO).await.status, 303);
    let to_bea = [("to", "bea"), ("reason", "She is ill")];
    let tasks = [&ben, &bea, &closed, &moved, "/tasks/nonsense"].map(|task: &str| task);
    let page = send(&mut ada, "mara", &tasks, to_bea).await;
    assert_eq!(page.status, 422);
    for words in [
        "There is a problem",
        "1 task was reassigned to Bea Lund.",
        "1 task stays with Mara Vogel: Grant Payroll viewer to Bea Lund : Bea Lund may not decide this step: \
         the task is about or from them, and the step forbids self-approval",
        "2 tasks had moved on and were left alone:",
        "Grant Ledger editor to Ben Ode : it was denied already",
        "Grant Ledger editor to Bea Lund : it waits for Milo Kern now",
        "1 task does not exist.",
    ] {
        assert!(page.says(words), "{words}: {}", page.text());
    }
    // The form asks again for what stays.
    assert_eq!(page.h1(), "Reassign 1 open task");
    assert_eq!(page.value_of("task").as_deref(), bea.rsplit('/').next());
    assert_eq!(page.count("[name=task]"), 1);
    assert!(
        page.keeps("She is ill") && page.value_of("to").as_deref() == Some("bea"),
        "G6"
    );
    assert_eq!(way(&world, &ben).await, ["mara bea"]);
    for task in [&bea, &not_ticked] {
        assert_eq!(asked(&world, task).await, ["mara"]);
    }
    let entries = "SELECT count(*) FROM audit_log WHERE action = 'task.reassigned'";
    assert_eq!(world.count(entries).await, 2, "each is an entry of its own");
    let told = "SELECT count(*) FROM outbox o JOIN people p ON p.id = o.person_id WHERE event ->> 'what' = 'task_reassigned' \
                AND p.username = 'bea'";
    assert_eq!(world.count(told).await, 1);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t11_what_others_are_asked_at_the_same_step_stays() {
    let world = world().await;
    let batch = "UPDATE policy_steps SET approver = 'people', allow_delegation = true WHERE policy_id IN (SELECT id FROM policies WHERE name = 'Blocked');
        INSERT INTO policy_step_people (step_id, person_id, position) SELECT s.id, p.id, row_number() OVER ()
        FROM policy_steps s JOIN policies o ON o.id = s.policy_id AND o.name = 'Blocked', people p WHERE p.username IN ('mara', 'mina', 'hugo')";
    world.database.batch(batch).await;
    delegate(&world, "mina", "mara").await;
    let task = request(&world, "ben", "ben", "editor").await;
    let mut ada = world.sign_in("ada").await;
    let page = ada.get(&format!("{USERS}/mara")).await;
    assert!(
        page.says("1 open task. ") && page.has_row("for Mina Sato"),
        "{}",
        page.text()
    );
    assert_eq!(send(&mut ada, "mara", &[&task], TO_MILO).await.status, 303);
    // Named herself and reached by mina's rule: both ways move, hugo stays.
    assert_eq!(way(&world, &task).await, ["hugo", "mara milo", "mina mara milo"]);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g6_what_is_wrong_is_said_at_the_field_and_nothing_is_lost() {
    let world = world().await;
    let task = request(&world, "ben", "ben", "viewer").await;
    let mut ada = world.sign_in("ada").await;
    for (to, reason, fields) in [
        (
            "",
            "",
            vec![
                ("to", "Enter the username of who is to decide"),
                ("reason", "Enter a reason for reassigning"),
            ],
        ),
        (
            "zoe",
            "kept",
            vec![("to", "Nobody active has the username “zoe”")],
        ),
        (
            "mara",
            "kept",
            vec![("to", "Mara Vogel has these tasks already: choose somebody else")],
        ),
        ("Milo K", "kept", vec![("to", "Did you mean milo (Milo Kern)?")]),
        ("\0", "kept", vec![("to", "Nobody active has the username")]),
        (
            "milo",
            &"a".repeat(2001),
            vec![("reason", "Reason must be 2000 characters or fewer")],
        ),
    ] {
        let page = send(&mut ada, "mara", &[&task], [("to", to), ("reason", reason)]).await;
        assert_eq!(page.status, 422, "{to}");
        for (field, words) in fields {
            assert!(page.refuses(field, words), "{words}: {}", page.text());
        }
        assert!(reason.is_empty() || page.keeps(reason), "{}", page.text());
        assert_eq!(page.value_of("task").as_deref(), task.rsplit('/').next());
    }
    let page = send(&mut ada, "mara", &[], TO_MILO).await;
    assert!(
        page.status == 422 && page.has_error("Tick at least one task"),
        "{}",
        page.text()
    );
    let thousand: Vec<String> = (0..=1000)
        .map(|n| format!("00000000-0000-7000-8000-{n:012}"))
        .collect();
    let thousand: Vec<&str> = thousand.iter().map(String::as_str).collect();
    let page = send(&mut ada, "mara", &thousand, TO_MILO).await;
    assert!(
        page.status == 422 && page.has_error("Tick at most 1000 tasks"),
        "{}",
        page.text()
    );
    let page = ada.get(&format!("{USERS}/mara/reassign")).await;
    assert!(
        page.status == 200 && page.has_empty_state("No task is ticked"),
        "{}",
        page.text()
    );
    assert_eq!(asked(&world, &task).await, ["mara"]);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn s_nobody_else_sees_or_reassigns_them() {
    let world = world().await;
    let task = request(&world, "ben", "ben", "viewer").await;
    let path = format!("{USERS}/mara/reassign");
    for who in ["mara", "ben", "hugo", "ines", "milo"] {
        let mut browser = world.sign_in(who).await;
        assert_eq!(
            browser.get(&format!("{path}?all=true")).await.status,
            403,
            "{who}"
        );
        assert_eq!(
            send(&mut browser, "mara", &[&task], TO_MILO).await.status,
            403,
            "{who}"
        );
    }
    // Who manages the directory and does not oversee tasks reads nothing of them (T17).
    let batch = "INSERT INTO roles (code, name, data_scope) VALUES ('keeper', 'Keeper', 'everyone'); \
         INSERT INTO role_privileges (role_id, privilege) SELECT id, 'manage_directory' FROM roles WHERE code = 'keeper'; \
         INSERT INTO grants (person_id, role_id, source, granted_at) SELECT p.id, r.id, 'by_hand', '2028-01-01Z' \
           FROM people p, roles r WHERE p.username = 'tess' AND r.code = 'keeper'";
    world.database.batch(batch).await;
    let mut tess = world.sign_in("tess").await;
    let page = tess.get(&format!("{USERS}/mara")).await;
    assert!(
        page.status == 200 && page.has_heading("Delegation") && !page.has(OPEN_TASKS) && !page.says(ROLE),
        "{}",
        page.text()
    );
    assert_eq!(tess.get(&format!("{path}?all=true")).await.status, 403);
    let mut ada = world.sign_in("ada").await;
    let page = ada.get(&format!("{USERS}/mara")).await;
    assert!(page.has(OPEN_TASKS) && page.has_row(ROLE), "{}", page.text());
    assert!(page.says("1 open task. "));
    for forged in ["nobody", "%00", "..%2f..%2fadmin"] {
        let path = format!("{USERS}/{forged}/reassign");
        assert_eq!(ada.get(&format!("{path}?all=true")).await.status, 404, "{forged}");
        let all = [("all", "true"), TO_MILO[0], TO_MILO[1]];
        assert_eq!(ada.post(&path, &all).await.status, 404, "{forged}");
    }
    // What the rule of the person brought somebody was not reassigned to them.
    delegate(&world, "mara", "milo").await;
    let by_rule = request(&world, "bea", "bea", "viewer").await;
    let page = send(&mut ada, "mara", &[&by_rule], TO_MILO).await;
    assert!(
        page.status == 422 && page.has_error("it waits for Milo Kern now"),
        "{}",
        page.text()
    );
    // Another's task is not taken from the wrong person.
    let page = send(&mut ada, "milo", &[&task], [("to", "mina"), ("reason", "x")]).await;
    assert!(
        page.status == 422 && page.has_error("it waits for Mara Vogel now"),
        "{}",
        page.text()
    );
    assert_eq!(asked(&world, &task).await, ["mara"]);
    world.end().await;
}
