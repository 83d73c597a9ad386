//! What comes due while a run is under way (R11, J5).

use super::{Recorder, delegations, lend, run};
use crate::support::{Setup, World};

#[tokio::test(flavor = "multi_thread")]
async fn r11_what_comes_due_while_the_directory_is_told_does_not_wait_for_it() {
    let recorder = Recorder::new();
    let setup = Setup {
        directory: Some(recorder.clone()),
        ..Setup::default()
    };
    let world = World::with(setup).await;
    run(&world).await;
    lend(&world, "mara", "max", "2028-01-11", "2028-01-12").await;
    lend(&world, "mara", "ben", "2028-01-12", "2028-01-20").await;
    lend(&world, "mara", "bea", "2028-01-12", "2028-01-12").await;
    let clock = world.clock.path();
    recorder
        .meanwhile(move || Box::pin(async move { std::fs::write(clock, "2028-01-12T00:00:00Z").unwrap() }));
    let counts = run(&world).await;
    assert_eq!((counts.begun, counts.ended), (2, 1), "{counts:?}");
    // A single day's end is never carried out by the run that began it (R8).
    assert_eq!(
        delegations(&world).await,
        ["max ended: end_date", "ben begun", "bea begun"]
    );
    let members = recorder.members();
    assert!(!members.contains(&"max line_manager".to_owned()), "{members:?}");
    assert!(members.contains(&"ben line_manager".to_owned()), "{members:?}");
    world.end().await;
}
