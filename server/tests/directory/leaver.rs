//! A delegate who has left: seen, told, and replaced in one step (T8, T16, T1, T3, T6, G5).

use super::{USERS, disable, name_delegate, rule_of};
use crate::support::{Browser, FORM, Page, World};

/// Where whoever has left is replaced.
const REPLACE: &str = "#replace";

/// Three rules that name max, one of them to come and one of max's later delegate; max is disabled.
async fn with_leaver() -> (World, Browser) {
    let world = World::new().await;
    let mut ada = world.sign_in("ada").await;
    name_delegate(&mut ada, "mara", "max").await;
    let to_come = [
        ("kind", "temporary"),
        ("delegate", "max"),
        ("starts_on", "2028-02-01"),
        ("ends_on", "2028-02-10"),
    ];
    ada.post(&rule_of("mina"), &to_come).await;
    name_delegate(&mut ada, "bea", "max").await;
    disable(&world, "max").await;
    (world, ada)
}

async fn replace(admin: &mut Browser, delegate: &str) -> Page {
    let path = format!("{USERS}/max");
    let version = admin.get(&path).await.value_of("version").unwrap();
    admin
        .submit(&path, &[("delegate", delegate), ("version", &version)])
        .await
}

/// (owner, delegate, kind, from, to) of each rule that counts.
async fn rules(world: &World) -> Vec<[String; 5]> {
    let sql = "SELECT o.username, d.username, r.kind, r.starts_at::text, coalesce(r.ends_at::text, '') FROM delegation_rules r
        JOIN people o ON o.id = r.owner_id JOIN people d ON d.id = r.delegate_id WHERE r.closed_at IS NULL ORDER BY 1";
    let rows = world.rows(sql, &[]).await;
    rows.iter()
        .map(|row| [0, 1, 2, 3, 4].map(|column| row.get(column)))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn t1_every_rule_is_replaced_and_keeps_its_period() {
    let (world, mut ada) = with_leaver().await;
    let page = ada.get(&format!("{USERS}/max")).await;
    assert!(
        page.says("Max Roth is disabled, and 3 rules still name them"),
        "{}",
        page.text()
    );
    assert!(page.has(REPLACE) && page.has_button("Replace in all 3 rules"));
    world.at("2028-01-12T10:00:00Z");
    let mut ada = world.sign_in("ada").await;
    let page = replace(&mut ada, "ben").await;
    assert!(
        page.has_message("Ben Ode is the delegate in 3 rules in place of Max Roth."),
        "{}",
        page.text()
    );
    assert!(page.has_empty_state("Max Roth covers nobody") && !page.has(REPLACE));
    let now = "2028-01-12 10:00:00+00";
    let expected = [
        ["bea", "ben", "permanent", now, ""],
        ["mara", "ben", "permanent", now, ""],
        [
            "mina",
            "ben",
            "temporary",
            "2028-01-31 15:00:00+00",
            "2028-02-10 15:00:00+00",
        ],
    ];
    assert_eq!(rules(&world).await, expected.map(|rule| rule.map(str::to_owned)));
    assert_eq!(
        world
            .count("SELECT count(*) FROM delegation_rules WHERE closed_at IS NOT NULL")
            .await,
        3,
        "the old ones stay in the history"
    );
    let entries = "SELECT count(*) FROM audit_log l JOIN people o ON o.id = l.on_behalf_of WHERE l.action = 'delegation_rule.saved'
        AND l.through = '/admin/directory/users/max' AND l.before->>'delegate' = 'max' AND l.after->>'delegate' = 'ben'";
    assert_eq!(world.count(entries).await, 3, "G3, G4");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t16_owners_and_both_delegates_are_told() {
    let (world, mut ada) = with_leaver().await;
    replace(&mut ada, "ben").await;
    let mut mara = world.sign_in("mara").await;
    let told = mara.get("/notifications").await;
    assert!(
        told.has_log_line(
            "Ada Holm changed your delegate. Ben Ode gets your new tasks from Tue 11 Jan 2028 09:00"
        ),
        "{}",
        told.text()
    );
    let mut ben = world.sign_in("ben").await;
    let told = ben.get("/notifications").await;
    // Mina's rule is to come.
    for words in [
        "You are now Mara Vogel’s delegate",
        "You will be Mina Sato’s delegate",
        "You are now Bea Lund’s delegate",
    ] {
        assert!(told.has_log_line(words), "{words}: {}", told.text());
    }
    let gone = "SELECT count(*) FROM outbox o JOIN people p ON p.id = o.person_id WHERE p.username = 'max'
        AND o.event->>'what' = 'no_longer_delegate'";
    assert_eq!(world.count(gone).await, 3);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t4_whoever_would_be_their_own_delegate_is_named_and_keeps_their_rule() {
    let (world, mut ada) = with_leaver().await;
    let page = replace(&mut ada, "bea").await;
    assert!(
        page.has_message("Bea Lund is the delegate in 2 rules in place of Max Roth.")
            && page.has_message("Not replaced, as nobody can be their own delegate: Bea Lund."),
        "{}",
        page.text()
    );
    assert!(page.says("1 rule still names them"));
    let delegates: Vec<_> = rules(&world)
        .await
        .into_iter()
        .map(|[owner, delegate, ..]| (owner, delegate))
        .collect();
    let expected = [("bea", "max"), ("mara", "bea"), ("mina", "bea")];
    assert_eq!(
        delegates,
        expected.map(|(owner, delegate)| (owner.to_owned(), delegate.to_owned()))
    );
    // Of a single rule that is all there is to say.
    let page = replace(&mut ada, "bea").await;
    assert_eq!(page.status, 422);
    assert!(
        page.refuses(
            "delegate",
            "Bea Lund cannot be their own delegate: choose somebody else"
        ),
        "{}",
        page.text()
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t6_the_loops_that_it_closes_are_named() {
    let (world, mut ada) = with_leaver().await;
    name_delegate(&mut ada, "ben", "mara").await;
    let page = replace(&mut ada, "ben").await;
    assert!(
        page.has_message("This closes a loop: Mara Vogel → Ben Ode → Mara Vogel."),
        "{}",
        page.text()
    );
    let begins = |name: &str| page.says(&format!("{name} → "));
    assert!(begins("Mara Vogel") && !begins("Mina Sato"), "{}", page.text());
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g6_whoever_cannot_be_the_delegate_is_refused_and_nothing_is_replaced() {
    let (world, mut ada) = with_leaver().await;
    let before = rules(&world).await;
    for (delegate, words) in [
        ("", "Enter the username of the new delegate"),
        ("max", "Delegate must be an active person"),
        ("zoe", "Delegate must be an active person"),
        ("nobody", "nobody active has the username “nobody”"),
    ] {
        let page = replace(&mut ada, delegate).await;
        assert_eq!(page.status, 422, "{delegate}");
        assert!(
            page.has("[role=alert]") && page.refuses("delegate", words),
            "{delegate}: {}",
            page.text()
        );
        assert_eq!(page.value_of("delegate").as_deref(), Some(delegate));
    }
    assert_eq!(rules(&world).await, before);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g5_a_stale_page_replaces_nothing_and_a_second_click_finds_it_done() {
    let (world, mut ada) = with_leaver().await;
    let path = format!("{USERS}/max");
    let stale = ada.get(&path).await.value_of("version").unwrap();
    let mut mara = world.sign_in("mara").await;
    let version = mara.get("/profile/delegate").await.value_of("version").unwrap();
    world.at("2028-01-11T09:05:00Z");
    mara.post(
        "/profile/delegate",
        &[("action", "remove"), ("version", &version)],
    )
    .await;
    let page = ada.post(&path, &[("delegate", "ben"), ("version", &stale)]).await;
    assert_eq!(page.status, 409);
    assert!(
        page.has_error("Mara Vogel changed these rules on Tue 11 Jan 2028 09:05 Europe/London"),
        "{}",
        page.text()
    );
    assert_eq!(page.value_of("delegate").as_deref(), Some("ben"));
    let saved = "SELECT count(*) FROM delegation_rules";
    assert_eq!(world.count(saved).await, 3, "nothing was replaced");
    let version = page.value_of("version").unwrap();
    let fields = [("delegate", "ben"), ("version", version.as_str()), FORM];
    for _ in 0..2 {
        let page = ada.submit(&path, &fields).await;
        assert!(
            page.has_message("Ben Ode is the delegate in 2 rules in place of Max Roth."),
            "{}",
            page.text()
        );
    }
    assert_eq!(world.count(saved).await, 5, "the second click replaced nothing");
    for forged in ["", "2", "x-y", "99999999999999999999-1"] {
        let page = ada
            .post(&path, &[("delegate", "ines"), ("version", forged)])
            .await;
        assert_eq!(page.status, 409, "{forged}");
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_replacements_at_once_one_counts() {
    let (world, mut ada) = with_leaver().await;
    let path = format!("{USERS}/max");
    let version = ada.get(&path).await.value_of("version").unwrap();
    let posts = ["ben", "ines", "ben", "ines", "hugo", "tess"].map(|delegate| {
        let (mut tab, path, version) = (ada.clone(), path.clone(), version.clone());
        tokio::spawn(async move {
            tab.post(&path, &[("delegate", delegate), ("version", &version)])
                .await
                .status
        })
    });
    let mut statuses = Vec::new();
    for post in posts {
        statuses.push(post.await.unwrap());
    }
    assert!(
        statuses.contains(&303) && statuses.iter().all(|status| [303, 409].contains(status)),
        "{statuses:?}"
    );
    let delegates: std::collections::BTreeSet<_> = rules(&world)
        .await
        .into_iter()
        .map(|[_, delegate, ..]| delegate)
        .collect();
    assert_eq!(delegates.len(), 1, "one of them for all rules: {delegates:?}");
    assert_eq!(world.count("SELECT count(*) FROM delegation_rules").await, 6);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_active_is_replaced_and_nobody_else_replaces() {
    let (world, mut ada) = with_leaver().await;
    name_delegate(&mut ada, "milo", "tess").await;
    for (who, is_offered) in [("max", true), ("tess", false)] {
        let page = ada.get(&format!("{USERS}/{who}")).await;
        assert_eq!(page.has(REPLACE), is_offered, "{who}: {}", page.text());
    }
    let page = ada
        .post(
            &format!("{USERS}/tess"),
            &[("delegate", "ben"), ("version", "1-4")],
        )
        .await;
    assert_eq!(page.status, 409);
    assert!(page.has_error("Tess Mori is active"), "{}", page.text());
    for username in ["hugo", "ines", "mara"] {
        let mut browser = world.sign_in(username).await;
        let page = browser
            .post(
                &format!("{USERS}/max"),
                &[("delegate", "ben"), ("version", "3-3")],
            )
            .await;
        assert_eq!(page.status, 403, "{username}");
    }
    assert_eq!(
        world
            .count("SELECT count(*) FROM delegation_rules WHERE closed_at IS NOT NULL")
            .await,
        0
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t16_an_owner_is_told_once_however_the_delegate_became_inactive() {
    let world = World::new().await;
    let mut ada = world.sign_in("ada").await;
    for (owner, delegate) in [("mara", "bea"), ("milo", "max"), ("mina", "tess")] {
        name_delegate(&mut ada, owner, delegate).await;
    }
    let told = async || -> Vec<String> {
        let sql = "SELECT p.username FROM outbox o JOIN people p ON p.id = o.person_id
            WHERE o.event->>'what' = 'delegate_inactive' ORDER BY o.id";
        world.texts(sql, &[]).await
    };
    assert_eq!(
        world.services.delegates().tell_owners_of_leavers().await.unwrap(),
        0
    );
    // By an import, at once.
    world
        .import("bea,Bea Lund,bea@example.org,mara,Finance,Clerk,London,2018-01-01,2028-01-10,Europe/London,employee\n")
        .await;
    assert_eq!(told().await, ["mara"]);
    // By disabling.
    disable(&world, "max").await;
    assert_eq!(
        world.services.delegates().tell_owners_of_leavers().await.unwrap(),
        1,
        "not mara again"
    );
    // By a termination date that passes in the delegate's own zone.
    world
        .import("tess,Tess Mori,tess@example.org,mina,Operations,Clerk,Tokyo,2019-01-01,2028-01-31,Asia/Tokyo,employee\n")
        .await;
    world.at("2028-01-31T14:59:59Z");
    assert_eq!(
        world.services.delegates().tell_owners_of_leavers().await.unwrap(),
        0
    );
    world.at("2028-01-31T15:00:00Z");
    assert_eq!(
        world.services.delegates().tell_owners_of_leavers().await.unwrap(),
        1
    );
    assert_eq!(
        world.services.delegates().tell_owners_of_leavers().await.unwrap(),
        0,
        "once"
    );
    assert_eq!(told().await, ["mara", "milo", "mina"]);
    world.end().await;
}
