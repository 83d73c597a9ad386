//! A delegated HR specialist has the same powers, except on behalf of the person who lent them (R16).

use super::{ACCOUNTS, account, edit_for, new_for, newest, specialist};
use crate::role_delegations::{allow, fields};
use crate::support::{Browser, World};

/// Lends HR specialist.
async fn lend_hr(browser: &mut Browser, proxy: &str) {
    let form = fields("hr_specialist", proxy, "2028-01-11", "", "save");
    let page = browser.submit("/me/roles-and-delegations/new", &form).await;
    assert_eq!(page.status, 200, "{}", page.text());
}

async fn shows(browser: &mut Browser, username: &str) -> bool {
    let listed = browser.get(ACCOUNTS).await;
    assert_eq!(listed.status, 200);
    let is_listed = listed.links_to(&format!("/hr/accounts/{username}"));
    let found = browser.get(&format!("{ACCOUNTS}?q={username}")).await;
    assert_eq!(
        found.links_to(&format!("/hr/accounts/{username}")),
        is_listed,
        "{username}: search and list agree"
    );
    let opened = browser.get(&account(username)).await.status == 200;
    assert_eq!(opened, is_listed, "{username}: list and page agree");
    is_listed
}

#[tokio::test(flavor = "multi_thread")]
async fn r16_the_proxy_of_a_specialist_acts_for_everyone_but_the_lender() {
    let world = World::new().await;
    allow(&world, "hr_specialist", true).await;
    let (mut hugo, mut ben) = (world.sign_in("hugo").await, world.sign_in("ben").await);
    assert_eq!(ben.get(ACCOUNTS).await.status, 403);
    lend_hr(&mut hugo, "ben").await;
    assert!(shows(&mut ben, "mara").await && shows(&mut ben, "ben").await);
    assert!(!shows(&mut ben, "hugo").await);
    let form = fields("line_manager", "bea", "2028-02-01", "2028-02-10", "save");
    let page = ben.submit(&new_for("mara"), &form).await;
    assert!(
        page.has_row("you for Mara Vogel"),
        "who made it, and for whom: {}",
        page.text()
    );
    // What hugo lent is not ben's to change: neither as its proxy nor as hugo's stand-in.
    let of_hugo = world.count("SELECT min(id) FROM role_delegations").await;
    assert_eq!(ben.get(&edit_for("hugo", of_hugo)).await.status, 404);
    for action in ["continue", "save", "delete", "ask", "next_day"] {
        let fields = [("ends_on", "2029-01-01"), ("version", "1"), ("action", action)];
        let page = ben.post(&edit_for("hugo", of_hugo), &fields).await;
        assert_eq!(page.status, 404, "{action}");
    }
    let form = fields("hr_specialist", "bea", "2028-02-01", "2028-02-10", "save");
    assert_eq!(ben.post(&new_for("hugo"), &form).await.status, 404);
    assert_eq!(ben.get(&new_for("hugo")).await.status, 404);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r16_who_is_reached_otherwise_is_reached_even_if_they_lent_the_role() {
    let world = World::new().await;
    allow(&world, "hr_specialist", true).await;
    let sql = "INSERT INTO grants (person_id, role_id, source, granted_at) SELECT p.id, r.id, 'by_hand', '2027-01-01T00:00:00Z' \
               FROM people p, roles r WHERE p.username = $1 AND r.code = 'hr_specialist'";
    world.execute(sql, &[&"ines"]).await;
    let (mut hugo, mut ines, mut ben) = (
        world.sign_in("hugo").await,
        world.sign_in("ines").await,
        world.sign_in("ben").await,
    );
    lend_hr(&mut hugo, "ben").await;
    assert!(!shows(&mut ben, "hugo").await);
    // Two lenders: each is reached through what the other lent.
    lend_hr(&mut ines, "ben").await;
    assert!(shows(&mut ben, "hugo").await && shows(&mut ben, "ines").await);
    world.execute("UPDATE role_delegations SET ended_at = '2028-01-11T09:00:00Z' WHERE delegator_id = (SELECT id FROM people WHERE username = 'ines')", &[]).await;
    assert!(!shows(&mut ben, "hugo").await);
    // A grant of one's own reaches the lender within its scope.
    world
        .import("hugo,Hugo Lind,hugo@example.org,ada,Finance,Specialist,London,2016-01-01,,Europe/London,employee hr_specialist\n")
        .await;
    specialist(&world, "ben", "department").await;
    assert!(shows(&mut ben, "hugo").await, "hugo is of ben's department now");
    // And one of everybody reaches everybody.
    world.execute(sql, &[&"ben"]).await;
    assert!(shows(&mut ben, "hugo").await && shows(&mut ben, "ada").await);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g9_the_powers_end_with_the_delegation_at_the_next_request() {
    let world = World::new().await;
    allow(&world, "hr_specialist", true).await;
    let (mut hugo, mut ben) = (world.sign_in("hugo").await, world.sign_in("ben").await);
    lend_hr(&mut hugo, "ben").await;
    let id = newest(&world).await;
    assert_eq!(ben.get(&account("mara")).await.status, 200);
    let path = format!("/me/roles-and-delegations/{id}/edit");
    hugo.submit(&path, &[("version", "1"), ("action", "delete")])
        .await;
    assert_eq!(ben.get(&account("mara")).await.status, 403);
    let form = fields("line_manager", "bea", "2028-02-01", "2028-02-10", "save");
    assert_eq!(ben.post(&new_for("mara"), &form).await.status, 403);
    // A role of the department's, lent: its scope is the lender's department without the lender.
    specialist(&world, "mara", "department").await;
    let mut mara = world.sign_in("mara").await;
    let form = fields("hr_department", "max", "2028-01-11", "", "save");
    mara.submit("/me/roles-and-delegations/new", &form).await;
    let mut max = world.sign_in("max").await;
    assert!(shows(&mut max, "ben").await && shows(&mut max, "zoe").await);
    assert!(
        !shows(&mut max, "mara").await && !shows(&mut max, "max").await && !shows(&mut max, "milo").await
    );
    world.end().await;
}
