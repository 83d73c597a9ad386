//! Dated delegations begin and end by themselves (R6–R11): the clock is moved across days.

use super::{delegations, leads, lend, lend_to, option, requests, run};
use crate::support::World;

const IN_FORCE: &str = "In force";
const HAS_BEGUN: &str = "has begun";

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
async fn r6_an_end_date_that_is_included_is_the_last_day() {
    let world = World::new().await;
    lend_to(&world, "mara", "max", ("2028-01-11", "2028-01-12", true)).await;
    world.at("2028-01-12T23:59:59Z");
    assert_eq!(run(&world).await.ended, 0);
    assert!(leads(&world, "max").await);
    world.at("2028-01-13T00:00:00Z");
    assert!(
        !leads(&world, "max").await,
        "R11: never past the end of its last day, job or no job"
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
    for (through_end, at, ended) in [
        (false, "2028-01-11T09:00:00Z", 1),
        (true, "2028-01-11T23:59:59Z", 0),
        (true, "2028-01-12T00:00:00Z", 1),
    ] {
        let world = World::new().await;
        lend_to(&world, "mara", "max", ("2028-01-11", "2028-01-11", through_end)).await;
        assert!(leads(&world, "max").await, "R8: at once");
        world.at(at);
        assert_eq!(run(&world).await.ended, ended, "{through_end} {at}");
        world.end().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn r9_a_begin_whose_end_is_due_never_begins() {
    let world = World::new().await;
    // Whatever the Site says of notices (R18): both are notified that it never began.
    option(&world, "PER_USER_DELEGATION_SEND_NOTIFICATIONS", "0").await;
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
            .has_row("never began")
    );
    for username in ["max", "mara"] {
        let words = super::told(&world, username).await;
        let sentence = "The delegation of Line manager from Mara Vogel to Max Roth was cancelled: never began: its end was due first.";
        assert!(words.contains(sentence), "{username}: {words}");
    }
    let told = super::told(&world, "bea").await;
    assert!(!told.contains(HAS_BEGUN), "R18: {told}");
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
async fn r11_an_end_that_passed_while_no_job_ran_is_shown_at_its_own_instant() {
    let world = World::new().await;
    lend(&world, "mara", "max", "2028-01-11", "2028-01-20").await;
    lend_to(&world, "mara", "ben", ("2028-01-11", "2028-01-20", true)).await;
    lend(&world, "mara", "bea", "2028-01-11", "2028-02-20").await;
    world
        .import("bea,Bea Lund,bea@example.org,mara,Finance,Clerk,London,2016-01-01,2028-01-25,,employee")
        .await;
    let page = world.seen_by("mara", "/me/roles-and-delegations").await;
    assert!(page.has_state(IN_FORCE), "{}", page.text());
    world.at("2028-02-03T10:07:00Z");
    let shown = async || {
        let page = world.seen_by("mara", "/me/roles-and-delegations").await;
        let cell = |row: &str, number: u8| page.one(&format!("#delegation-{row} > :nth-child({number})"));
        let days = ["1", "2", "3"].map(|row| cell(row, 3).one(".hint").text());
        let expected = [
            "last day: Wednesday 19 January 2028; end date 20 January 2028, not included \
             Tue 11 Jan 09:00 – end of Wed 19 Jan, Europe/London",
            "last day: Thursday 20 January 2028 Tue 11 Jan 09:00 – end of Thu 20 Jan, Europe/London",
            "last day: Tuesday 25 January 2028; planned: 11 January 2028 – 19 February 2028 \
             Tue 11 Jan 09:00 – end of Tue 25 Jan, Europe/London",
        ];
        assert_eq!(days, expected, "not the day on which it is looked at");
        let states = ["1", "2", "3"].map(|row| cell(row, 4).text());
        let expected = [
            "Ended its end date came",
            "Ended its end date came",
            "Ended the proxy left",
        ];
        assert_eq!(states, expected);
        assert!(!page.says(IN_FORCE), "{}", page.text());
    };
    shown().await;
    let counts = run(&world).await;
    assert_eq!((counts.ended, counts.ended_for_cause), (2, 1));
    shown().await;
    let sql = "SELECT x.username || ' ' || to_char(d.ended_at AT TIME ZONE 'UTC', 'MM-DD HH24:MI') FROM role_delegations d \
               JOIN people x ON x.id = d.proxy_id ORDER BY d.id";
    let ended: Vec<String> = world.texts(sql, &[]).await;
    assert_eq!(ended, ["max 01-20 00:00", "ben 01-21 00:00", "bea 01-26 00:00"]);
    // The entry says when the run was.
    let audited = "SELECT count(*) FROM audit_log WHERE action = 'role_delegation.ended' AND at = '2028-02-03T10:07:00Z'";
    assert_eq!(world.count(audited).await, 3);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r12_a_termination_that_is_known_late_ends_nothing_before_it_was_known() {
    let world = World::new().await;
    lend(&world, "mara", "bea", "2028-01-11", "").await;
    world.at("2028-02-03T10:07:00Z");
    world
        .import("bea,Bea Lund,bea@example.org,mara,Finance,Clerk,London,2016-01-01,2028-01-25,,employee")
        .await;
    let late = "SELECT count(*) FROM role_delegations WHERE ended_at = '2028-02-03T10:07:00Z' AND end_reason = 'proxy_terminated'";
    assert_eq!(world.count(late).await, 1, "D: until then it was in force");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r18_of_an_administrative_role_both_are_notified_whatever_the_site_says() {
    let world = World::new().await;
    world
        .execute(
            "UPDATE roles SET delegation_allowed = true WHERE code = 'hr_specialist'",
            &[],
        )
        .await;
    let mut hugo = world.sign_in("hugo").await;
    let fields = [
        ("role", "hr_specialist"),
        ("proxy", "ben"),
        ("starts_on", "2028-01-12"),
        ("ends_on", "2028-01-14"),
        ("action", "save"),
    ];
    let page = hugo.post("/me/roles-and-delegations/new", &fields).await;
    assert_eq!(page.status, 303, "{}", page.text());
    lend(&world, "mara", "max", "2028-01-12", "2028-01-14").await;
    for day in ["2028-01-12T00:00:00Z", "2028-01-14T00:00:00Z"] {
        world.at(day);
        run(&world).await;
    }
    for (username, to) in [("ben", "you"), ("hugo", "Ben Ode")] {
        let told = super::told(&world, username).await;
        for what in [
            &format!("{HAS_BEGUN} (last day: Thursday 13 January 2028)."),
            "has ended (it ended at the end of Thu 13 Jan 2028, Europe/London).",
        ] {
            let words = format!("The delegation of HR specialist from Hugo Lind to {to} {what}");
            assert!(told.contains(&words), "{username}: {told}");
        }
    }
    for username in ["max", "mara"] {
        let told = super::told(&world, username).await;
        assert!(!told.contains(HAS_BEGUN), "{username}: {told}");
    }
    world.end().await;
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
