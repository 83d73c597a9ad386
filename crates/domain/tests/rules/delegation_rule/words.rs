//! T1, T3, G1: what a rule means, in words.

use domain::delegation_rule::{
    RuleKind, Window, meaning, meaning_for_delegate, period_in_words, preview, window,
};

use crate::samples::{date, instant, zone};

fn temporary() -> RuleKind {
    RuleKind::Temporary {
        starts_on: date("2026-08-03"),
        ends_on: date("2026-08-14"),
    }
}

fn meant(owner_is_reader: bool, window: Window, now: &str) -> String {
    meaning(
        owner_is_reader,
        "Ana Ruiz",
        "Ben Ode",
        window,
        zone("Europe/London"),
        instant(now),
    )
}

fn previewed(owner_is_reader: bool, kind: &RuleKind, now: &str) -> String {
    let london = zone("Europe/London");
    let window = window(kind, london, instant(now));
    preview(
        owner_is_reader,
        "Ana Ruiz",
        "Ben Ode",
        window,
        london,
        instant(now),
    )
}

#[test]
fn g1_a_dated_rule_names_its_instants_and_zone() {
    let window = window(
        &temporary(),
        zone("Europe/London"),
        instant("2026-08-01T00:00:00Z"),
    );
    for now in ["2026-08-01T00:00:00Z", "2026-08-10T00:00:00Z"] {
        assert_eq!(
            meant(true, window, now),
            "Ben Ode gets your new tasks from Mon 3 Aug 2026 00:00 to the end of Fri 14 Aug 2026, Europe/London."
        );
    }
    assert_eq!(
        meant(false, window, "2026-08-01T00:00:00Z"),
        "Ben Ode gets Ana Ruiz’s new tasks from Mon 3 Aug 2026 00:00 to the end of Fri 14 Aug 2026, Europe/London."
    );
}

#[test]
fn t1_an_ended_rule_speaks_of_the_past() {
    let window = window(
        &temporary(),
        zone("Europe/London"),
        instant("2026-08-04T09:12:33Z"),
    );
    assert_eq!(
        meant(true, window, "2026-08-14T23:00:00Z"),
        "Ben Ode got your new tasks from Tue 4 Aug 2026 10:12 to the end of Fri 14 Aug 2026, Europe/London."
    );
    let never = Window {
        starts_at: window.starts_at,
        ends_at: Some(window.starts_at),
    };
    assert_eq!(
        meant(false, never, "2026-08-14T23:00:00Z"),
        "Ben Ode never got Ana Ruiz’s new tasks: the rule ended before it began."
    );
}

#[test]
fn t2_a_permanent_rule_lasts_until_it_is_removed() {
    let window = window(
        &RuleKind::Permanent,
        zone("Europe/London"),
        instant("2026-08-03T09:12:33Z"),
    );
    let now = "2026-09-01T00:00:00Z";
    assert_eq!(
        meant(true, window, now),
        "Ben Ode gets your new tasks from Mon 3 Aug 2026 10:12, Europe/London, until you remove the delegate."
    );
    assert_eq!(
        meant(false, window, now),
        "Ben Ode gets Ana Ruiz’s new tasks from Mon 3 Aug 2026 10:12, Europe/London, \
         until the delegate is removed."
    );
}

#[test]
fn t3_the_preview_says_that_nothing_is_reassigned_retroactively() {
    assert_eq!(
        previewed(true, &RuleKind::Permanent, "2026-08-03T09:00:00Z"),
        "Ben Ode gets your new tasks from the moment you save, until you remove the delegate. \
         Nothing is reassigned retroactively: open tasks stay where they are."
    );
    assert_eq!(
        previewed(true, &temporary(), "2026-08-03T09:00:00Z"),
        "Ben Ode gets your new tasks from the moment you save to the end of Fri 14 Aug 2026, Europe/London. \
         Nothing is reassigned retroactively: open tasks stay where they are."
    );
    assert_eq!(
        previewed(false, &temporary(), "2026-08-01T09:00:00Z"),
        "Ben Ode gets Ana Ruiz’s new tasks from Mon 3 Aug 2026 00:00 to the end of Fri 14 Aug 2026, Europe/London. \
         Nothing is reassigned retroactively: tasks open by then stay where they are."
    );
}

#[test]
fn t16_a_delegate_is_told_what_they_get() {
    let london = zone("Europe/London");
    let now = instant("2026-08-01T00:00:00Z");
    let told = |kind: &RuleKind| meaning_for_delegate("Ana Ruiz", window(kind, london, now), london, now);
    assert_eq!(
        told(&temporary()),
        "You get Ana Ruiz’s new tasks from Mon 3 Aug 2026 00:00 to the end of Fri 14 Aug 2026, Europe/London."
    );
    assert_eq!(
        told(&RuleKind::Permanent),
        "You get Ana Ruiz’s new tasks from Sat 1 Aug 2026 01:00, Europe/London, until the delegate is removed."
    );
}

#[test]
fn t5_the_warning_names_where_a_delegates_own_tasks_go() {
    let london = zone("Europe/London");
    let window = window(&temporary(), london, instant("2026-08-01T00:00:00Z"));
    let words = |now| period_in_words(window, london, instant(now));
    assert_eq!(
        words("2026-08-01T00:00:00Z"),
        "from Mon 3 Aug 00:00 until the end of Fri 14 Aug 2026"
    );
    assert_eq!(words("2026-08-05T00:00:00Z"), "until the end of Fri 14 Aug 2026");
}
