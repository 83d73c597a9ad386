//! Whoever follows the changes (R11) claims as the job does: what one has in hand no other sends, and nobody's death loses it (J4).

use std::sync::Arc;

use ldap_directory::Sent;
use services::Services;
use services::jobs::{Followed, Pace};

use super::directory::world;
use super::{Recorder, lend, run};
use crate::support::World;

fn node(world: &World, recorder: &Arc<Recorder>) -> Services {
    let pool = db::Pool::new(&world.database.url, 4).unwrap();
    Services::new(pool, world.clock.clock()).with_directory(recorder.clone())
}

async fn follow(node: &Services) -> Followed {
    let mut pace = Pace::default();
    loop {
        match node.jobs().follow(&mut pace).await.unwrap() {
            Followed::Sent => {}
            ended => return ended,
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn j4_two_that_follow_beside_a_run_of_the_job_send_each_request_once() {
    let (world, recorder) = world().await;
    let granted = world.count("SELECT count(*) FROM grants").await;
    let (one, two, three) = (
        node(&world, &recorder),
        node(&world, &recorder),
        node(&world, &recorder),
    );
    let (first, second, counts) = tokio::join!(follow(&one), follow(&two), async {
        three
            .jobs()
            .run(services::jobs::Trigger::Command)
            .await
            .unwrap()
            .unwrap()
            .counts
    });
    assert_eq!(
        (first, second, counts.failed),
        (Followed::Nothing, Followed::Nothing, 0)
    );
    let once = "SELECT count(*) FROM role_requests WHERE state = 'complete' AND attempts = 1";
    assert_eq!(world.count(once).await, granted);
    assert_eq!(i64::try_from(recorder.sent().len()).unwrap(), granted);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn j4_what_one_that_died_had_in_hand_another_sends_when_its_lease_ends() {
    let (world, recorder) = world().await;
    run(&world).await;
    lend(&world, "mara", "max", "2028-01-11", "2028-01-20").await;
    lend(&world, "mara", "ben", "2028-01-11", "2028-01-20").await;
    recorder.hangs();
    let dying = node(&world, &recorder);
    let death = tokio::spawn(async move { follow(&dying).await });
    recorder.is_hanging().await;
    death.abort();
    let other = node(&world, &recorder);
    assert_eq!(follow(&other).await, Followed::Nothing, "the lease holds");
    assert!(!recorder.members().contains(&"max line_manager".to_owned()));
    world.at("2028-01-11T09:00:31Z");
    assert_eq!(follow(&other).await, Followed::Nothing);
    assert!(recorder.members().contains(&"max line_manager".to_owned()));
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn j5_what_the_directory_refuses_is_tried_again_after_a_while_and_holds_up_nothing() {
    let (world, recorder) = world().await;
    run(&world).await;
    lend(&world, "mara", "max", "2028-01-11", "2028-01-20").await;
    lend(&world, "mara", "ben", "2028-01-11", "2028-01-20").await;
    recorder.answers(|membership| (membership.username == "max").then(|| Sent::Later("busy".to_owned())));
    recorder.forget();
    let node = node(&world, &recorder);
    for _ in 0..3 {
        assert_eq!(follow(&node).await, Followed::Nothing);
    }
    assert_eq!(
        recorder.sent(),
        ["+ben line_manager", "+max line_manager"],
        "each once"
    );
    recorder.recovers();
    world.at("2028-01-11T09:00:20Z");
    follow(&node).await;
    assert!(
        !recorder.members().contains(&"max line_manager".to_owned()),
        "half a minute, give or take"
    );
    world.at("2028-01-11T09:00:40Z");
    follow(&node).await;
    assert!(recorder.members().contains(&"max line_manager".to_owned()));
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn j3_without_a_directory_nobody_follows_and_the_job_is_done_with_what_waits() {
    let world = World::new().await;
    lend(&world, "mara", "max", "2028-01-11", "2028-01-20").await;
    let mut pace = Pace::default();
    assert_eq!(
        world.services.jobs().follow(&mut pace).await.unwrap(),
        Followed::Nothing
    );
    assert!(run(&world).await.suppressed > 0);
    world.end().await;
}
