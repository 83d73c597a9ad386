//! Finding a person: everybody in one's data scope, and nobody else.

use super::{ACCOUNTS, account, specialist};
use crate::support::{Browser, Page, World};

/// Usernames on a page, in its order.
fn listed(page: &Page) -> Vec<String> {
    let links = page.links_under("/hr/accounts/").into_iter();
    links
        .map(str::to_owned)
        .filter(|username| !username.contains('?'))
        .collect()
}

async fn search(browser: &mut Browser, query: &str) -> Vec<String> {
    let page = browser.get(&format!("{ACCOUNTS}?{query}")).await;
    assert_eq!(page.status, 200, "{query}");
    listed(&page)
}

#[tokio::test(flavor = "multi_thread")]
async fn r16_a_specialist_of_everyone_finds_everybody_by_name() {
    let world = World::new().await;
    let mut hugo = world.sign_in("hugo").await;
    let page = hugo.get(ACCOUNTS).await;
    assert_eq!(page.h1(), "Manage User Account");
    let by_name = [
        "abel", "ada", "bea", "ben", "hugo", "ines", "mara", "max", "milo", "mina", "tess", "zoe",
    ];
    assert_eq!(listed(&page), by_name);
    assert!(
        page.has_row("Terminated"),
        "who has left is found, too: {}",
        page.text()
    );
    for (query, expected) in [
        ("q=ma", &["mara", "max"][..]),
        ("q=vogel", &["mara"]),
        ("q=VOGEL+mara", &["mara"]),
        ("q=m", &["mara", "max", "milo", "mina", "tess"]),
        ("q=ode", &["ben"]),
        ("q=%25", &[]),
        ("q=nobody-at-all", &[]),
        ("q=%00", &by_name),
    ] {
        assert_eq!(search(&mut hugo, query).await, expected, "{query}");
    }
    assert!(
        hugo.get(&format!("{ACCOUNTS}?q=nobody-at-all"))
            .await
            .has_empty_state("Nobody matches")
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_has_pages_that_lose_and_repeat_nobody() {
    let world = World::new().await;
    let lines: String = (0..120)
        .map(|n| {
            format!("p{n:03},Person {n:03},p{n:03}@example.org,mara,Finance,Clerk,London,2019-01-01,,Europe/London,employee\n")
        })
        .collect();
    world.import(&lines).await;
    specialist(&world, "mara", "reports").await;
    for (username, query, count) in [
        ("hugo", "q=", 132),
        ("hugo", "q=person", 120),
        // And Ines Prado.
        ("hugo", "q=p", 121),
        ("mara", "q=", 123),
        ("mara", "q=person", 120),
    ] {
        let mut browser = world.sign_in(username).await;
        let (mut seen, mut path) = (Vec::new(), format!("{ACCOUNTS}?{query}"));
        loop {
            let page = browser.get(&path).await;
            assert!(listed(&page).len() <= 50, "{path}");
            seen.extend(listed(&page));
            let Some(next) = page.next() else { break };
            path = next;
        }
        let mut once = seen.clone();
        once.dedup();
        assert_eq!((once.len(), seen.len()), (count, count), "{username} {query}");
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r16_nobody_out_of_scope_is_shown_found_or_opened() {
    let world = World::new().await;
    let cases = [
        ("mara", "reports", &["bea", "ben", "zoe"][..]),
        (
            "ada",
            "reports",
            &[
                "abel", "bea", "ben", "hugo", "ines", "mara", "max", "milo", "mina", "tess", "zoe",
            ],
        ),
        ("ben", "department", &["bea", "ben", "mara", "zoe"]),
        ("max", "own", &["max"]),
        ("bea", "reports", &[]),
    ];
    for (username, scope, reached) in cases {
        let sql = "UPDATE grants g SET revoked_at = g.granted_at FROM roles r WHERE r.id = g.role_id AND g.revoked_at IS NULL \
            AND r.code LIKE 'hr\\_%' AND r.code <> 'hr_specialist'";
        world.execute(sql, &[]).await;
        specialist(&world, username, scope).await;
        let mut browser = world.sign_in(username).await;
        let page = browser.get(ACCOUNTS).await;
        assert_eq!(listed(&page), reached, "{username} {scope}");
        assert_eq!(
            page.says("Nobody is in your data scope"),
            reached.is_empty(),
            "{username} {scope}"
        );
        for other in ["bea", "tess", "hugo", "nobody"] {
            let is_reached = reached.contains(&other);
            assert_eq!(
                search(&mut browser, &format!("q={other}"))
                    .await
                    .contains(&other.to_owned()),
                is_reached,
                "{username} {scope} {other}"
            );
            let opened = browser.get(&account(other)).await;
            assert_eq!(
                opened.status,
                if is_reached { 200 } else { 404 },
                "{username} {scope} {other}"
            );
        }
    }
    // Several scopes together reach what each of them reaches.
    specialist(&world, "mara", "own").await;
    specialist(&world, "mara", "reports").await;
    let mut mara = world.sign_in("mara").await;
    assert_eq!(search(&mut mara, "").await, ["bea", "ben", "mara", "zoe"]);
    world.end().await;
}
