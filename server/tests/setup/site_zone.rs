//! A change of SITE_TIME_ZONE moves the days of everyone without a zone (G1).

use super::set;
use crate::support::World;

/// `nora` has no zone and leaves after 11 January; `noel` none and begins on 12 January; `nils` has one of his own.
const PEOPLE: &str = "\
nora,Nora Frost,,ada,Finance,Clerk,London,2020-01-01,2028-01-11,,employee
noel,Noel Winter,,ada,Finance,Clerk,London,2028-01-12,,,employee
nils,Nils Sommer,,ada,Finance,Clerk,London,2020-01-01,2028-01-11,Europe/London,employee
nina,Nina Herbst,,ada,Finance,Clerk,London,2020-01-01,,,employee line_manager
";

#[tokio::test(flavor = "multi_thread")]
async fn g1_the_sites_zone_decides_who_is_active_without_one_at_once() {
    let world = World::new().await;
    world.import(PEOPLE).await;
    let mut nora = world.sign_in("nora").await;
    let mut nina = world.sign_in("nina").await;
    nina.post(
        "/profile/delegate",
        &[("kind", "permanent"), ("delegate", "nora")],
    )
    .await;
    let mut ada = world.sign_in("ada").await;
    // 10:30 in UTC is past midnight of the 12th in Kiritimati (UTC+14).
    world.at("2028-01-11T10:30:00Z");
    assert_eq!(nora.get("/").await.status, 200);
    let saved = set(&mut ada, "SITE_TIME_ZONE", "site", "", "Pacific/Kiritimati").await;
    assert_eq!(saved.status, 303, "{}", saved.text());
    assert_eq!(nora.get("/").await.status, 303, "her last day is over there");
    let sql = "SELECT username, active_from::text, active_until::text FROM people WHERE username LIKE 'n%' ORDER BY username";
    let rows = world.rows(sql, &[]).await;
    let instants: Vec<(&str, &str, Option<&str>)> = rows
        .iter()
        .map(|row| (row.get(0), row.get(1), row.get(2)))
        .collect();
    assert_eq!(
        instants,
        [
            ("nils", "2020-01-01 00:00:00+00", Some("2028-01-12 00:00:00+00")),
            ("nina", "2019-12-31 10:00:00+00", None),
            ("noel", "2028-01-11 10:00:00+00", None),
            ("nora", "2019-12-31 10:00:00+00", Some("2028-01-11 10:00:00+00")),
        ]
    );
    let mut noel = world.sign_in("noel").await;
    assert_eq!(noel.get("/").await.status, 200, "his first day has begun");
    assert_eq!(world.count("SELECT count(*) FROM sessions s JOIN people p ON p.id = s.person_id WHERE p.username = 'nora'").await, 0);
    assert!(
        nina.get("/notifications").await.has_log_line("Nora Frost"),
        "T16: she is told that her delegate has left"
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g1_windows_not_yet_passed_move_with_the_sites_zone() {
    let world = World::new().await;
    world.import(PEOPLE).await;
    let temporary = |from: &'static str, to: &'static str| {
        [
            ("kind", "temporary"),
            ("delegate", "bea"),
            ("starts_on", from),
            ("ends_on", to),
        ]
    };
    let mut nina = world.sign_in("nina").await;
    assert_eq!(
        nina.post("/profile/delegate", &temporary("2028-02-01", "2028-02-29"))
            .await
            .status,
        303
    );
    let mut tess = world.sign_in("tess").await;
    assert_eq!(
        tess.post("/profile/delegate", &temporary("2028-02-01", "2028-02-29"))
            .await
            .status,
        303
    );
    let mut ada = world.sign_in("ada").await;
    assert_eq!(
        set(&mut ada, "SITE_TIME_ZONE", "site", "", "America/New_York")
            .await
            .status,
        303
    );
    let sql = "SELECT p.username, r.starts_at::text, r.ends_at::text FROM delegation_rules r JOIN people p ON p.id = r.owner_id ORDER BY 1";
    let rows = world.rows(sql, &[]).await;
    let windows: Vec<(&str, &str, &str)> = rows
        .iter()
        .map(|row| (row.get(0), row.get(1), row.get(2)))
        .collect();
    assert_eq!(
        windows,
        [
            ("nina", "2028-02-01 05:00:00+00", "2028-03-01 05:00:00+00"),
            ("tess", "2028-01-31 15:00:00+00", "2028-02-29 15:00:00+00"),
        ]
    );
    assert_eq!(
        world
            .count("SELECT count(*) FROM audit_log WHERE action = 'delegation_rule.rezoned'")
            .await,
        1
    );
    assert!(
        nina.get("/profile")
            .await
            .says("Tue 1 Feb 2028 00:00 to the end of Tue 29 Feb 2028, America/New_York"),
        "{}",
        nina.get("/profile").await.text()
    );
    // Removing the value brings the default back.
    let page = ada
        .get("/setup/profile-values?code=SITE_TIME_ZONE&edit=site")
        .await;
    let version = page.value_of("version").unwrap();
    let remove = [
        ("code", "SITE_TIME_ZONE"),
        ("level", "site"),
        ("version", version.as_str()),
        ("action", "remove"),
    ];
    assert_eq!(ada.post(super::VALUES, &remove).await.status, 303);
    let rows = world.rows(sql, &[]).await;
    assert_eq!(rows[0].get::<_, &str>(1), "2028-02-01 00:00:00+00");
    world.end().await;
}
