//! The list of people: search, filters, pages.

use super::{USERS, disable, listed, name_delegate};
use crate::support::{Browser, World};

async fn find(admin: &mut Browser, query: &str) -> Vec<String> {
    let page = admin.get(&format!("{USERS}?{query}")).await;
    assert_eq!(page.status, 200, "{query}: {}", page.text());
    listed(&page)
}

#[tokio::test(flavor = "multi_thread")]
async fn everyone_is_listed_by_name_active_or_not() {
    let world = World::new().await;
    let mut ada = world.sign_in("ada").await;
    let page = ada.get(USERS).await;
    assert_eq!((page.status, page.h1().as_str()), (200, "Users"));
    let everyone = [
        "abel", "ada", "bea", "ben", "hugo", "ines", "mara", "max", "milo", "mina", "tess", "zoe",
    ];
    assert_eq!(listed(&page), everyone);
    assert!(
        page.has_row("Zoe Hart zoe Finance Clerk Terminated"),
        "{}",
        page.text()
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_search_finds_whom_the_picker_finds() {
    let world = World::new().await;
    world
        .import("jose,José Ángel Núñez,,ada,Sales,Clerk,London,2020-01-01,,Europe/London,employee\n")
        .await;
    let mut ada = world.sign_in("ada").await;
    for (query, expected) in [
        ("q=be", vec!["bea", "ben"]),
        ("q=BEN+ode", vec!["ben"]),
        ("q=ode+ben", vec!["ben"]),
        ("q=nunez", vec!["jose"]),
        ("q=ogel", vec!["mara"]),
        ("q=o", vec!["ben"]),
        ("q=100%25", vec![]),
        ("q=___", vec![]),
        ("q=%00%0a", vec![]),
        // Signs stand between words: this is one letter.
        ("q=%3Cb%3E", vec!["bea", "ben"]),
    ] {
        let found = find(&mut ada, query).await;
        // What is nothing but blanks and control characters is no search at all.
        match query {
            "q=%00%0a" => assert_eq!(found.len(), 13),
            _ => assert_eq!(found, expected, "{query}"),
        }
    }
    let page = ada.get(&format!("{USERS}?q=%3Cscript%3E&after=%22%3E")).await;
    assert!(page.has_empty_state("Nobody matches these filters") && !page.body.contains("<script>\""));
    assert!(page.says("Remove filter Search: <script>"), "{}", page.text());
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn filters_by_department_and_status_can_be_combined_and_removed() {
    let world = World::new().await;
    world
        .import("novice,Noa Novice,,ada,Sales,Clerk,London,2028-03-01,,Europe/London,employee\n")
        .await;
    disable(&world, "max").await;
    let mut ada = world.sign_in("ada").await;
    for (query, expected) in [
        ("department=Sales", vec!["max", "milo", "novice"]),
        ("department=Sales&status=active", vec!["milo"]),
        ("department=Sales&status=inactive", vec!["max", "novice"]),
        ("status=inactive", vec!["max", "novice", "zoe"]),
        ("status=disabled", vec!["max"]),
        ("status=terminated", vec!["zoe"]),
        ("status=not_yet_hired", vec!["novice"]),
        ("status=terminated&department=Sales", vec![]),
        ("status=disabled&q=max", vec!["max"]),
        ("status=disabled&q=ben", vec![]),
        ("department=Nowhere", vec![]),
    ] {
        assert_eq!(find(&mut ada, query).await, expected, "{query}");
    }
    assert_eq!(find(&mut ada, "status=odd").await.len(), 13, "no filter of ours");
    let page = ada
        .get(&format!("{USERS}?department=Sales&status=inactive&q=ma"))
        .await;
    assert_eq!(listed(&page), ["max"]);
    assert!(
        page.links_to(&format!("{USERS}?q=ma&department=Sales")),
        "{}",
        page.body
    );
    assert!(page.says("Remove filter Status: Inactive, for any reason"));
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t16_filters_by_who_has_and_who_is_a_delegate() {
    let world = World::new().await;
    let mut ada = world.sign_in("ada").await;
    name_delegate(&mut ada, "mara", "bea").await;
    name_delegate(&mut ada, "milo", "max").await;
    name_delegate(&mut ada, "mina", "bea").await;
    // A rule that is over counts for neither.
    let fields = [
        ("kind", "temporary"),
        ("delegate", "ines"),
        ("starts_on", "2028-01-11"),
        ("ends_on", "2028-01-12"),
    ];
    ada.post(&super::rule_of("hugo"), &fields).await;
    world.at("2028-01-14T09:00:00Z");
    disable(&world, "max").await;
    let mut ada = world.sign_in("ada").await;
    for (query, expected) in [
        ("has_delegate=true", vec!["mara", "milo", "mina"]),
        ("is_delegate=true", vec!["bea", "max"]),
        ("inactive_delegate=true", vec!["milo"]),
        ("inactive_delegate=true&department=Sales", vec!["milo"]),
        ("inactive_delegate=true&department=Finance", vec![]),
        ("has_delegate=true&is_delegate=true", vec![]),
        ("has_delegate=true&department=Finance", vec!["mara"]),
        ("has_delegate=true&q=mil", vec!["milo"]),
        ("is_delegate=true&status=disabled", vec!["max"]),
        ("is_delegate=true&q=max+roth", vec!["max"]),
    ] {
        assert_eq!(find(&mut ada, query).await, expected, "{query}");
    }
    let page = ada.get(&format!("{USERS}?q=milo")).await;
    assert!(
        page.has_row("Max Roth disabled"),
        "the mark at the owner: {}",
        page.text()
    );
    let page = ada.get(&format!("{USERS}?q=max")).await;
    assert!(
        page.has_row("1 person inactive delegate"),
        "the mark at the leaver: {}",
        page.text()
    );
    let page = ada.get(&format!("{USERS}?q=bea")).await;
    assert!(page.has_row("2 people"), "{}", page.text());
    world.end().await;
}

/// Two hundred people of one name but for their number, of whom every third has left and every fifth a delegate.
async fn crowd() -> World {
    let world = World::new().await;
    let lines: String = (0..200)
        .map(|number| {
            let left = if number % 3 == 0 { "2027-12-31" } else { "" };
            format!("crowd{number:03},Crowd Person {number:03},,ada,Crowd,Clerk,London,2020-01-01,{left},Europe/London,employee\n")
        })
        .collect();
    world.import(&lines).await;
    let rules = "INSERT INTO delegation_rules (owner_id, delegate_id, kind, starts_at, saved_by, saved_at)
        SELECT o.id, d.id, 'permanent', '2028-01-01', o.id, '2028-01-01' FROM people o, people d
        WHERE o.username LIKE 'crowd%' AND substr(o.username, 6)::int % 5 = 0 AND d.username = 'bea'";
    world.database.batch(rules).await;
    world
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_go_on_where_the_last_one_ended_whatever_is_filtered() {
    let world = crowd().await;
    let mut ada = world.sign_in("ada").await;
    let all = |keep: fn(usize) -> bool| -> Vec<String> {
        (0..200)
            .filter(|number| keep(*number))
            .map(|number| format!("crowd{number:03}"))
            .collect()
    };
    for (query, expected) in [
        ("department=Crowd", all(|_| true)),
        ("q=crowd+person", all(|_| true)),
        ("q=cr", all(|_| true)),
        ("q=person&status=active", all(|n| n % 3 != 0)),
        ("status=terminated&department=Crowd", all(|n| n % 3 == 0)),
        ("status=inactive&q=crowd", all(|n| n % 3 == 0)),
        ("has_delegate=true&q=crowd&department=Crowd", all(|n| n % 5 == 0)),
        (
            "has_delegate=true&status=active",
            all(|n| n % 5 == 0 && n % 3 != 0),
        ),
    ] {
        let mut found = Vec::new();
        let mut path = format!("{USERS}?{query}");
        loop {
            let page = ada.get(&path).await;
            assert_eq!(page.status, 200, "{path}");
            let rows = listed(&page);
            assert!(rows.len() <= 50, "{path}");
            found.extend(rows);
            let Some(next) = page.next() else { break };
            path = next;
        }
        assert_eq!(found, expected, "{query}");
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn names_that_would_be_markup_are_shown_as_they_are() {
    let world = World::new().await;
    world
        .import("odd,<b>Bo</b> & \u{5d0}\u{5d1} Ode,,ada,<i>Sales</i>,Clerk,London,2020-01-01,,Europe/London,employee\n")
        .await;
    let mut ada = world.sign_in("ada").await;
    let page = ada
        .get(&format!("{USERS}?department=%3Ci%3ESales%3C%2Fi%3E"))
        .await;
    assert_eq!(listed(&page), ["odd"]);
    assert!(page.has_row("<b>Bo</b> & \u{5d0}\u{5d1} Ode"), "{}", page.text());
    assert!(!page.body.contains("<b>Bo") && !page.body.contains("<i>Sales"));
    let page = ada.get(&format!("{USERS}/odd")).await;
    assert_eq!(page.h1(), "<b>Bo</b> & \u{5d0}\u{5d1} Ode");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_directory_that_is_not_everyones_opens_nothing() {
    let world = World::new().await;
    let role = "INSERT INTO roles (code, name, data_scope) VALUES ('local_directory', 'Local directory', 'department');
        INSERT INTO role_privileges SELECT id, 'manage_directory' FROM roles WHERE code = 'local_directory';
        INSERT INTO grants (person_id, role_id, source, granted_at) SELECT p.id, r.id, 'by_hand', '2028-01-01'
          FROM people p, roles r WHERE p.username = 'ben' AND r.code = 'local_directory'";
    world.database.batch(role).await;
    let mut ben = world.sign_in("ben").await;
    for path in [USERS.to_owned(), format!("{USERS}/milo"), super::rule_of("milo")] {
        assert_eq!(ben.get(&path).await.status, 403, "{path}");
    }
    let fields = [("kind", "permanent"), ("delegate", "ben")];
    assert_eq!(ben.post(&super::rule_of("milo"), &fields).await.status, 403);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_moves_or_is_renamed_is_found_where_they_are_now() {
    let world = World::new().await;
    let mut ada = world.sign_in("ada").await;
    name_delegate(&mut ada, "mara", "bea").await;
    world
        .import(
            "mara,Zita Vogel,mara@example.org,ada,Sales,Manager,London,2016-01-01,,Europe/London,employee line_manager\n\
             bea,Aline Lund,bea@example.org,mara,Legal,Clerk,London,2018-01-01,,Europe/London,employee\n",
        )
        .await;
    name_delegate(&mut ada, "ben", "max").await;
    for (query, expected) in [
        ("has_delegate=true", vec!["ben", "mara"]),
        ("has_delegate=true&department=Sales", vec!["mara"]),
        ("has_delegate=true&department=Finance", vec!["ben"]),
        ("is_delegate=true", vec!["bea", "max"]),
        ("is_delegate=true&department=Legal", vec!["bea"]),
        ("is_delegate=true&q=al", vec!["bea"]),
        ("has_delegate=true&q=z", vec!["mara"]),
    ] {
        assert_eq!(find(&mut ada, query).await, expected, "{query}");
    }
    // Leaving, and coming back.
    let leaves = |date: &str| {
        format!(
            "bea,Aline Lund,bea@example.org,mara,Legal,Clerk,London,2018-01-01,{date},Europe/London,employee\n"
        )
    };
    world.import(&leaves("2028-02-29")).await;
    assert_eq!(
        find(&mut ada, "inactive_delegate=true").await,
        Vec::<String>::new()
    );
    world.at("2028-03-01T00:00:00Z");
    let mut ada = world.sign_in("ada").await;
    assert_eq!(find(&mut ada, "inactive_delegate=true").await, ["mara"]);
    world.import(&leaves("")).await;
    assert_eq!(
        find(&mut ada, "inactive_delegate=true").await,
        Vec::<String>::new()
    );
    world.end().await;
}
