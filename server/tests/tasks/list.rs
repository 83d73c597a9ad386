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
        let links = page.body.split("<a href=\"/tasks/").skip(1);
        let on_page: Vec<usize> = links
            .map(|link| link.split('"').next().unwrap().rsplit('-').next().unwrap())
            .map(|digits| usize::from_str_radix(digits, 16).unwrap())
            .collect();
        assert!(on_page.len() <= 25);
        numbers.extend(on_page);
        let links = page.body.split("href=\"").skip(1);
        next = links
            .filter(|link| link.split_once('>').unwrap().0.contains("rel=\"next\""))
            .map(|link| link.split('"').next().unwrap().replace("&amp;", "&"))
            .next();
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
    assert!(ines.get("/").await.says("40 open."));
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
