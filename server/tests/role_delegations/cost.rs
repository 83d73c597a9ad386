//! What the pages cost: Roles and Delegations four round trips, session and viewer among them.

use test_database::TestDatabase;

use super::{OVERVIEW, lend};
use crate::support::{CountingPostgres, ORGANISATION, Setup, World};

#[tokio::test(flavor = "multi_thread")]
async fn pages_cost_the_same_few_round_trips_however_much_was_lent() {
    let database = TestDatabase::new().await;
    let door = CountingPostgres::before(&database.url).await;
    let setup = Setup {
        database_url: Some(door.url.clone()),
        ..Setup::default()
    };
    let world = World::over(database, setup);
    world.import(ORGANISATION).await;
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
    world.end().await;
}
