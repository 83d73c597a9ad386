//! Saving a rule and what is said of it.

use super::{PATH, save_permanent, temporary};
use crate::support::World;

#[tokio::test(flavor = "multi_thread")]
async fn t2_permanent_is_preselected_and_a_copy_is_on_at_first() {
    let world = World::new().await;
    let mut mara = world.sign_in("mara").await;
    let page = mara.get(PATH).await;
    assert_eq!((page.status, page.h1().as_str()), (200, "Delegate tasks"));
    let is_checked = |input: &str| page.one(input).is_checked();
    assert!(is_checked("input[type=radio][value=permanent]"));
    assert!(!is_checked("input[type=radio][value=temporary]"));
    assert!(is_checked("input[type=checkbox][name=keep_copy]"));
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t2_a_temporary_rule_covers_whole_days_in_the_owners_zone() {
    let world = World::new().await;
    let mut mina = world.sign_in("mina").await;
    let page = mina
        .submit(PATH, &temporary("tess", "2028-02-01", "2028-02-29"))
        .await;
    assert_eq!(page.h1(), "My profile");
    assert!(
        page.has_message(
            "Tess Mori gets your new tasks from Tue 1 Feb 2028 00:00 to the end of Tue 29 Feb 2028, Asia/Tokyo."
        ),
        "{}",
        page.text()
    );
    assert!(page.says("Scheduled"));
    let window = &world
        .rows("SELECT starts_at::text, ends_at::text FROM delegation_rules", &[])
        .await[0];
    assert_eq!(
        (window.get::<_, &str>(0), window.get::<_, &str>(1)),
        ("2028-01-31 15:00:00+00", "2028-02-29 15:00:00+00")
    );
    world.at("2028-01-31T15:00:00Z");
    assert!(mina.get("/profile").await.says("In force"));
    world.at("2028-02-29T15:00:00Z");
    assert!(
        mina.get("/profile").await.says("Ended"),
        "T1: an expired rule is shown as ended"
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t3_a_start_of_today_or_earlier_means_from_the_moment_of_saving() {
    let world = World::new().await;
    let mut mara = world.sign_in("mara").await;
    for start in ["2028-01-11", "2027-12-01"] {
        let version = mara.get(PATH).await.value_of("version").unwrap_or_default();
        let mut fields = temporary("bea", start, "2028-01-20").to_vec();
        fields.push(("version", &version));
        let page = mara.submit(PATH, &fields).await;
        assert!(
            page.has_message("from Tue 11 Jan 2028 09:00 to the end of Thu 20 Jan 2028, Europe/London"),
            "{}",
            page.text()
        );
        assert!(
            page.has_message("Nothing is reassigned retroactively"),
            "said after saving"
        );
    }
    assert!(
        mara.get(PATH)
            .await
            .has_hint("Nothing is reassigned retroactively"),
        "said before saving"
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t1_a_new_rule_replaces_the_old_one_at_once_even_if_it_starts_later() {
    let world = World::new().await;
    let mut mara = world.sign_in("mara").await;
    save_permanent(&mut mara, "bea").await;
    let form = mara.get(PATH).await;
    assert!(
        form.has_hint("Saving replaces your present rule at once"),
        "the form says so first"
    );
    let version = form.value_of("version").unwrap();
    let mut later = temporary("ben", "2028-03-01", "2028-03-31").to_vec();
    later.push(("version", &version));
    mara.submit(PATH, &later).await;
    let rows = world
        .rows(
            "SELECT closed_at IS NULL, delegate_id FROM delegation_rules ORDER BY id",
            &[],
        )
        .await;
    assert_eq!(
        rows.iter().map(|row| row.get::<_, bool>(0)).collect::<Vec<_>>(),
        [false, true],
        "the old one stays in the history"
    );
    let profile = mara.get("/profile").await;
    let gets = |name: &str| profile.says(&format!("{name} gets your new tasks"));
    assert!(gets("Ben Ode") && !gets("Bea Lund"), "{}", profile.text());
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t16_a_person_is_told_when_they_become_and_stop_being_a_delegate() {
    let world = World::new().await;
    let mut mara = world.sign_in("mara").await;
    save_permanent(&mut mara, "bea").await;
    let mut bea = world.sign_in("bea").await;
    assert!(bea.get("/notifications").await.has_log_line("You are now Mara Vogel’s delegate. You get Mara Vogel’s new tasks from Tue 11 Jan 2028 09:00, Europe/London"));
    assert!(bea.get("/profile").await.says("You cover: Mara Vogel."));
    save_permanent(&mut mara, "ben").await;
    let page = bea.get("/notifications").await;
    assert!(
        page.has_log_line("You are no longer Mara Vogel’s delegate."),
        "{}",
        page.text()
    );
    assert!(
        page.says("Notifications 2"),
        "the bell counts them: {}",
        page.text()
    );
    bea.post("/notifications", &[("newest", &page.value_of("newest").unwrap())])
        .await;
    assert!(!bea.get("/notifications").await.has_log_line("Notifications 2"));
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g3_a_save_writes_its_audit_entry_with_who_and_through_what() {
    let world = World::new().await;
    let mut mara = world.sign_in("mara").await;
    save_permanent(&mut mara, "bea").await;
    let sql = "SELECT p.username, l.through, l.after ->> 'delegate', l.request_id FROM audit_log l JOIN people p ON p.id = l.actor_id \
               WHERE l.action = 'delegation_rule.saved'";
    let rows = world.rows(sql, &[]).await;
    assert_eq!(rows.len(), 1);
    assert_eq!(
        (
            rows[0].get::<_, &str>(0),
            rows[0].get::<_, &str>(1),
            rows[0].get::<_, &str>(2)
        ),
        ("mara", PATH, "bea")
    );
    assert!(
        rows[0].get::<_, Option<&str>>(3).is_some(),
        "the request's id is in the entry (G8)"
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g3_no_audit_entry_no_change() {
    let world = World::new().await;
    let mut mara = world.sign_in("mara").await;
    world.database.batch("ALTER TABLE audit_log ADD CONSTRAINT full_disk CHECK (action <> 'delegation_rule.saved') NOT VALID").await;
    let page = mara
        .post(PATH, &[("kind", "permanent"), ("delegate", "bea")])
        .await;
    assert_eq!(page.status, 500);
    assert!(
        !page.body.contains("full_disk"),
        "never a database's message to a client (G6)"
    );
    assert_eq!(world.count("SELECT count(*) FROM delegation_rules").await, 0);
    assert_eq!(world.count("SELECT count(*) FROM outbox").await, 0);
    world.end().await;
}

/// The button that drops the dates.
const WITHOUT_DATES: &str = "button[name=action][value=permanent]";

#[tokio::test(flavor = "multi_thread")]
async fn t2_dates_that_come_with_permanent_are_asked_about_and_nothing_is_lost() {
    let world = World::new().await;
    for (who, path) in [("mara", PATH), ("ada", "/admin/directory/users/mina/delegation")] {
        let mut browser = world.sign_in(who).await;
        let plain = browser.get(path).await;
        assert!(!plain.has(WITHOUT_DATES));
        assert!(plain.has(".rule-dates-of-temporary"), "hidden by the style sheet");
        for (starts_on, ends_on) in [("2028-02-01", "2028-02-10"), ("2028-02-01", ""), ("", "soon")] {
            let typed = [
                ("kind", "permanent"),
                ("delegate", "bea"),
                ("starts_on", starts_on),
                ("ends_on", ends_on),
            ];
            let page = browser.submit(path, &typed).await;
            assert_eq!(page.status, 422, "{path}: {}", page.text());
            assert!(
                page.refuses(
                    "kind",
                    "Permanent has no dates. Choose Temporary to keep them, or clear them"
                ),
                "{}",
                page.text()
            );
            assert!(page.points_at("kind"), "the summary leads to the question");
            assert!(
                !page.has(".rule-dates-of-temporary"),
                "what is asked about is shown"
            );
            for (name, value) in &typed[1..] {
                assert_eq!(page.value_of(name).unwrap_or_default(), *value, "{name}");
            }
        }
        let rules = "SELECT count(*) FROM delegation_rules WHERE closed_at IS NULL AND kind = 'permanent'";
        let before = world.count(rules).await;
        let typed = [
            ("kind", "permanent"),
            ("delegate", "bea"),
            ("starts_on", "2028-02-01"),
            ("ends_on", "2028-02-10"),
            ("action", "permanent"),
        ];
        let page = browser.submit(path, &typed).await;
        assert!(page.has_message("Saved. Bea Lund gets"), "{}", page.text());
        assert_eq!(world.count(rules).await, before + 1, "one rule, without dates");
    }
    world.end().await;
}
