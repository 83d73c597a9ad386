//! A part of a run that fails stops no other, and is tried again soon (J5, J6).

use services::jobs::{Trigger, Watch};

use super::{delegations, lend, option};
use crate::support::World;

/// Whatever is written about this person's role is refused.
async fn refuse(world: &World, username: &str) {
    let sql = format!(
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
           IF (SELECT username FROM people WHERE id = NEW.delegator_id) = '{username}' AND NEW.ended_at IS NOT NULL THEN \
             RAISE EXCEPTION 'refused'; END IF; RETURN NEW; END $$; \
         CREATE TRIGGER refuse BEFORE UPDATE ON role_delegations FOR EACH ROW EXECUTE FUNCTION refuse();"
    );
    world.database.batch(&sql).await;
}

const LEAVING: &str = "\
mara,Mara Vogel,mara@example.org,ada,Finance,Manager,London,2016-01-01,2028-01-12,Europe/London,employee line_manager
milo,Milo Kern,milo@example.org,ada,Sales,Manager,London,2016-01-01,2028-01-12,Europe/London,employee line_manager";

#[tokio::test(flavor = "multi_thread")]
async fn j5_a_person_who_cannot_be_settled_stops_nobody_and_nothing_else() {
    let world = World::new().await;
    world.services.jobs().run(Trigger::Command).await.unwrap();
    lend(&world, "mara", "max", "2028-01-11", "").await;
    lend(&world, "milo", "ben", "2028-01-11", "").await;
    lend(&world, "mina", "bea", "2028-01-13", "2028-01-20").await;
    world.import(LEAVING).await;
    refuse(&world, "mara").await;
    world.at("2028-01-13T00:00:00Z");
    let error = world.services.jobs().run(Trigger::Command).await.unwrap_err();
    assert!(error.to_string().contains("refused"), "the run says so: {error}");
    assert_eq!(
        delegations(&world).await,
        ["max begun", "ben ended: delegator_terminated", "bea begun"]
    );
    let counted = "SELECT (counts ->> 'ended_for_cause')::bigint * 10 + (counts ->> 'begun')::bigint FROM job_runs \
                   WHERE error IS NOT NULL";
    assert_eq!(world.count(counted).await, 11, "what was done is counted");
    world
        .database
        .batch("DROP TRIGGER refuse ON role_delegations")
        .await;
    world.services.jobs().run(Trigger::Command).await.unwrap();
    assert_eq!(delegations(&world).await[0], "max ended: delegator_terminated");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn j6_a_scheduled_run_that_broke_off_is_tried_again_before_the_next_instant() {
    let world = World::new().await;
    option(&world, "SEND_PENDING_LDAP_REQUESTS_SCHEDULE", "0 * * * *").await;
    lend(&world, "mara", "max", "2028-01-11", "").await;
    let mut watch = Watch::new(world.services.now());
    world.import(LEAVING).await;
    refuse(&world, "mara").await;
    let mut look = async |instant: &str| {
        world.at(instant);
        let outcome = world.services.jobs().run_if_due(&mut watch).await;
        let ran = outcome.as_ref().map_or(true, Option::is_some);
        (ran, outcome.is_ok())
    };
    assert_eq!(look("2028-01-13T00:00:00Z").await, (true, false));
    assert_eq!(look("2028-01-13T00:00:29Z").await, (false, true));
    assert_eq!(look("2028-01-13T00:00:30Z").await, (true, false));
    assert_eq!(look("2028-01-13T00:00:31Z").await, (false, true));
    world
        .database
        .batch("DROP TRIGGER refuse ON role_delegations")
        .await;
    assert_eq!(look("2028-01-13T00:01:00Z").await, (true, true));
    assert_eq!(delegations(&world).await, ["max ended: delegator_terminated"]);
    assert_eq!(
        look("2028-01-13T00:59:00Z").await,
        (false, true),
        "once it went through"
    );
    assert_eq!(look("2028-01-13T01:00:00Z").await, (true, true));
    let slots = "SELECT count(*) FROM job_runs WHERE slot IS NOT NULL";
    assert_eq!(world.count(slots).await, 2);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn j6_a_run_of_before_the_clock_went_back_hides_nothing_of_a_downtime() {
    let world = World::new().await;
    lend(&world, "mara", "max", "2028-01-11", "").await;
    world.import(LEAVING).await;
    for instant in ["2028-01-11T09:15:00Z", "2030-01-01T00:00:00Z"] {
        let ran = "INSERT INTO job_runs (trigger, node, started_at, alive_until, ended_at) \
                   VALUES ('command', 'here', $1::text::timestamptz, $1::text::timestamptz, $1::text::timestamptz)";
        world.execute(ran, &[&instant]).await;
    }
    world.at("2028-02-20T09:00:00Z");
    world.services.jobs().run(Trigger::Command).await.unwrap();
    assert_eq!(delegations(&world).await, ["max ended: delegator_terminated"]);
    world.end().await;
}
