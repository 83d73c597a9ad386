//! Dated delegations begin and end by themselves (R6–R11): the clock is moved across days.

use super::{delegations, leads, lend, option, requests, run};
use crate::support::World;

#[tokio::test(flavor = "multi_thread")]
async fn r6_a_delegation_begins_and_ends_on_its_days_and_not_before() {
    let world = World::new().await;
    lend(&world, "mara", "max", "2028-02-01", "2028-02-10").await;
    world.at("2028-01-31T23:59:59Z");
    assert_eq!(run(&world).await.begun, 0);
    assert!(!leads(&world, "max").await);
    world.at("2028-02-01T00:00:00Z");
    let counts = run(&world).await;
    assert_eq!((counts.begun, counts.ended, counts.failed), (1, 0, 0));
    assert!(leads(&world, "max").await, "G9: at once");
    world.at("2028-02-09T23:59:59Z");
    assert_eq!(run(&world).await.ended, 0);
    assert!(leads(&world, "max").await);
    world.at("2028-02-10T00:00:00Z");
    assert_eq!(run(&world).await.ended, 1);
    assert!(!leads(&world, "max").await);
    assert_eq!(delegations(&world).await, ["max ended: end_date"]);
    assert_eq!(
        requests(&world).await,
        ["begin suppressed", "end suppressed"],
        "J3"
    );
    let audited = "SELECT count(*) FROM audit_log WHERE through = 'job: send-pending-ldap-requests' \
                   AND action IN ('role_delegation.begun', 'role_delegation.ended')";
    assert_eq!(world.count(audited).await, 2, "G3, G4: one entry each");
    assert_eq!(
        run(&world).await,
        Default::default(),
        "there is nothing left to do"
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r6_the_end_of_the_day_is_the_other_option() {
    let world = World::new().await;
    option(&world, "DELEGATION_END_DUE", "END_OF_DAY").await;
    lend(&world, "mara", "max", "2028-01-11", "2028-01-12").await;
    world.at("2028-01-12T23:59:59Z");
    assert_eq!(run(&world).await.ended, 0);
    assert!(leads(&world, "max").await);
    world.at("2028-01-13T00:00:00Z");
    assert!(
        !leads(&world, "max").await,
        "R11: never past the end of its end date, job or no job"
    );
    assert_eq!(run(&world).await.ended, 1);
    assert_eq!(delegations(&world).await, ["max ended: end_date"]);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r8_a_single_day_is_ended_by_the_next_run_and_never_by_the_one_that_began_it() {
    let world = World::new().await;
    lend(&world, "mara", "max", "2028-01-12", "2028-01-12").await;
    assert_eq!(requests(&world).await, ["begin pending"]);
    world.at("2028-01-12T00:00:00Z");
    let counts = run(&world).await;
    assert_eq!((counts.begun, counts.ended), (1, 0));
    assert_eq!(requests(&world).await, ["begin suppressed", "end pending"]);
    assert!(leads(&world, "max").await);
    // At the very same instant.
    let counts = run(&world).await;
    assert_eq!((counts.begun, counts.ended), (0, 1));
    assert!(!leads(&world, "max").await);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r8_begun_by_a_save_it_is_ended_by_the_next_run_or_with_the_day() {
    for (value, at, ended) in [
        ("START_OF_DAY", "2028-01-11T09:00:00Z", 1),
        ("END_OF_DAY", "2028-01-11T23:59:59Z", 0),
        ("END_OF_DAY", "2028-01-12T00:00:00Z", 1),
    ] {
        let world = World::new().await;
        option(&world, "DELEGATION_END_DUE", value).await;
        lend(&world, "mara", "max", "2028-01-11", "2028-01-11").await;
        assert!(leads(&world, "max").await, "R8: at once");
        world.at(at);
        assert_eq!(run(&world).await.ended, ended, "{value} {at}");
        world.end().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn r9_a_begin_whose_end_is_due_never_begins() {
    let world = World::new().await;
    option(&world, "PER_USER_DELEGATION_SEND_NOTIFICATIONS", "Y").await;
    lend(&world, "mara", "max", "2028-02-01", "2028-02-10").await;
    lend(&world, "mara", "ben", "2028-02-05", "2028-02-05").await;
    lend(&world, "mara", "bea", "2028-02-01", "2028-03-01").await;
    // Nothing ran for forty days (J6).
    world.at("2028-02-20T10:07:00Z");
    let counts = run(&world).await;
    assert_eq!((counts.begun, counts.never_began, counts.ended), (1, 2, 0));
    assert_eq!(
        delegations(&world).await,
        [
            "max cancelled: never_began",
            "ben cancelled: never_began",
            "bea begun"
        ]
    );
    assert_eq!(
        requests(&world).await,
        [
            "begin superseded",
            "end superseded",
            "begin superseded",
            "begin suppressed",
            "end pending"
        ]
    );
    let mut ada = world.sign_in("ada").await;
    assert!(
        ada.get("/admin/audit?object=role_delegation")
            .await
            .says("never began")
    );
    assert!(super::told(&world, "max").await.contains("never began"));
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r9_a_single_day_begins_as_long_as_it_lasts() {
    let world = World::new().await;
    lend(&world, "mara", "max", "2028-01-12", "2028-01-12").await;
    world.at("2028-01-12T23:59:59Z");
    assert_eq!(run(&world).await.begun, 1);
    world.at("2028-01-13T00:00:00Z");
    assert!(!leads(&world, "max").await, "R11");
    assert_eq!(run(&world).await.ended, 1);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g1_days_are_the_delegators_across_clock_changes_year_ends_and_zones() {
    for (zone, from, to, begins, ends) in [
        // Clocks go forward on 26 March and back on 29 October 2028.
        (
            "Europe/Berlin",
            "2028-03-26",
            "2028-03-27",
            "2028-03-25T23:00:00Z",
            "2028-03-26T22:00:00Z",
        ),
        (
            "Europe/Berlin",
            "2028-10-29",
            "2028-10-30",
            "2028-10-28T22:00:00Z",
            "2028-10-29T23:00:00Z",
        ),
        (
            "Europe/London",
            "2028-12-31",
            "2029-01-01",
            "2028-12-31T00:00:00Z",
            "2029-01-01T00:00:00Z",
        ),
        (
            "Europe/London",
            "2028-02-29",
            "2028-03-01",
            "2028-02-29T00:00:00Z",
            "2028-03-01T00:00:00Z",
        ),
        (
            "Etc/GMT+12",
            "2028-02-01",
            "2028-02-02",
            "2028-02-01T12:00:00Z",
            "2028-02-02T12:00:00Z",
        ),
        (
            "Pacific/Kiritimati",
            "2028-02-01",
            "2028-02-02",
            "2028-01-31T10:00:00Z",
            "2028-02-01T10:00:00Z",
        ),
        // Midnight of 5 September 2027 is skipped in Santiago; a later year's rule is the same first Sunday.
        (
            "America/Santiago",
            "2028-09-03",
            "2028-09-04",
            "2028-09-03T04:00:00Z",
            "2028-09-04T03:00:00Z",
        ),
    ] {
        let world = World::new().await;
        let line = format!(
            "mara,Mara Vogel,mara@example.org,ada,Finance,Manager,London,2016-01-01,,{zone},employee line_manager"
        );
        world.import(&line).await;
        lend(&world, "mara", "max", from, to).await;
        let before = |instant: &str| {
            let at = chrono::DateTime::parse_from_rfc3339(instant).unwrap() - chrono::TimeDelta::seconds(1);
            at.to_rfc3339()
        };
        for (instant, state) in [
            (begins, ("scheduled", "begun")),
            (ends, ("begun", "ended: end_date")),
        ] {
            world.at(&before(instant));
            run(&world).await;
            assert_eq!(
                delegations(&world).await,
                [format!("max {}", state.0)],
                "{zone} before {instant}"
            );
            world.at(instant);
            run(&world).await;
            assert_eq!(
                delegations(&world).await,
                [format!("max {}", state.1)],
                "{zone} at {instant}"
            );
        }
        world.end().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn r10_an_edit_to_today_supersedes_what_waited() {
    let world = World::new().await;
    lend(&world, "mara", "max", "2028-02-01", "2028-02-10").await;
    let id = world.count("SELECT id FROM role_delegations").await;
    let path = format!("/me/roles-and-delegations/{id}/edit");
    let mut mara = world.sign_in("mara").await;
    let version = mara.get(&path).await.value_of("version").unwrap();
    let fields = [
        ("starts_on", "2028-01-11"),
        ("ends_on", "2028-01-11"),
        ("version", version.as_str()),
        ("action", "save"),
    ];
    assert_eq!(mara.post(&path, &fields).await.status, 303);
    assert_eq!(
        requests(&world).await,
        [
            "begin superseded",
            "end superseded",
            "begin pending",
            "end pending"
        ]
    );
    assert!(leads(&world, "max").await);
    assert_eq!(run(&world).await.ended, 1, "the next run ends it");
    assert_eq!(delegations(&world).await, ["max ended: end_date"]);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn j5_one_that_cannot_be_carried_out_stops_no_other() {
    let world = World::new().await;
    for proxy in ["max", "ben", "bea"] {
        lend(&world, "mara", proxy, "2028-02-01", "2028-02-10").await;
    }
    world
        .database
        .batch(
            "CREATE FUNCTION fault() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
               IF NEW.begun_at IS NOT NULL AND (SELECT username FROM people WHERE id = NEW.proxy_id) = 'ben' THEN \
                 RAISE EXCEPTION 'no'; END IF; RETURN NEW; END $$; \
             CREATE TRIGGER fault BEFORE UPDATE ON role_delegations FOR EACH ROW EXECUTE FUNCTION fault();",
        )
        .await;
    world.at("2028-02-01T00:00:00Z");
    let counts = run(&world).await;
    assert_eq!((counts.begun, counts.failed), (2, 1));
    assert_eq!(
        delegations(&world).await,
        ["max begun", "ben scheduled", "bea begun"]
    );
    let failed = "SELECT count(*) FROM role_requests WHERE state = 'failed' AND kind = 'begin' AND attempts = 1 \
                  AND last_error LIKE 'It could not%' AND next_at > '2028-02-01T00:00Z'";
    assert_eq!(world.count(failed).await, 1);
    world
        .database
        .batch("DROP TRIGGER fault ON role_delegations")
        .await;
    assert_eq!(run(&world).await.begun, 0, "its time has not come");
    world.at("2028-02-01T00:15:00Z");
    assert_eq!(run(&world).await.begun, 1);
    world.end().await;
}
