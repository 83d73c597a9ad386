//! The list of open tasks: pages and filters over one's own tasks and those of pools.

use super::world;
use crate::support::{Browser, World};

/// Forty tasks, a minute apart: in turn for ines herself, for ines in mara's place, and for the security managers' pool;
/// every fourth is a review.
const TASKS: &str = r#"
INSERT INTO tasks (id, kind, policy_id, policy_name, title, subject_id, steps, position, created_at)
  SELECT lpad(to_hex(n), 32, '0')::uuid, p.kind, p.id, p.name, 'Task ' || n, b.id,
    '[{"allow_delegation": true, "reason_to_approve": false, "reason_to_deny": false}]', 1,
    '2028-01-01Z'::timestamptz + n * interval '1 minute'
  FROM generate_series(1, 40) n JOIN policies p ON p.is_default AND p.kind = CASE WHEN n % 4 = 0 THEN 'review' ELSE 'request' END
  JOIN people b ON b.username = 'ben';
INSERT INTO task_assignments (task_id, position, person_id, original_id, pool_role_id, assigned_at)
  SELECT lpad(to_hex(n), 32, '0')::uuid, 1, CASE WHEN n % 3 < 2 THEN i.id END, CASE n % 3 WHEN 0 THEN i.id WHEN 1 THEN m.id END,
    CASE WHEN n % 3 = 2 THEN r.id END, '2028-01-01Z'::timestamptz + n * interval '1 minute'
  FROM generate_series(1, 40) n, people i, people m, roles r
  WHERE i.username = 'ines' AND m.username = 'mara' AND r.code = 'it_security_manager';
"#;

/// The numbers of the tasks on a page and those after it.
async fn listed(browser: &mut Browser, path: &str) -> Vec<usize> {
    let mut numbers = Vec::new();
    let mut next = Some(path.to_owned());
    while let Some(path) = next {
        let page = browser.get(&path).await;
        assert_eq!(page.status, 200);
        let links = page.links_under("/tasks/").into_iter();
        let on_page: Vec<usize> = links
            .map(|id| id.rsplit('-').next().unwrap())
            .map(|digits| usize::from_str_radix(digits, 16).unwrap())
            .collect();
        assert!(on_page.len() <= 25);
        numbers.extend(on_page);
        next = page.next();
    }
    numbers
}

fn those(wanted: impl Fn(usize) -> bool) -> Vec<usize> {
    (1..=40).filter(|number| wanted(*number)).collect()
}

async fn with_tasks() -> World {
    let world = world().await;
    world.database.batch(TASKS).await;
    world
}

#[tokio::test(flavor = "multi_thread")]
async fn t11_ones_own_tasks_and_a_pools_are_one_list_that_loses_and_repeats_nothing() {
    let world = with_tasks().await;
    let mut ines = world.sign_in("ines").await;
    assert!(ines.get("/").await.has_lead("40 open."));
    assert_eq!(listed(&mut ines, "/").await, those(|_| true));
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn filters_hold_on_every_page() {
    let world = with_tasks().await;
    let mut ines = world.sign_in("ines").await;
    let reviews = listed(&mut ines, "/?kind=review").await;
    assert_eq!(reviews, those(|number| number % 4 == 0));
    let requests = listed(&mut ines, "/?kind=request").await;
    assert_eq!(requests, those(|number| number % 4 != 0));
    let own = listed(&mut ines, "/?covering=own").await;
    assert_eq!(own, those(|number| number % 3 != 1));
    let others = listed(&mut ines, "/?covering=others&kind=review").await;
    assert_eq!(others, those(|number| number % 3 == 1 && number % 4 == 0));
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t16_what_is_done_for_others_is_found_by_their_name_and_the_rest_by_subject_role_policy_and_age() {
    let world = with_tasks().await;
    let change = "INSERT INTO roles (code, name, data_scope) VALUES ('ledger', 'Ledger clérk', 'own');
        UPDATE tasks SET role_id = (SELECT id FROM roles WHERE code = 'ledger'), policy_name = 'Special case'
          WHERE title IN ('Task 3', 'Task 30');
        UPDATE tasks SET subject_id = (SELECT id FROM people WHERE username = 'bea') WHERE title IN ('Task 5', 'Task 30')";
    world.database.batch(change).await;
    let mut ines = world.sign_in("ines").await;
    let for_mara = listed(&mut ines, "/?for=mara").await;
    assert_eq!(for_mara, those(|number| number % 3 == 1));
    assert_eq!(
        listed(&mut ines, "/?for=Vog%C3%A9l").await,
        for_mara,
        "by a part of the name, folded"
    );
    assert_eq!(listed(&mut ines, "/?for=milo").await, Vec::<usize>::new());
    assert_eq!(listed(&mut ines, "/?subject=bea").await, [5, 30]);
    assert_eq!(listed(&mut ines, "/?subject=Lund&kind=request").await, [5, 30]);
    assert_eq!(listed(&mut ines, "/?role=ledger").await, [3, 30]);
    assert_eq!(
        listed(&mut ines, "/?policy=special&subject=be").await,
        [3, 30],
        "a part of both names"
    );
    assert_eq!(
        listed(&mut ines, "/?subject=100%25_%00'").await,
        Vec::<usize>::new()
    );
    world.at("2028-01-08T00:20:30Z");
    let mut ines = world.sign_in("ines").await;
    assert_eq!(listed(&mut ines, "/?days=7").await, those(|number| number <= 20));
    let page = ines.get("/?days=7&for=mara&rows=100").await;
    for chip in [
        "Waiting: a week or more",
        "For: mara",
        "100 lines a page",
        "Clear all",
    ] {
        assert!(page.says(chip), "{chip}: {}", page.text());
    }
    assert!(
        page.links_to("/?for=mara&rows=100"),
        "without the age: {}",
        page.body
    );
    assert_eq!(
        ines.get("/?rows=100").await.links_under("/tasks/").len(),
        40,
        "all on one page"
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t16_beside_the_open_tasks_stand_ones_decisions_and_ones_requests_with_who_covers_until_when() {
    let world = world().await;
    let mut mara = world.sign_in("mara").await;
    let rule = [
        ("kind", "temporary"),
        ("delegate", "milo"),
        ("starts_on", "2028-01-11"),
        ("ends_on", "2028-01-20"),
    ];
    assert_eq!(mara.post("/profile/delegate", &rule).await.status, 303);
    let task = super::request(&world, "ben", "ben", "viewer").await;
    super::request(&world, "ben", "ben", "editor").await;
    let mut ben = world.sign_in("ben").await;
    let page = ben.get("/?list=requests").await;
    assert!(
        page.has_row("Milo Kern for Mara Vogel, who is away until the end of Thu 20 Jan 2028")
            && page.has_row("Grant Ledger editor to Ben Ode"),
        "{}",
        page.text()
    );
    let mut milo = world.sign_in("milo").await;
    assert!(
        milo.get("/?list=decided")
            .await
            .has_empty_state("You have decided nothing yet")
    );
    super::decide(&mut milo, &task, "deny", "Ask in March").await;
    let page = milo.get("/?list=decided").await;
    assert!(
        page.has_row("Grant Payroll viewer to Ben Ode for Mara Vogel") && page.has_row("Deny Ask in March"),
        "{}",
        page.text()
    );
    let denied = ben.get("/?list=requests&state=denied").await;
    assert!(
        denied.has_row("Grant Payroll viewer") && !denied.says("Grant Ledger editor"),
        "{}",
        denied.text()
    );
    for nonsense in ["&before=x", "&before=2028-01-01T00:00:00Z~x", "&state=%00"] {
        for list in ["decided", "requests", "nothing"] {
            assert_eq!(
                ben.get(&format!("/?list={list}{nonsense}")).await.status,
                200,
                "{list}{nonsense}"
            );
        }
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ones_decisions_and_requests_page_on_without_loss() {
    let world = with_tasks().await;
    let decided = "INSERT INTO task_decisions (task_id, position, decision, decided_by, decided_at)
          SELECT t.id, 1, 'approve', i.id, '2028-01-02Z' FROM tasks t, people i WHERE i.username = 'ines';
        UPDATE tasks SET requester_id = (SELECT id FROM people WHERE username = 'ines'), created_at = '2028-01-02Z'";
    world.database.batch(decided).await;
    let mut ines = world.sign_in("ines").await;
    for list in ["decided", "requests"] {
        let mut numbers = listed(&mut ines, &format!("/?list={list}")).await;
        numbers.sort_unstable();
        assert_eq!(numbers, those(|_| true), "{list}");
    }
    world.end().await;
}
