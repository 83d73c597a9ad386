//! One's own absences.

use super::{OWN, TEAM, act, on_record, request};
use crate::role_delegations::lend;
use crate::support::World;

/// The lines of what is on record.
const RECORDED: &str = "section[aria-labelledby=own] tbody tr";
/// What a proxy is told besides.
const STANDS_IN: &str = "You stand in";

#[tokio::test(flavor = "multi_thread")]
async fn d_one_requests_an_absence_and_cancels_it_and_it_stays_on_record() {
    let world = World::new().await;
    let mut ben = world.sign_in("ben").await;
    let page = request(&mut ben, "vacation", "2028-02-07", "2028-02-11").await;
    assert_eq!(page.h1(), "My absences");
    assert!(
        page.flash()
            .starts_with("Requested: Vacation, 7 February 2028 – 11 February 2028."),
        "{}",
        page.text()
    );
    let page = act(&world, &mut ben, (OWN, "cancel"), "", "1").await;
    assert!(page.flash().starts_with("Cancelled: Vacation"), "{}", page.text());
    assert_eq!(on_record(&world).await, ["ben cancelled ben ben"]);
    let again = act(&world, &mut ben, (OWN, "cancel"), "", "2").await;
    assert_eq!(again.status, 409);
    assert!(again.errors()[0].contains("This absence is cancelled already"));
    let audited = "SELECT count(*) FROM audit_log WHERE object_kind = 'absence' AND action IN ('absence.requested', 'absence.cancelled')";
    assert_eq!(world.count(audited).await, 2, "G3");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g6_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost() {
    let world = World::new().await;
    let mut ben = world.sign_in("ben").await;
    request(&mut ben, "vacation", "2028-02-07", "2028-02-11").await;
    let cases = [
        ("", "2028-03-01", "2028-03-02", "Choose one of the kinds offered"),
        ("vacation", "", "2028-03-02", "Enter"),
        (
            "vacation",
            "2028-02-30",
            "2028-03-02",
            "Start date must be a real date",
        ),
        (
            "vacation",
            "2028-03-02",
            "2028-03-01",
            "End date must be the same as or after 2 March 2028",
        ),
        (
            "vacation",
            "2028-02-11",
            "2028-02-12",
            "There is an absence on 7 February 2028 – 11 February 2028 already",
        ),
        (
            "nonsense",
            "0001-01-01",
            "9999-12-31",
            "Choose one of the kinds offered",
        ),
    ];
    for (kind, from, to, words) in cases {
        let page = request(&mut ben, kind, from, to).await;
        assert_eq!(page.status, 422, "{kind} {from} {to}");
        let errors = page.errors();
        assert!(
            errors.iter().any(|error| error.contains(words)),
            "{words}: {errors:?}"
        );
        assert!(
            ["kind", "starts_on", "ends_on"]
                .iter()
                .any(|field| page.error_of(field).is_some())
        );
        assert_eq!(page.value_of("starts_on").unwrap_or_default(), from);
        assert_eq!(page.value_of("ends_on").unwrap_or_default(), to);
    }
    assert_eq!(on_record(&world).await.len(), 1);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn s_somebody_elses_absence_does_not_exist_on_ones_own_page() {
    let world = World::new().await;
    let mut ben = world.sign_in("ben").await;
    request(&mut ben, "other", "2028-02-07", "2028-02-07").await;
    assert_eq!(ben.get(OWN).await.all(RECORDED).len(), 1);
    let mut bea = world.sign_in("bea").await;
    assert_eq!(bea.get(OWN).await.all(RECORDED).len(), 0);
    assert_eq!(act(&world, &mut bea, (OWN, "cancel"), "", "1").await.status, 404);
    assert_eq!(bea.get("/team/absences").await.status, 403);
    assert_eq!(on_record(&world).await, ["ben requested ben"]);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn d_nobody_is_away_twice_on_one_day_however_often_it_is_asked_at_once() {
    let world = World::new().await;
    let ben = world.sign_in("ben").await;
    let mut asked = tokio::task::JoinSet::new();
    for _ in 0..12 {
        let mut tab = ben.clone();
        asked.spawn(async move {
            request(&mut tab, "vacation", "2028-02-07", "2028-02-11")
                .await
                .status
        });
    }
    let mut answers = asked.join_all().await;
    answers.sort_unstable();
    assert_eq!(
        answers.iter().filter(|status| **status == 200).count(),
        1,
        "{answers:?}"
    );
    assert!(
        answers.iter().all(|status| matches!(status, 200 | 422)),
        "{answers:?}"
    );
    assert_eq!(on_record(&world).await.len(), 1);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn d_the_manager_and_their_proxy_are_told_of_a_request_and_nobody_above_them() {
    let world = World::new().await;
    lend(&mut world.sign_in("mara").await, "max", "2028-01-11", "").await;
    let mut ben = world.sign_in("ben").await;
    request(&mut ben, "vacation", "2028-02-07", "2028-02-11").await;
    let words = "Ben Ode requests an absence: Vacation, 7 February 2028 – 11 February 2028.";
    let told = async |who: &str| world.seen_by(who, "/notifications").await;
    let mara = told("mara").await;
    assert!(
        mara.has_log_line(words) && !mara.has_log_line(STANDS_IN),
        "{}",
        mara.text()
    );
    let max = told("max").await;
    assert!(
        max.has_log_line(&format!("{words} {STANDS_IN} for Mara Vogel.")),
        "{}",
        max.text()
    );
    for other in ["ben", "bea", "ada"] {
        assert!(!told(other).await.has_log_line(words), "{other}");
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g5_a_second_click_records_one_absence() {
    let world = World::new().await;
    let (mut ben, mut mara) = (world.sign_in("ben").await, world.sign_in("mara").await);
    let days = [
        ("kind", "vacation"),
        ("starts_on", "2028-02-07"),
        ("ends_on", "2028-02-11"),
    ];
    for (browser, path, action, person) in [(&mut ben, OWN, "request", ""), (&mut mara, TEAM, "add", "bea")] {
        let form = browser.get(path).await.value_of("form").unwrap();
        let mut fields = days.to_vec();
        fields.extend([("person", person), ("form", form.as_str()), ("action", action)]);
        for _ in 0..2 {
            let page = browser.submit(path, &fields).await;
            assert!(
                page.status == 200 && page.has_message("Vacation"),
                "{}",
                page.text()
            );
            assert!(
                page.has_row("Mon 7 Feb 00:00 – end of Fri 11 Feb, Europe/London"),
                "G1: {}",
                page.text()
            );
        }
    }
    assert_eq!(on_record(&world).await.len(), 2);
    // Without the form it is another absence, and there is one already.
    assert_eq!(
        request(&mut ben, "vacation", "2028-02-07", "2028-02-11")
            .await
            .status,
        422
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g6_an_old_form_whose_absence_is_cancelled_is_told_and_sent_once_more() {
    let world = World::new().await;
    let mut ben = world.sign_in("ben").await;
    let form = ben.get(OWN).await.value_of("form").unwrap();
    let [kind, from, to] = [
        ("kind", "vacation"),
        ("starts_on", "2028-02-07"),
        ("ends_on", "2028-02-11"),
    ];
    let first = [kind, from, to, ("action", "request"), ("form", form.as_str())];
    assert_eq!(ben.submit(OWN, &first).await.status, 200);
    act(&world, &mut ben, (OWN, "cancel"), "", "1").await;
    let told = ben.submit(OWN, &first).await;
    assert_eq!(told.status, 422, "{}", told.text());
    assert!(
        told.errors()[0].starts_with("This form was sent before"),
        "{}",
        told.text()
    );
    let form = told.value_of("form").unwrap();
    let again = [kind, from, to, ("action", "request"), ("form", form.as_str())];
    assert_eq!(ben.submit(OWN, &again).await.status, 200);
    assert_eq!(on_record(&world).await.len(), 2);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn questions_d_what_is_over_cannot_be_cancelled_and_what_is_not_is_asked_about() {
    let world = World::new().await;
    let mut ben = world.sign_in("ben").await;
    request(&mut ben, "vacation", "2028-02-07", "2028-02-11").await;
    let cancelled = "SELECT count(*) FROM absences WHERE state = 'cancelled'";
    let id = world.count("SELECT max(id) FROM absences").await.to_string();
    let question = [("ask", "cancel"), ("id", id.as_str()), ("version", "1")];
    let asked = ben.post(OWN, &question).await;
    assert!(
        asked.has_effect("5 days are no longer requested"),
        "{}",
        asked.text()
    );
    assert_eq!(world.count(cancelled).await, 0, "asking changes nothing");
    let bea = world.sign_in("bea").await.post(OWN, &question).await;
    assert_eq!(bea.status, 404, "nobody is asked about another's");
    assert!(ben.get(OWN).await.has("[name='ask']"), "offered");
    // Its last day has passed.
    world
        .database
        .batch("UPDATE absences SET starts_on = '2027-12-01', ends_on = '2027-12-03'")
        .await;
    assert!(!ben.get(OWN).await.has("[name='ask']"), "no longer offered");
    let mut mara = world.sign_in("mara").await;
    for late in [
        act(&world, &mut ben, (OWN, "cancel"), "", "1").await,
        act(&world, &mut mara, (super::TEAM, "cancel"), "", "1").await,
    ] {
        assert!(
            late.status == 409 && late.errors()[0].contains("cannot be cancelled"),
            "{}",
            late.text()
        );
    }
    assert_eq!(world.count(cancelled).await, 0);
    world.end().await;
}

/// Nobody is shown as away by what was not approved, so nobody stops being so.
#[tokio::test(flavor = "multi_thread")]
async fn questions_d_only_what_was_approved_is_no_longer_shown_as_away() {
    let world = World::new().await;
    let mut ben = world.sign_in("ben").await;
    let mut mara = world.sign_in("mara").await;
    request(&mut ben, "vacation", "2028-02-07", "2028-02-11").await;
    let id = world.count("SELECT max(id) FROM absences").await.to_string();
    let away = "no longer shown as away";
    for version in ["1", "2"] {
        let question = [("ask", "cancel"), ("id", id.as_str()), ("version", version)];
        let own = ben.post(OWN, &question).await;
        let team = mara.post(super::TEAM, &question).await;
        for (page, days) in [(own, "You are"), (team, "is")] {
            let text = page.text();
            match version {
                "1" => {
                    assert!(
                        page.has_effect("The request is withdrawn before it was approved")
                            && page.has_effect("5 days are no longer requested")
                            && page.has_effect("not approved yet"),
                        "{text}"
                    );
                    assert!(!page.says(away) && !page.says("no longer an absence"), "{text}");
                }
                _ => {
                    assert!(
                        page.has_effect(&format!("{days} {away}"))
                            && page.has_effect("5 days are no longer an absence"),
                        "{text}"
                    );
                    assert!(!page.says("withdrawn"), "{text}");
                    assert!(!page.says("no longer requested"), "{text}");
                }
            }
        }
        if version == "1" {
            let approved = act(&world, &mut mara, (super::TEAM, "approve"), "", "1").await;
            assert!(
                approved.flash().starts_with("Approved for Ben Ode"),
                "{}",
                approved.text()
            );
        }
    }
    world.end().await;
}
