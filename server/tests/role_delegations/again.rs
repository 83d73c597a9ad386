//! The second click, and a save that changes nothing (G5, R10): answered as done, and nothing is done twice.

use super::{NEW, change_to, edit_path, fields, lend, lend_to};
use crate::support::World;

async fn written(world: &World) -> (i64, i64) {
    let entries = "SELECT count(*) FROM audit_log WHERE object_kind = 'role_delegation'";
    let messages = "SELECT count(*) FROM outbox";
    (world.count(entries).await, world.count(messages).await)
}

/// What a review page posts, with its id.
fn form<'a>(id: &'a str, to: &'a str) -> [(&'a str, &'a str); 6] {
    let [role, proxy, from, to, action] = fields("line_manager", "ben", "2028-01-11", to, "save");
    [role, proxy, from, to, action, ("form", id)]
}

#[tokio::test(flavor = "multi_thread")]
async fn g5_a_second_click_on_save_says_what_the_first_one_did() {
    let world = World::new().await;
    let mut mara = world.sign_in("mara").await;
    let review = fields("line_manager", "ben", "2028-01-11", "2028-02-10", "continue");
    let id = mara.post(NEW, &review).await.value_of("form").unwrap();
    let first = mara.submit(NEW, &form(&id, "2028-02-10")).await;
    let once = written(&world).await;
    let second = mara.submit(NEW, &form(&id, "2028-02-10")).await;
    for page in [&first, &second] {
        assert_eq!(page.status, 200, "{}", page.text());
        assert!(
            page.has_message("Ben Ode has Line manager from Tue 11 Jan 2028 09:00"),
            "{}",
            page.text()
        );
    }
    assert_eq!(written(&world).await, once);
    // Another look at the same is another form, and an overlap is one (R5); so is one of somebody else's.
    let again = mara.post(NEW, &review).await.value_of("form").unwrap_or_default();
    assert_ne!(again, id);
    assert_eq!(mara.submit(NEW, &form(&again, "2028-02-10")).await.status, 422);
    assert_eq!(
        lend(&mut mara, "ben", "2028-01-11", "2028-02-10").await.status,
        422
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g5_of_many_clicks_at_once_one_saves_and_all_are_told_so() {
    let world = World::new().await;
    let mara = world.sign_in("mara").await;
    let mut clicks = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let mut tab = mara.clone();
        clicks.spawn(async move {
            let id = "0f6b5f9e-6f0f-4c64-9d5e-0d8a6e1f0a11";
            tab.post(NEW, &form(id, "2028-02-10")).await.status
        });
    }
    assert_eq!(clicks.join_all().await, [303; 8]);
    assert_eq!(world.count("SELECT count(*) FROM role_delegations").await, 1);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g5_a_second_click_on_a_change_and_on_delete_is_answered_as_done() {
    let world = World::new().await;
    let mut mara = world.sign_in("mara").await;
    lend(&mut mara, "ben", "2028-01-11", "2028-02-10").await;
    let path = edit_path(&world).await;
    let page = mara.get(&path).await;
    let (version, id) = (page.value_of("version").unwrap(), page.value_of("form").unwrap());
    let dates = [
        ("starts_on", ""),
        ("ends_on", "2028-02-20"),
        ("version", version.as_str()),
        ("action", "save"),
        ("form", id.as_str()),
    ];
    for _ in 0..2 {
        let page = mara.submit(&path, &dates).await;
        assert!(
            page.status == 200 && page.has_message("to the end of Sat 19 Feb 2028"),
            "{}",
            page.text()
        );
    }
    let other = [dates[0], ("ends_on", "2028-02-25"), dates[2], dates[3], dates[4]];
    assert_eq!(
        mara.submit(&path, &other).await.status,
        409,
        "another end is no second click"
    );
    let mut included = dates.to_vec();
    included.push(("through_end", "true"));
    assert_eq!(
        mara.submit(&path, &included).await.status,
        409,
        "nor is the same end, included"
    );
    let question = mara.post(&path, &[("ask", "delete")]).await;
    let once = mara.confirm(&path, &question, None).await;
    let entries = written(&world).await;
    let twice = mara.confirm(&path, &question, None).await;
    assert_eq!((once.status, twice.status), (303, 303), "{}", twice.text());
    assert_eq!(written(&world).await, entries);
    let other = mara.post(&path, &[("version", "2"), ("action", "delete")]).await;
    assert_eq!(other.status, 409, "without its id it is no second click");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r10_a_save_that_changes_nothing_ends_nothing_on_the_last_day() {
    let world = World::new().await;
    let mut mara = world.sign_in("mara").await;
    lend_to(&mut mara, "ben", ("2028-01-11", "2028-01-13", true)).await;
    world.at("2028-01-13T09:00:00Z");
    let entries = written(&world).await;
    let path = edit_path(&world).await;
    let page = change_to(&mut mara, &path, ("", "2028-01-13", true), "save").await;
    assert!(
        page.status == 200 && page.has_state("In force"),
        "{}",
        page.text()
    );
    assert!(
        page.has_message("to the end of Thu 13 Jan 2028"),
        "{}",
        page.text()
    );
    assert_eq!(
        written(&world).await,
        entries,
        "nothing was changed, and so nothing is on record"
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g1_the_table_shows_the_instants_that_the_days_mean() {
    let world = World::new().await;
    let mut mara = world.sign_in("mara").await;
    lend(&mut mara, "ben", "2028-02-01", "2028-02-10").await;
    let words = |end: &str| format!("Tue 1 Feb 00:00 – {end}, Europe/London");
    let page = mara.get(super::OVERVIEW).await;
    assert!(page.has_row(&words("end of Wed 9 Feb")), "{}", page.text());
    let ben = world.seen_by("ben", super::OVERVIEW).await;
    assert!(ben.has_row(&words("end of Wed 9 Feb")), "{}", ben.text());
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g6_an_old_page_whose_delegation_is_over_saves_nothing_and_says_so() {
    let world = World::new().await;
    let mut mara = world.sign_in("mara").await;
    let id = "0f6b5f9e-6f0f-4c64-9d5e-0d8a6e1f0a12";
    assert_eq!(mara.post(NEW, &form(id, "2028-02-10")).await.status, 303);
    let path = edit_path(&world).await;
    let delete = [("version", "1"), ("action", "delete")];
    assert_eq!(mara.post(&path, &delete).await.status, 303);
    let page = mara.post(NEW, &form(id, "2028-02-10")).await;
    assert_eq!(page.status, 422, "{}", page.text());
    assert!(
        page.refuses("starts_on", "This page was saved before"),
        "{}",
        page.text()
    );
    assert_eq!(world.count("SELECT count(*) FROM role_delegations").await, 1);
    world.end().await;
}
