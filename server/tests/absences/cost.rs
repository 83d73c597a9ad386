//! What the pages cost: at most three round trips, session and viewer among them, however much is lent and recorded; "Why can
//! …?" asks seven more: for a person, a record, the right to ask about each, the ways between them and the two lines upwards.

use super::{OWN, TEAM, add, request};
use crate::role_delegations::lend;
use crate::support::{Browser, CountingPostgres, World};

const WHY: &str = "/security-console/why";

/// How often each page asks the database.
async fn asked(door: &CountingPostgres, browser: &mut Browser, path: &str) -> usize {
    door.queries();
    let page = browser.get(path).await;
    let asked = door.queries();
    assert_eq!(page.status, 200, "{path}: {}", page.text());
    asked
}

#[tokio::test(flavor = "multi_thread")]
async fn d_pages_cost_the_same_few_round_trips_however_much_is_reached() {
    let (world, door) = World::counted().await;
    let (mut ben, mut ines) = (world.sign_in("ben").await, world.sign_in("ines").await);
    lend(&mut world.sign_in("mara").await, "ben", "2028-01-11", "").await;
    let why = format!("{WHY}?person=ben&privilege=manage_absences&target=bea&at=");
    let mut before = Vec::new();
    for is_much in [false, true] {
        if is_much {
            for delegator in ["milo", "mina"] {
                lend(&mut world.sign_in(delegator).await, "ben", "2028-01-11", "").await;
            }
            for (person, delegator) in [("bea", "mara"), ("max", "milo"), ("tess", "mina")] {
                for month in 2..=9 {
                    let (from, to) = (format!("2028-0{month}-01"), format!("2028-0{month}-10"));
                    add(&mut ben, person, delegator, &from, &to).await;
                }
            }
            for month in 2..=9 {
                let day = format!("2028-0{month}-20");
                request(&mut ben, "vacation", &day, &day).await;
            }
            // The message of a save is shown once, and forgetting it is a write.
            ben.get(OWN).await;
        }
        let mut costs = Vec::new();
        for (path, most) in [(OWN, 3), (TEAM, 3)] {
            let asked = asked(&door, &mut ben, path).await;
            assert!(asked <= most, "{path} asked {asked} times");
            costs.push(asked);
        }
        for (path, most) in [
            (WHY, 2),
            (&why, 9),
            (&format!("{why}2027-01-01T00%3A00"), 9),
            (&format!("{why}2029-01-01T00%3A00"), 9),
        ] {
            let asked = asked(&door, &mut ines, path).await;
            assert!(asked <= most, "{path} asked {asked} times");
            costs.push(asked);
        }
        if is_much {
            assert_eq!(costs, before, "much costs what little does");
        }
        before = costs;
    }
    world.end().await;
}
