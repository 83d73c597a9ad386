//! Every page.

use std::collections::BTreeSet;

use app::endpoint::Listed;
use app::routes::table;
use axum::http::Method;

use super::assert_reads;
use super::organisation::{FIRST, LAST, PEOPLE, filled};
use crate::support::World;

/// The ids of a table, as paths have them.
async fn ids(world: &World, sql: &str) -> Vec<String> {
    world.texts(sql, &[]).await
}

/// What stands in the places of `{id}` and `{code}` in a path; one empty word where there is no such place.
async fn objects(world: &World, path: &str) -> Vec<String> {
    let sql = match path {
        path if path.contains("elegations/{id}") => "SELECT id::text FROM role_delegations",
        path if path.starts_with("/tasks/{id}") => "SELECT id::text FROM tasks",
        path if path.contains("/access-reviews/{id}") => "SELECT id::text FROM access_reviews",
        path if path.starts_with("/operations/{id}") => "SELECT id::text FROM operations",
        path if path.contains("/policies/{id}") => "SELECT id::text FROM policies",
        path if path.contains("/role-provisioning-rules/{id}") => {
            "SELECT id::text FROM role_provisioning_rules"
        }
        path if path.contains("{code}") => "SELECT code FROM roles",
        path if path.contains("{id}") => panic!("say what the object of {path} is"),
        _ => return vec![String::new()],
    };
    ids(world, sql).await
}

/// The usernames in the place of `{username}`.
fn accounts(path: &str) -> Vec<String> {
    if !path.contains("{username}") {
        return vec![String::new()];
    }
    let kinds = |who: &str| ["", "_report", "_late", "_gone"].map(|kind| format!("{who}{kind}"));
    PEOPLE.into_iter().flat_map(|(who, ..)| kinds(who)).collect()
}

/// What can be asked of a page: by its path.
const QUESTIONS: [(&str, &str); 9] = [
    ("/admin/audit", "from=1900-01-01&to=9999-12-31"),
    ("/admin/audit.csv", "from=1900-01-01&to=9999-12-31"),
    ("/team/absences", "from=1900-01-01&until=9999-12-31"),
    ("/me/absences", "before=9999-12-31.1"),
    ("/hr/accounts", "q=far"),
    ("/security-console/users", "q=far"),
    ("/admin/directory/users", "department=Far"),
    ("/admin/directory/covers", "state=scheduled"),
    ("/setup/profile-values", "code=PER_USER_DELEGATION_MAX_DAYS"),
];

fn pages() -> impl Iterator<Item = &'static Listed> {
    table().iter().filter(|listed| listed.method == Method::GET)
}

/// Opens every page, with every object that there is, as everybody; answers how many were read.
async fn walk(world: &World, readers: &[&str]) -> usize {
    let (mut read, mut count) = (BTreeSet::new(), 0);
    for reader in readers {
        let mut browser = world.sign_in(reader).await;
        for page in pages() {
            for object in objects(world, page.path).await {
                for account in accounts(page.path) {
                    let path = page.path.replace("{id}", &object).replace("{code}", &object);
                    let path = path.replace("{username}", &account).replace("{n}", "1");
                    let answer = browser.get(&path).await;
                    let context = format!("{path} as {reader}");
                    assert_reads(&answer, &context);
                    if answer.status == 200 {
                        read.insert(page.path);
                        count += 1;
                    }
                    // Who may not open it with this may not open it with another.
                    if answer.status == 403 {
                        break;
                    }
                }
            }
        }
        for (path, question) in QUESTIONS {
            assert_reads(
                &browser.get(&format!("{path}?{question}")).await,
                &format!("{path}?{question}"),
            );
        }
        for at in [
            FIRST,
            LAST,
            "9999-12-31T23:59",
            "+10000-01-01",
            "-4800-01-01T00:00",
        ] {
            for (who, ..) in PEOPLE {
                let path = format!(
                    "/security-console/why?person={who}&privilege=manage_absences&target={who}_report&at={at}"
                );
                assert_reads(&browser.get(&path).await, &path);
            }
        }
    }
    let unread: Vec<&str> = pages()
        .map(|page| page.path)
        .filter(|path| !read.contains(path))
        .collect();
    // Of these the answer is a redirect for whoever is signed in, or nothing but words for programs.
    assert_eq!(unread, ["/login"], "nobody has read them");
    count
}

#[tokio::test(flavor = "multi_thread")]
async fn g6_every_page_reads_the_first_and_the_last_date() {
    let world = filled(World::new().await).await;
    let count = walk(&world, &everybody()).await;
    assert!(count > 300, "{count}");
    // And says them, in the zone of whose they are.
    for (who, ..) in PEOPLE {
        let mut browser = world.sign_in(who).await;
        for path in [
            "/me/roles-and-delegations",
            "/me/absences",
            "/profile",
            "/notifications",
        ] {
            let page = browser.get(path).await;
            assert!(page.says("9999"), "{path} as {who}: {}", page.text());
            for wrong in ["10000", "31 Dec 1899", "9998"] {
                assert!(!page.says(wrong), "{wrong} on {path} as {who}: {}", page.text());
            }
        }
    }
    world.end().await;
}

/// Whose dates they are, and who else reads them.
fn everybody() -> Vec<&'static str> {
    let readers = ["mara", "ada", "ines", "hugo", "ben"];
    PEOPLE.iter().map(|(who, ..)| *who).chain(readers).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn g6_every_page_reads_them_on_the_last_day_too() {
    let world = filled(World::new().await).await;
    let command = "send-pending-ldap-requests";
    // 23:30 in Kiritimati, and 21:30 of the day before in the westernmost zone.
    let now = "9999-12-31T09:30:00Z";
    world.at(now);
    let run = crate::process::commands::run(&world, &["job", "run", command], "").await;
    assert_eq!(
        run.status.code(),
        Some(0),
        "{}",
        crate::process::commands::said(&run)
    );
    let count = walk(&world, &everybody()).await;
    assert!(count > 300, "{count}");
    world.end().await;
}
