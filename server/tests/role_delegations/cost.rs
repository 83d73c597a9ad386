//! What the pages cost: Roles and Delegations five round trips, session and viewer among them, and one more to count what a
//! delegation reaches that can be ended from there (R23).

use super::done_in_my_name::ALL;
use super::{OVERVIEW, lend};
use crate::support::World;

#[tokio::test(flavor = "multi_thread")]
async fn pages_cost_the_same_few_round_trips_however_much_was_lent() {
    let (world, door) = World::counted().await;
    let (mut mara, mut hugo) = (world.sign_in("mara").await, world.sign_in("hugo").await);
    for month in 2..=9 {
        let (from, to) = (format!("2028-0{month}-01"), format!("2028-0{month}-10"));
        lend(&mut mara, "ben", &from, &to).await;
    }
    // The message of the save is shown once, and forgetting it is a write.
    mara.get(OVERVIEW).await;
    let pages = [
        (OVERVIEW, 5),
        (ALL, 4),
        ("/hr/accounts", 4),
        ("/hr/accounts?q=vogel", 4),
        ("/hr/accounts/mara", 8),
        ("/hr/accounts/mara/delegations/new", 8),
    ];
    for (path, most) in pages {
        let browser = if path.starts_with(OVERVIEW) {
            &mut mara
        } else {
            &mut hugo
        };
        door.queries();
        let page = browser.get(path).await;
        let asked = door.queries();
        assert_eq!(page.status, 200, "{path}");
        assert!(asked <= most, "{path} asked {asked} times");
    }
    // However much was done in her name.
    lend(&mut mara, "ben", "2028-01-11", "2028-01-20").await;
    let entries = "INSERT INTO audit_log (at, actor_id, through, action, object_kind, object_id, concerns_id) \
        SELECT '2028-01-11T09:00Z', d.proxy_id, 'made up', 'absence.approved', 'absence', n::text, d.proxy_id \
        FROM role_delegations d, generate_series(1, 40) n WHERE d.begun_at IS NOT NULL;
        INSERT INTO audit_in_name_of SELECT d.delegator_id, l.id, d.proxy_id, d.id FROM audit_log l, role_delegations d \
        WHERE l.through = 'made up' AND d.begun_at IS NOT NULL";
    world.database.batch(entries).await;
    mara.get(OVERVIEW).await;
    for (path, most) in [(OVERVIEW, 6), (ALL, 5)] {
        door.queries();
        let page = mara.get(path).await;
        let asked = door.queries();
        assert!(page.has_row("End delegation"), "{path}: {}", page.text());
        assert!(asked <= most, "{path} asked {asked} times");
    }
    world.end().await;
}
