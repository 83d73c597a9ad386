//! Who covers whom: every rule, its filters, its pages and its CSV.

use super::{delegate_of_mara, disable, listed, name_delegate, rule_of};
use crate::support::{Browser, World};

const COVERS: &str = "/admin/directory/covers";
/// What a list without rows says.
const NOTHING: &str = "No rule matches these filters";

async fn find(admin: &mut Browser, query: &str) -> Vec<String> {
    let page = admin.get(&format!("{COVERS}?{query}")).await;
    assert_eq!(page.status, 200, "{query}: {}", page.text());
    listed(&page)
}

/// In force: mara's, by herself, and hugo's, whose delegate is disabled. To come: mina's. Ended by its date: ben's.
/// Replaced: milo's first, his second is in force.
async fn world_of_rules() -> World {
    let world = World::new().await;
    delegate_of_mara(&world).await;
    let mut ada = world.sign_in("ada").await;
    let temporary = |delegate, from, to| {
        [
            ("kind", "temporary"),
            ("delegate", delegate),
            ("starts_on", from),
            ("ends_on", to),
        ]
    };
    ada.post(&rule_of("ben"), &temporary("bea", "2028-01-11", "2028-01-12"))
        .await;
    ada.post(&rule_of("mina"), &temporary("tess", "2028-02-01", "2028-02-10"))
        .await;
    name_delegate(&mut ada, "milo", "ines").await;
    name_delegate(&mut ada, "milo", "bea").await;
    name_delegate(&mut ada, "hugo", "max").await;
    disable(&world, "max").await;
    world.at("2028-01-14T09:00:00Z");
    world
}

#[tokio::test(flavor = "multi_thread")]
async fn all_rules_in_force_and_to_come_are_listed_the_newest_first() {
    let world = world_of_rules().await;
    let mut ada = world.sign_in("ada").await;
    let page = ada.get(COVERS).await;
    assert_eq!((page.status, page.h1().as_str()), (200, "Who covers whom"));
    assert_eq!(listed(&page), ["hugo", "milo", "mina", "mara"]);
    assert!(
        page.has_row("Mina Sato Operations Tess Mori Tue 1 Feb 2028 00:00 until the end of Thu 10 Feb 2028 Asia/Tokyo Scheduled Ada Holm"),
        "{}",
        page.text()
    );
    assert!(page.has_row("Mara Vogel Finance Bea Lund Tue 11 Jan 2028 09:00 until it is removed Europe/London In force The owner"));
    assert!(page.has_row("Max Roth inactive"));
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_filter_keeps_what_it_says_and_they_combine() {
    let world = world_of_rules().await;
    let mut ada = world.sign_in("ada").await;
    for (query, expected) in [
        ("owner=MILO", vec!["milo"]),
        ("owner=milo&state=ended", vec!["milo"]),
        ("owner=ben", vec![]),
        ("delegate=bea", vec!["milo", "mara"]),
        ("delegate=bea&state=ended", vec!["ben"]),
        ("delegate=ines&state=ended", vec!["milo"]),
        ("department=Finance", vec!["mara"]),
        ("department=Finance&state=ended", vec!["ben"]),
        ("department=Finance&delegate=tess", vec![]),
        ("state=in_force", vec!["hugo", "milo", "mara"]),
        ("state=scheduled", vec!["mina"]),
        ("state=scheduled&department=Sales", vec![]),
        ("state=ended", vec!["milo", "ben"]),
        ("state=odd", vec!["hugo", "milo", "mina", "mara"]),
        ("set_by=owner", vec!["mara"]),
        ("set_by=other", vec!["hugo", "milo", "mina"]),
        ("set_by=other&department=HR", vec!["hugo"]),
        ("inactive_delegate=true", vec!["hugo"]),
        ("inactive_delegate=true&state=scheduled", vec![]),
        ("inactive_delegate=true&state=ended", vec![]),
    ] {
        assert_eq!(find(&mut ada, query).await, expected, "{query}");
    }
    let page = ada.get(&format!("{COVERS}?state=ended&owner=milo")).await;
    assert!(
        page.has_row("until Tue 11 Jan 2028 09:00"),
        "it was replaced then: {}",
        page.text()
    );
    assert!(page.links_to(&format!("{COVERS}?state=ended")));
    assert!(page.says("Remove filter State: Ended"));
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g6_a_person_who_is_not_there_is_named_and_what_was_typed_is_kept() {
    let world = World::new().await;
    let mut ada = world.sign_in("ada").await;
    let page = ada
        .get(&format!(
            "{COVERS}?owner=%3Cb%3E%00&delegate=nobody&department=Sales"
        ))
        .await;
    assert_eq!(page.status, 422);
    assert!(
        page.refuses("delegate", "Nobody has the username “nobody”") && !page.says(NOTHING),
        "{}",
        page.text()
    );
    let none = ada.get(&format!("{COVERS}?delegate=ada")).await;
    assert!(none.has_empty_state(NOTHING), "{}", none.text());
    assert_eq!(page.value_of("delegate").as_deref(), Some("nobody"));
    assert!(page.has("option[value='Sales'][selected]"), "{}", page.body);
    let csv = ada.get("/admin/directory/covers.csv?delegate=nobody").await;
    assert_eq!(csv.status, 422);
    assert!(
        ada.get(COVERS)
            .await
            .has_empty_state("Nobody is covered at present")
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_and_csv_hold_every_rule_once() {
    let world = World::new().await;
    let people: String = (0..1200)
        .map(|number| format!("crowd{number:04},=Crowd {number:04},,ada,Crowd,Clerk,London,2020-01-01,,Europe/London,employee\n"))
        .collect();
    world.import(&people).await;
    let rules = "INSERT INTO delegation_rules (owner_id, delegate_id, kind, starts_at, saved_by, saved_at)
        SELECT o.id, d.id, 'permanent', '2028-01-01', o.id, '2028-01-01' FROM people o, people d
        WHERE o.username LIKE 'crowd%' AND d.username = 'bea' ORDER BY o.username";
    world.database.batch(rules).await;
    let mut ada = world.sign_in("ada").await;
    let expected: Vec<String> = (0..1200)
        .rev()
        .map(|number| format!("crowd{number:04}"))
        .collect();
    for query in ["", "?department=Crowd", "?delegate=bea"] {
        let mut found = Vec::new();
        let mut path = format!("{COVERS}{query}");
        loop {
            let page = ada.get(&path).await;
            assert_eq!(page.status, 200, "{path}");
            found.extend(listed(&page));
            let Some(next) = page.next() else { break };
            path = next;
        }
        assert_eq!(found, expected, "{query}");
    }
    let csv = ada.get("/admin/directory/covers.csv").await;
    assert_eq!(
        (csv.status, csv.header("content-type")),
        (200, Some("text/csv; charset=utf-8"))
    );
    let mut lines = csv.body.lines();
    assert!(
        lines
            .next()
            .unwrap()
            .starts_with("owner,owner_name,department,delegate,")
    );
    let lines: Vec<_> = lines.collect();
    assert_eq!(lines.len(), 1200);
    // A name that a spreadsheet would calculate is text.
    assert!(lines[0].starts_with("crowd1199,'=Crowd 1199,Crowd,bea,Bea Lund,true,In force,permanent,2028-01-01T00:00:00Z,,Europe/London,"), "{}", lines[0]);
    let filtered = ada.get("/admin/directory/covers.csv?owner=crowd0007").await;
    assert_eq!(filtered.body.lines().count(), 2);
    world.end().await;
}
