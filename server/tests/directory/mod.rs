//! Admin › Directory: Users, a person's page, their delegation rule by a super administrator (T8),
//! who covers in place of a leaver, and who covers whom.

mod composed;
mod cost;
mod covering;
mod covers;
mod delegation;
mod leaver;
mod namesakes;
mod person;
mod reassign;
mod reassign_all;
mod users;

use crate::support::{Browser, Page, World};

const USERS: &str = "/admin/directory/users";

/// The path of somebody's delegation rule.
fn rule_of(username: &str) -> String {
    format!("{USERS}/{username}/delegation")
}

/// Saves a permanent rule for somebody over whatever is there, as an administrator would who opens the form first.
async fn name_delegate(admin: &mut Browser, owner: &str, delegate: &str) -> Page {
    let path = rule_of(owner);
    let version = admin.get(&path).await.value_of("version").unwrap_or_default();
    let fields = [
        ("kind", "permanent"),
        ("delegate", delegate),
        ("version", version.as_str()),
    ];
    admin.submit(&path, &fields).await
}

/// Mara names bea as her delegate for good, with a copy to herself.
async fn delegate_of_mara(world: &World) -> Browser {
    let mut mara = world.sign_in("mara").await;
    let rule = [("kind", "permanent"), ("delegate", "bea"), ("keep_copy", "true")];
    mara.post("/profile/delegate", &rule).await;
    mara
}

/// The usernames of whom the rows of a list are about, in its order.
fn listed(page: &Page) -> Vec<String> {
    let rows = page.all("th[scope=row]");
    let people = rows.iter().map(|row| {
        let href = row.one("a").attribute("href").unwrap();
        href.strip_prefix(USERS)
            .unwrap()
            .trim_start_matches('/')
            .to_owned()
    });
    people.collect()
}

/// Disables an account, as the Security Console does.
async fn disable(world: &World, username: &str) {
    let set = "UPDATE people SET disabled_at = '2028-01-11T08:00:00Z' WHERE username = $1";
    assert_eq!(world.execute(set, &[&username]).await, 1);
}
