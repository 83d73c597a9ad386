//! The absences that a delegation reaches (R11, R13, R14, G4, G9).

use super::{TEAM, act, add, on_record, request, sections, vacations_of};
use crate::jobs::run;
use crate::role_delegations::{NEW, edit_path, fields, lend, lend_to};
use crate::support::{Browser, World};

/// One report of each manager, so that each hierarchy shows by its one name.
const REPORTS: [(&str, &str); 3] = [("mara", "Ben Ode"), ("milo", "Max Roth"), ("mina", "Tess Mori")];

/// Whom the proxy reaches in each month of 2029, and the days that are asked about: the first, the 15th and the last.
const MONTHS: [([&str; 3], [bool; 3]); 5] = [
    (["2029-01-01", "2029-01-15", "2029-01-31"], [true, false, true]),
    (["2029-02-01", "2029-02-15", "2029-02-28"], [true, true, true]),
    (["2029-03-01", "2029-03-15", "2029-03-31"], [false, true, true]),
    (["2029-04-01", "2029-04-15", "2029-04-30"], [false, false, true]),
    (["2029-05-01", "2029-05-15", "2029-05-31"], [false, false, false]),
];

/// By Why can …?: whether bea reaches each of [`REPORTS`] at noon of that day.
async fn answers(ines: &mut Browser, day: &str) -> [bool; 3] {
    let mut reached = [false; 3];
    for (place, username) in ["ben", "max", "tess"].into_iter().enumerate() {
        let path = format!(
            "/security-console/why?person=bea&privilege=manage_absences&target={username}&at={day}T12%3A00%3A00Z"
        );
        let page = ines.get(&path).await;
        assert_eq!(page.status, 200, "{path}: {}", page.text());
        reached[place] = page.says("Yes");
    }
    reached
}

/// By the page itself, as it is now.
async fn seen(bea: &mut Browser) -> [bool; 3] {
    let page = bea.get(TEAM).await;
    if page.status == 403 {
        return [false; 3];
    }
    let seen = REPORTS.map(|(_, name)| page.says(name));
    let headings = sections(&page);
    let reached = seen.iter().filter(|reached| **reached).count();
    assert_eq!(headings.len(), reached, "{headings:?}");
    assert!(
        headings.iter().all(|heading| heading.starts_with("For ")),
        "{headings:?}"
    );
    seen
}

#[tokio::test(flavor = "multi_thread")]
async fn r14_the_month_table_of_three_managers() {
    let included = [
        ("mara", "2029-01-01", "2029-02-28"),
        ("milo", "2029-02-01", "2029-03-31"),
        ("mina", "2029-01-01", "2029-04-30"),
    ];
    let not_included = [
        ("mara", "2029-01-01", "2029-03-01"),
        ("milo", "2029-02-01", "2029-04-01"),
        ("mina", "2029-01-01", "2029-05-01"),
    ];
    for (through_end, periods) in [(true, included), (false, not_included)] {
        let world = World::new().await;
        world.at("2028-12-31T12:00:00Z");
        for name in ["ben", "max", "tess"] {
            let mut browser = world.sign_in(name).await;
            request(&mut browser, "vacation", "2029-02-07", "2029-02-11").await;
        }
        for (manager, from, to) in periods {
            let mut browser = world.sign_in(manager).await;
            let page = lend_to(&mut browser, "bea", (from, to, through_end)).await;
            assert_eq!(page.status, 200, "{}", page.text());
        }
        let table = || {
            MONTHS
                .into_iter()
                .flat_map(|(days, expected)| days.map(|day| (day, expected)))
        };
        let mut ines = world.sign_in("ines").await;
        // What would be, asked beforehand (D).
        for (day, expected) in table() {
            let found = answers(&mut ines, day).await;
            assert_eq!(found, expected, "asked beforehand: {day}, {through_end}");
        }
        let mut bea = world.sign_in("bea").await;
        for (day, expected) in table() {
            world.at(&format!("{day}T12:00:00Z"));
            // R11: what is over is so, whether or not the job has run.
            let before_run = seen(&mut bea).await;
            let is_over = before_run
                .into_iter()
                .zip(expected)
                .all(|(seen, expected)| expected || !seen);
            assert!(is_over, "before the run of {day}, {through_end}: {before_run:?}");
            run(&world).await;
            assert_eq!(seen(&mut bea).await, expected, "{day}, {through_end}");
        }
        // What was, asked afterwards.
        let mut ines = world.sign_in("ines").await;
        for (day, expected) in table() {
            let found = answers(&mut ines, day).await;
            assert_eq!(found, expected, "asked afterwards: {day}, {through_end}");
        }
        world.end().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn g4_a_proxy_acts_for_the_delegator_and_approves_neither_their_own_nor_the_delegators() {
    let world = World::new().await;
    lend(&mut world.sign_in("mara").await, "ben", "2028-01-11", "").await;
    let mut ben = world.sign_in("ben").await;
    request(
        &mut world.sign_in("bea").await,
        "vacation",
        "2028-02-07",
        "2028-02-11",
    )
    .await;
    let page = ben.get(TEAM).await;
    assert_eq!(sections(&page), ["For Mara Vogel"]);
    assert!(page.has_row("Bea Lund"));
    let page = act(&world, &mut ben, (TEAM, "approve"), "mara", "1").await;
    assert!(page.has_message("Approved for Bea Lund"), "{}", page.text());
    assert!(
        page.has_row("Approved by Ben Ode for Mara Vogel"),
        "{}",
        page.text()
    );
    assert_eq!(on_record(&world).await, ["bea approved bea ben mara"]);
    let entry = "SELECT count(*) FROM audit_log l JOIN people a ON a.id = l.actor_id JOIN people b ON b.id = l.on_behalf_of \
                 WHERE l.action = 'absence.approved' AND a.username = 'ben' AND b.username = 'mara'";
    assert_eq!(world.count(entry).await, 1);
    // Ben's own record lies in mara's hierarchy.
    request(&mut ben, "vacation", "2028-03-06", "2028-03-10").await;
    assert_eq!(
        act(&world, &mut ben, (TEAM, "approve"), "mara", "1").await.status,
        403
    );
    assert_eq!(on_record(&world).await[1], "ben requested ben");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g9_a_session_open_across_the_end_loses_the_data_at_its_next_request() {
    let world = World::new().await;
    let mut mara = world.sign_in("mara").await;
    lend(&mut mara, "ben", "2028-01-11", "2028-01-13").await;
    let mut ben = world.sign_in("ben").await;
    assert_eq!(ben.get(TEAM).await.status, 200);
    // The job never runs: it fails closed with the end of the last day (R11).
    world.at("2028-01-12T23:59:59Z");
    assert_eq!(ben.get(TEAM).await.status, 200);
    world.at("2028-01-13T00:00:00Z");
    assert_eq!(ben.get(TEAM).await.status, 403);
    let page = add(&mut ben, "bea", "mara", "2028-02-07", "2028-02-11").await;
    assert_eq!(page.status, 403);
    assert!(on_record(&world).await.is_empty());
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r13_who_has_the_role_already_sees_both_hierarchies_and_an_empty_one_too() {
    let world = World::new().await;
    request(
        &mut world.sign_in("max").await,
        "vacation",
        "2028-02-07",
        "2028-02-11",
    )
    .await;
    lend(&mut world.sign_in("mara").await, "milo", "2028-01-11", "").await;
    let mut milo = world.sign_in("milo").await;
    let page = milo.get(TEAM).await;
    assert_eq!(
        sections(&page),
        ["My reports", "For Mara Vogel"],
        "also where nobody is away"
    );
    assert!(page.has_row("Max Roth"));
    // Deleting it takes the data at once (R12).
    let mut mara = world.sign_in("mara").await;
    let path = edit_path(&world).await;
    let version = mara.get(&path).await.value_of("version").unwrap();
    mara.submit(&path, &[("version", &version), ("action", "delete")])
        .await;
    assert_eq!(sections(&milo.get(TEAM).await), ["My reports"]);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r14_the_scope_is_the_delegators_and_nothing_of_the_proxys() {
    let world = World::new().await;
    let make = "INSERT INTO roles (code, name, data_scope, delegation_allowed) VALUES ('keeper', 'Keeper', $1, true) \
                ON CONFLICT (code) DO UPDATE SET data_scope = excluded.data_scope";
    world.execute(make, &[&"department"]).await;
    world
        .execute(
            "INSERT INTO role_privileges SELECT id, 'manage_absences' FROM roles WHERE code = 'keeper'",
            &[],
        )
        .await;
    let grant = "INSERT INTO grants (person_id, role_id, source, granted_at) SELECT p.id, r.id, 'by_hand', '2027-01-01Z' \
                 FROM people p, roles r WHERE p.username = 'max' AND r.code = 'keeper'";
    world.execute(grant, &[]).await;
    vacations_of(&world, &["ben", "milo", "tess", "max"]).await;
    let mut max = world.sign_in("max").await;
    let page = max
        .submit(NEW, &fields("keeper", "ben", "2028-01-11", "", "save"))
        .await;
    assert_eq!(page.status, 200, "{}", page.text());
    let mut ben = world.sign_in("ben").await;
    let names = ["Ben Ode", "Milo Kern", "Tess Mori", "Max Roth"];
    for (scope, expected) in [
        ("department", [false, true, false, true]),
        ("own", [false, false, false, true]),
        ("reports", [false, false, false, false]),
    ] {
        world.execute(make, &[&scope]).await;
        let page = ben.get(TEAM).await;
        assert_eq!(sections(&page), ["For Max Roth"], "{scope}");
        // The navigator and the profile menu say the proxy's own name: rows are what counts.
        let rows = page.all("tbody tr");
        let is_listed = |name| rows.iter().any(|row| row.says(name));
        assert_eq!(names.map(is_listed), expected, "{scope}");
    }
    world.end().await;
}
