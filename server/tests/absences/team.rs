//! The absences of others, in one's own right.

use super::{TEAM, act, add, on_record, sections, vacations_of};
use crate::support::World;

#[tokio::test(flavor = "multi_thread")]
async fn d_a_manager_sees_and_approves_those_of_the_whole_hierarchy_below_and_of_nobody_else() {
    let world = World::new().await;
    vacations_of(&world, &["ben", "max", "mara"]).await;
    let mut mara = world.sign_in("mara").await;
    let page = mara.get(TEAM).await;
    assert_eq!(page.h1(), "My Team: Absences");
    assert_eq!(sections(&page), ["My reports"]);
    assert!(
        page.has_row("Ben Ode") && !page.says(&world.name("max").await),
        "{}",
        page.text()
    );
    let id = world
        .count("SELECT a.id FROM absences a JOIN people p ON p.id = a.person_id WHERE p.username = 'ben'")
        .await;
    let id = id.to_string();
    let approve = [("id", id.as_str()), ("version", "1"), ("action", "approve")];
    let page = mara.submit(TEAM, &approve).await;
    assert!(
        page.has_message("Approved for Ben Ode: Vacation"),
        "{}",
        page.text()
    );
    assert_eq!(mara.submit(TEAM, &approve).await.status, 409, "twice");
    // Max is out of reach, and what mara asked for is not hers to approve (D).
    for (name, status) in [("max", 404), ("mara", 404)] {
        let sql = "SELECT a.id FROM absences a JOIN people p ON p.id = a.person_id WHERE p.username = $1";
        let id: i64 = world.rows(sql, &[&name]).await[0].get(0);
        let id = id.to_string();
        let fields = [("id", id.as_str()), ("version", "1"), ("action", "approve")];
        assert_eq!(mara.submit(TEAM, &fields).await.status, status, "{name}");
    }
    assert_eq!(
        on_record(&world).await,
        [
            "ben approved ben mara",
            "max requested max",
            "mara requested mara"
        ]
    );
    let mut ben = world.sign_in("ben").await;
    assert!(
        ben.get("/notifications")
            .await
            .has_log_line("Mara Vogel approved an absence of yours")
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn d_an_absence_that_is_added_is_approved_by_who_may_and_changed_by_who_opened_it_last() {
    let world = World::new().await;
    let mut mara = world.sign_in("mara").await;
    let page = add(&mut mara, "ben", "", "2028-02-07", "2028-02-11").await;
    assert!(page.has_message("Added for Ben Ode: Vacation"), "{}", page.text());
    assert_eq!(on_record(&world).await, ["ben approved mara mara"]);
    let id = world.count("SELECT max(id) FROM absences").await.to_string();
    let page = mara.get(&format!("{TEAM}?change={id}")).await;
    assert!(page.has_heading("Change absence"), "{}", page.text());
    let change = |version: &'static str, to: &'static str| {
        [
            ("id", id.clone()),
            ("version", version.to_owned()),
            ("kind", "sick_leave".to_owned()),
            ("starts_on", "2028-02-07".to_owned()),
            ("ends_on", to.to_owned()),
            ("action", "change".to_owned()),
        ]
    };
    let mut send = async |fields: [(&'static str, String); 6]| {
        let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
        mara.submit(TEAM, &fields).await
    };
    let page = send(change("1", "2028-02-14")).await;
    assert!(
        page.has_message("Saved for Ben Ode: Sick leave, 7 February 2028 – 14 February 2028"),
        "{}",
        page.text()
    );
    let stale = send(change("1", "2028-02-15")).await;
    assert_eq!(stale.status, 409, "G5");
    assert!(
        stale.has_error("Mara Vogel changed this absence"),
        "{}",
        stale.text()
    );
    assert_eq!(
        stale.value_of("ends_on").as_deref(),
        Some("2028-02-15"),
        "what was typed is kept"
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn s_who_is_out_of_reach_is_answered_like_nobody() {
    let world = World::new().await;
    let mut mara = world.sign_in("mara").await;
    for username in ["max", "nobody", "mara", "hugo"] {
        let page = add(&mut mara, username, "", "2028-02-07", "2028-02-11").await;
        assert_eq!(page.status, 422, "{username}");
        let words = format!("There is nobody with the username “{username}” whose absences you look after");
        assert!(page.refuses("person", &words), "{}", page.text());
    }
    assert_eq!(
        act(&world, &mut mara, (TEAM, "approve"), "", "1").await.status,
        404,
        "there is none"
    );
    for administrator in ["ada", "ben", "ines"] {
        assert_eq!(
            world.seen_by(administrator, TEAM).await.status,
            403,
            "{administrator}"
        );
    }
    world.end().await;
}
