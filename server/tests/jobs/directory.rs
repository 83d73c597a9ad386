//! What the directory is told (J3, J5, R13), with one that fails on demand.

use std::sync::Arc;

use ldap_directory::Sent;

use super::{Recorder, lend, option, requests, run};
use crate::support::{Setup, World};

/// What is said of a delegation that the directory does not show yet.
pub(super) const WAITING: &str = "directory: waiting";

pub(super) async fn world() -> (World, Arc<Recorder>) {
    let recorder = Recorder::new();
    let setup = Setup {
        directory: Some(recorder.clone()),
        ..Setup::default()
    };
    (World::with(setup).await, recorder)
}

/// Moves the end of mara's newest delegation, as the form does.
async fn change_end(world: &World, to: &str) {
    let id = world.count("SELECT max(id) FROM role_delegations").await;
    let path = format!("/me/roles-and-delegations/{id}/edit");
    let mut mara = world.sign_in("mara").await;
    let version = mara.get(&path).await.value_of("version").unwrap();
    let fields = [
        ("starts_on", ""),
        ("ends_on", to),
        ("version", version.as_str()),
        ("action", "save"),
    ];
    let page = mara.post(&path, &fields).await;
    assert_eq!(page.status, 303, "{}", page.text());
}

async fn states(world: &World) -> Vec<String> {
    let sql =
        "SELECT state || ' ' || attempts FROM role_requests WHERE delegation_id IS NOT NULL ORDER BY id";
    world.texts(sql, &[]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn j2_grants_and_delegations_reach_the_directory_once() {
    let (world, recorder) = world().await;
    let granted = world.count("SELECT count(*) FROM grants").await;
    let counts = run(&world).await;
    assert_eq!(
        i64::try_from(counts.complete).unwrap(),
        granted,
        "every grant is a request"
    );
    // Zoe has left: what she was granted is in no group (R11).
    assert_eq!(i64::try_from(recorder.members().len()).unwrap(), granted - 1);
    recorder.forget();
    lend(&world, "mara", "max", "2028-01-11", "2028-01-12").await;
    run(&world).await;
    assert_eq!(recorder.sent(), ["+max line_manager"]);
    assert_eq!(requests(&world).await, ["begin complete", "end pending"]);
    world.at("2028-01-12T00:00:00Z");
    run(&world).await;
    assert_eq!(recorder.sent(), ["+max line_manager", "-max line_manager"]);
    assert_eq!(run(&world).await, Default::default());
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r13_the_role_stays_as_long_as_any_source_gives_it() {
    let (world, recorder) = world().await;
    run(&world).await;
    lend(&world, "mara", "max", "2028-01-11", "2028-01-20").await;
    lend(&world, "milo", "max", "2028-01-11", "2028-01-25").await;
    run(&world).await;
    recorder.forget();
    world.at("2028-01-20T00:00:00Z");
    run(&world).await;
    assert_eq!(recorder.sent(), ["+max line_manager"], "milo's goes on");
    world
        .import("max,Max Roth,max@example.org,milo,Sales,Clerk,London,2019-01-01,,Europe/London,employee line_manager")
        .await;
    world.at("2028-01-25T00:00:00Z");
    run(&world).await;
    assert!(
        recorder.members().contains(&"max line_manager".to_owned()),
        "his own now"
    );
    world
        .import("max,Max Roth,max@example.org,milo,Sales,Clerk,London,2019-01-01,,Europe/London,employee")
        .await;
    run(&world).await;
    assert!(!recorder.members().contains(&"max line_manager".to_owned()));
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn j5_an_outage_delays_nothing_in_locum_and_is_no_requests_fault() {
    let (world, recorder) = world().await;
    run(&world).await;
    lend(&world, "mara", "max", "2028-01-12", "2028-01-13").await;
    recorder.answers(|_| Some(Sent::Unreachable("connection refused".to_owned())));
    world.at("2028-01-12T00:00:00Z");
    for _ in 0..12 {
        let counts = run(&world).await;
        assert!(
            counts.directory_rests.is_some() && counts.failed == 0,
            "{counts:?}"
        );
    }
    assert!(super::leads(&world, "max").await, "R11: it has begun");
    assert_eq!(states(&world).await, ["failed 0", "pending 0"]);
    let page = world.seen_by("mara", "/me/roles-and-delegations").await;
    assert!(
        page.has_row(&format!("{WAITING} since Wed 12 Jan 2028 00:00 Europe/London")),
        "{}",
        page.text()
    );
    world.at("2028-01-13T00:00:00Z");
    run(&world).await;
    assert!(!super::leads(&world, "max").await, "it ends all the same");
    recorder.recovers();
    run(&world).await;
    assert_eq!(states(&world).await, ["complete 1", "complete 1"]);
    assert!(!recorder.members().contains(&"max line_manager".to_owned()));
    let page = world.seen_by("mara", "/me/roles-and-delegations").await;
    assert!(!page.says(WAITING), "{}", page.text());
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn j3_a_begin_that_only_waits_for_the_directory_outlives_an_edit_at_the_same_or_an_earlier_instant() {
    // The clock of a second node may be behind.
    for edited_at in ["2028-01-11T09:00:00Z", "2028-01-11T08:55:00Z"] {
        let (world, recorder) = world().await;
        run(&world).await;
        lend(&world, "mara", "max", "2028-01-11", "2028-01-20").await;
        world.at(edited_at);
        change_end(&world, "2028-01-25").await;
        run(&world).await;
        world.at("2028-01-11T09:00:01Z");
        run(&world).await;
        assert_eq!(
            requests(&world).await,
            ["begin complete", "end superseded", "end pending"],
            "{edited_at}"
        );
        assert!(
            recorder.members().contains(&"max line_manager".to_owned()),
            "{edited_at}"
        );
        world.end().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn j3_a_begin_that_the_directory_never_took_does_not_wait_behind_the_end() {
    let page = async |world: &World| world.seen_by("mara", "/me/roles-and-delegations").await;
    // Ended by the job on its day, and by a change of its end to today (R10).
    for is_changed in [false, true] {
        let (world, recorder) = world().await;
        run(&world).await;
        recorder.answers(|membership| {
            let is_new = membership.username == "max" && membership.is_member;
            is_new.then(|| Sent::Faulted("max has no entry in the directory".to_owned()))
        });
        let end = if is_changed { "2028-01-20" } else { "2028-01-12" };
        lend(&world, "mara", "max", "2028-01-11", end).await;
        assert_eq!(run(&world).await.faulted, 1);
        assert!(page(&world).await.has_row(WAITING));
        world.at("2028-01-12T09:00:00Z");
        if is_changed {
            change_end(&world, "2028-01-12").await;
        }
        run(&world).await;
        let page = page(&world).await;
        assert!(page.has_state("Ended"), "{}", page.text());
        assert!(!page.says(WAITING), "{is_changed}: {}", page.text());
        let states = requests(&world).await;
        assert_eq!(states.first().unwrap(), "begin superseded", "{is_changed}");
        assert_eq!(states.last().unwrap(), "end complete", "{is_changed}");
        world.end().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn j5_one_that_fails_stops_no_other_is_tried_ten_times_and_again_by_hand() {
    let (world, recorder) = world().await;
    run(&world).await;
    recorder.answers(|membership| {
        (membership.username == "max").then(|| Sent::Later("insufficient access".to_owned()))
    });
    lend(&world, "mara", "max", "2028-01-11", "").await;
    lend(&world, "mara", "ben", "2028-01-11", "").await;
    for attempt in 1..=10 {
        let counts = run(&world).await;
        let expected = if attempt == 10 { (0, 1) } else { (1, 0) };
        assert_eq!((counts.failed, counts.faulted), expected, "attempt {attempt}");
        assert_eq!(run(&world).await.failed, 0, "not before its time");
        // Longer than the longest wait.
        world.at(&format!(
            "2028-01-11T{:02}:{:02}:00Z",
            9 + attempt / 4,
            attempt % 4 * 15
        ));
    }
    assert_eq!(states(&world).await, ["faulted 10", "complete 1"]);
    assert!(recorder.members().contains(&"ben line_manager".to_owned()));
    let id = world
        .count("SELECT id FROM role_requests WHERE state = 'faulted'")
        .await;
    let mut ada = world.sign_in("ada").await;
    let page = ada.get("/tools/scheduled-processes?state=faulted").await;
    assert!(
        page.has_row("insufficient access") && page.has_row("Mara Vogel to Max Roth"),
        "{}",
        page.text()
    );
    recorder.recovers();
    let page = ada
        .submit("/tools/scheduled-processes", &[("retry", &id.to_string())])
        .await;
    assert!(
        page.has_message("It is tried again within seconds, or at the next run"),
        "{}",
        page.text()
    );
    assert_eq!(run(&world).await.complete, 1);
    assert!(recorder.members().contains(&"max line_manager".to_owned()));
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn j5_what_the_directory_will_never_take_is_faulted_at_once() {
    let (world, recorder) = world().await;
    recorder.answers(|membership| {
        (membership.username == "zoe").then(|| Sent::Faulted("zoe has no entry in the directory".to_owned()))
    });
    let counts = run(&world).await;
    assert_eq!((counts.faulted, counts.failed), (1, 0));
    assert!(counts.complete > 10, "the rest go on");
    assert_eq!(run(&world).await, Default::default());
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r13_what_changes_while_it_is_sent_is_sent_again() {
    let (world, recorder) = world().await;
    run(&world).await;
    recorder.forget();
    lend(&world, "mara", "max", "2028-01-11", "").await;
    // Deleted while the directory is being told that it has begun.
    let (url, id) = (
        world.database.url.clone(),
        world.count("SELECT id FROM role_delegations").await,
    );
    recorder.meanwhile(move || {
        Box::pin(async move {
            let (client, connection) = tokio_postgres::connect(&url, tokio_postgres::NoTls).await.unwrap();
            tokio::spawn(connection);
            let ended = "UPDATE role_delegations SET ended_at = '2028-01-11T09:00Z', end_reason = 'deleted' WHERE id = $1";
            client.execute(ended, &[&id]).await.unwrap();
            let request = "INSERT INTO role_requests (kind, delegation_id, due_at, applied_at, next_at, created_at) \
                VALUES ('end', $1, '2028-01-11T09:00Z', '2028-01-11T09:00Z', '2028-01-11T09:00Z', '2028-01-11T09:00Z')";
            client.execute(request, &[&id]).await.unwrap();
        })
    });
    run(&world).await;
    assert_eq!(recorder.sent()[..2], ["+max line_manager", "-max line_manager"]);
    assert!(!recorder.members().contains(&"max line_manager".to_owned()));
    assert_eq!(requests(&world).await, ["begin complete", "end complete"]);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn j3_without_a_directory_requests_end_as_suppressed() {
    let world = World::new().await;
    let granted = world.count("SELECT count(*) FROM grants").await;
    let counts = run(&world).await;
    assert_eq!(i64::try_from(counts.suppressed).unwrap(), granted);
    option(&world, "DELEGATION_END_DUE", "START_OF_DAY").await;
    lend(&world, "mara", "max", "2028-01-11", "2028-01-12").await;
    let page = world.seen_by("mara", "/me/roles-and-delegations").await;
    assert!(
        page.says("Mara Vogel") && !page.says(WAITING),
        "there is none that could lag: {}",
        page.text()
    );
    run(&world).await;
    assert_eq!(requests(&world).await, ["begin suppressed", "end pending"]);
    world.end().await;
}
