//! Tools › Scheduled Processes (J1, J5).

use super::{PAGE, lend, option, run};
use crate::support::{Page, World};

fn rows(page: &Page) -> usize {
    page.count("tr")
}

#[tokio::test(flavor = "multi_thread")]
async fn j1_it_says_when_the_job_runs_and_runs_it() {
    let world = World::new().await;
    option(&world, "SITE_TIME_ZONE", "Asia/Tokyo").await;
    lend(&world, "mara", "max", "2028-01-12", "2028-01-20").await;
    let mut ada = world.sign_in("ada").await;
    let page = ada.get(PAGE).await;
    assert_eq!((page.status, page.h1().as_str()), (200, "Scheduled Processes"));
    assert!(page.has_heading("Send Pending LDAP Requests") && page.has_button("Run now"));
    for fact in ["*/15 * * * *", "Tue 11 Jan 2028 18:15 Asia/Tokyo"] {
        assert!(page.has_fact(fact), "{fact}: {}", page.text());
    }
    assert!(page.has_empty_state("The job has not run yet"), "{}", page.text());
    for cells in [
        "Begin delegation Line manager, Mara Vogel to Max Roth",
        "waits for its day",
    ] {
        assert!(page.has_row(cells), "{cells}: {}", page.text());
    }
    world.at("2028-01-12T00:00:00Z");
    let mut ada = world.sign_in("ada").await;
    let page = ada.submit(PAGE, &[("action", "run")]).await;
    assert!(page.has_message("The job has run: 1 begun"), "{}", page.text());
    assert!(page.has_row("Ada Holm"), "who started it: {}", page.text());
    let page = ada.submit(PAGE, &[("action", "run")]).await;
    assert_eq!(page.flash(), "The job has run: nothing was due.");
    let audited = "SELECT count(*) FROM audit_log WHERE action = 'job.run_by_hand'";
    assert_eq!(world.count(audited).await, 2, "G4");
    run(&world).await;
    assert!(ada.get(PAGE).await.has_row("the command"));
    option(&world, "SEND_PENDING_LDAP_REQUESTS_SCHEDULE", "").await;
    assert!(ada.get(PAGE).await.has_fact("By hand only"));
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn j1_requests_are_filtered_and_read_page_by_page() {
    let world = World::new().await;
    lend(&world, "mara", "max", "2028-01-11", "2028-01-20").await;
    let more = "INSERT INTO role_requests (kind, grant_id, due_at, applied_at, next_at, created_at, state, last_error)
        SELECT 'add', g.id, '2028-01-10Z', '2028-01-10Z', '2028-01-10Z', '2028-01-10Z', 'faulted', 'no <b>such</b> object'
        FROM (SELECT g.id FROM grants g JOIN people p ON p.id = g.person_id WHERE p.username = 'ben' LIMIT 1) g, generate_series(1, 60)";
    world.database.batch(more).await;
    let mut ada = world.sign_in("ada").await;
    let page = ada.get(&format!("{PAGE}?state=faulted")).await;
    assert_eq!(rows(&page), 51, "a heading and fifty");
    assert!(
        page.has_row("no <b>such</b> object") && !page.body.contains("<b>such"),
        "it is shown as text"
    );
    let next = ada.get(&page.next().unwrap()).await;
    assert_eq!(rows(&next), 11);
    for (query, expected) in [
        ("state=pending&kind=begin", 2),
        ("kind=end", 2),
        ("person=max", 4),
        ("person=MARA&kind=end", 2),
        ("person=ben&state=faulted&kind=remove", 0),
        ("person=nobody", 0),
        ("state=nonsense&kind=begin", 2),
    ] {
        let page = ada.get(&format!("{PAGE}?{query}")).await;
        assert_eq!(
            (page.status, rows(&page)),
            (200, expected),
            "{query}: {}",
            page.text()
        );
    }
    assert!(
        ada.get(&format!("{PAGE}?person=nobody"))
            .await
            .says("Nobody has the username “nobody”")
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn j1_what_is_rare_among_many_is_found_without_reading_them() {
    let world = World::new().await;
    let stored = "
        INSERT INTO role_requests (kind, grant_id, due_at, applied_at, next_at, created_at, state, finished_at)
          SELECT 'add', g.id, g.granted_at, g.granted_at, g.granted_at, g.granted_at,
            CASE WHEN n = 1 THEN 'superseded' ELSE 'complete' END, g.granted_at
          FROM (SELECT id, granted_at FROM grants LIMIT 1) g, generate_series(1, 50000) n;
        ANALYZE role_requests";
    world.database.batch(stored).await;
    let plan = "EXPLAIN SELECT w.* FROM unnest(ARRAY['complete', 'superseded']) AS s (state) CROSS JOIN unnest(ARRAY['end']) AS k (kind) \
        CROSS JOIN LATERAL (SELECT * FROM role_requests w WHERE w.state = s.state AND w.kind = k.kind AND -w.id > -100000 \
        ORDER BY -w.id LIMIT 51) w";
    let explained = world.rows(plan, &[]).await;
    let plan: Vec<String> = explained.iter().map(|row| row.get(0)).collect();
    let plan = plan.join("\n");
    assert!(
        plan.contains("role_requests_newest_idx") && !plan.contains("Seq Scan"),
        "{plan}"
    );
    let mut ada = world.sign_in("ada").await;
    for (filter, expected) in [
        ("state=superseded", 2),
        ("kind=end", 0),
        ("state=superseded&kind=add", 2),
    ] {
        let page = ada.get(&format!("{PAGE}?{filter}")).await;
        assert_eq!((page.status, rows(&page)), (200, expected), "{filter}");
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn j5_everything_that_failed_is_retried_at_once_and_forged_ids_change_nothing() {
    let world = World::new().await;
    run(&world).await;
    let faulted = "UPDATE role_requests SET state = 'faulted', attempts = 10, finished_at = NULL WHERE id IN \
                   (SELECT id FROM role_requests ORDER BY id LIMIT 3)";
    world.database.batch(faulted).await;
    let mut ada = world.sign_in("ada").await;
    assert!(ada.get(PAGE).await.has_button("Retry all that failed"));
    let page = ada.submit(PAGE, &[("retry", "all")]).await;
    assert_eq!(page.flash(), "3 requests are tried again at the next run.");
    let fresh = "SELECT count(*) FROM role_requests WHERE state = 'pending' AND attempts = 0";
    assert_eq!(world.count(fresh).await, 3);
    assert_eq!(run(&world).await.suppressed, 3);
    let page = ada.submit(PAGE, &[("retry", "987654")]).await;
    assert!(
        page.has_message("There is nothing to try again"),
        "{}",
        page.text()
    );
    assert_eq!(ada.post(PAGE, &[("retry", "1 OR 1=1")]).await.status, 422);
    for who in ["ben", "mara", "hugo", "ines"] {
        let mut browser = world.sign_in(who).await;
        assert_eq!(browser.get(PAGE).await.status, 403, "{who}");
        assert_eq!(
            browser.post(PAGE, &[("action", "run")]).await.status,
            403,
            "{who}"
        );
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn j1_what_cannot_be_read_of_a_run_is_not_shown_as_nothing() {
    let world = World::new().await;
    run(&world).await;
    let mut ada = world.sign_in("ada").await;
    let readable = ada.get(PAGE).await;
    assert!(!readable.says("Unknown"), "{}", readable.text());
    for unreadable in [
        "counts - 'begun'",
        "counts || '{\"begun\": \"many\"}'",
        "counts || '{\"directory_rests\": \"newer\"}'",
    ] {
        let change = format!("UPDATE job_runs SET counts = {unreadable}");
        world.database.batch(&change).await;
        let page = ada.get(PAGE).await;
        assert_eq!(page.status, 200, "{unreadable}");
        assert!(page.says("Unknown"), "{unreadable}: {}", page.text());
        run(&world).await;
        world
            .database
            .batch("DELETE FROM job_runs WHERE id < (SELECT max(id) FROM job_runs)")
            .await;
        assert!(!ada.get(PAGE).await.says("Unknown"), "{unreadable}");
    }
    world.end().await;
}
