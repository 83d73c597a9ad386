//! What a node whose clock is ahead has done is done on every node (G9, J4).

use super::{OVERVIEW, edit_path, lend};
use crate::support::World;

const TEAM: &str = "/team/absences";

/// Whether the proxy opens mara's records, and what their own page calls the delegation.
async fn stands(world: &World) -> (bool, String) {
    let mut ben = world.sign_in("ben").await;
    let team = ben.get(TEAM).await;
    let opens = team.status == 200 && team.has_heading("For Mara Vogel");
    let page = ben.get(OVERVIEW).await;
    let words = ["In force", "Ended", "Scheduled", "Cancelled"];
    let word = words.into_iter().find(|word| page.says(word)).unwrap_or_default();
    (opens, word.to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn g9_what_a_node_that_is_ahead_began_and_ended_holds_on_a_node_that_is_behind() {
    let world = World::new().await;
    let (ahead, behind) = ("2028-01-11T09:05:00Z", "2028-01-11T09:00:00Z");
    world.at(ahead);
    let mut mara = world.sign_in("mara").await;
    lend(&mut mara, "ben", "2028-01-11", "2028-01-31").await;
    for now in [ahead, behind] {
        world.at(now);
        assert_eq!(stands(&world).await, (true, "In force".to_owned()), "{now}");
    }
    world.at(ahead);
    let path = edit_path(&world).await;
    let version = mara.get(&path).await.value_of("version").unwrap();
    let deleted = mara
        .post(&path, &[("version", version.as_str()), ("action", "delete")])
        .await;
    assert_eq!(deleted.status, 303, "{}", deleted.text());
    for now in [ahead, behind] {
        world.at(now);
        assert_eq!(stands(&world).await, (false, "Ended".to_owned()), "{now}");
    }
    world.end().await;
}
