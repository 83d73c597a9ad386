//! What is said of a change whose answer was lost on the way (G6): never that nothing was changed, where it may have been.

use serde_json::json;

use crate::api::{Answer, Caller};
use crate::support::{Break, CountingPostgres, Page, Setup, TestClock, World};
use crate::tasks::{decide, open, request, with_roles};

/// A world whose connections to the database can be broken.
async fn breakable() -> (World, CountingPostgres) {
    let (world, door) = World::counted().await;
    (with_roles(world).await, door)
}

/// What is said only where it is known.
const UNCHANGED: &str = "Nothing was changed.";

/// Checks that it says that the change may have been made, and returns what it advises.
fn not_known(page: &Page) -> String {
    assert_eq!(
        (page.status, page.h1().as_str()),
        (503, "It is not known whether this was done")
    );
    let text = page.text();
    assert!(text.contains("may have been done all the same"), "{text}");
    assert!(!text.contains(UNCHANGED), "{text}");
    text
}

#[tokio::test(flavor = "multi_thread")]
async fn g6_a_commit_whose_answer_is_lost_may_have_been_kept() {
    let (world, door) = breakable().await;
    for (place, decided) in [(Break::Question, 0), (Break::Answer, 1)] {
        let task = request(&world, "ben", "ben", "viewer").await;
        let mut mara = world.sign_in("mara").await;
        door.break_at("COMMIT", place);
        let page = decide(&mut mara, &task, "approve", "").await;
        assert!(door.is_broken());
        assert!(
            not_known(&page).contains("Look before you send it again"),
            "{}",
            page.text()
        );
        let approved = "SELECT count(*) FROM tasks WHERE state = 'approved'";
        assert_eq!(world.count(approved).await, decided, "{place:?}");
        // Whoever looks sees what became of it.
        let page = mara.get(&task).await;
        assert_eq!(page.status, 200);
        if decided == 0 {
            assert_eq!(decide(&mut mara, &task, "deny", "Not now").await.status, 303);
        }
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g3_a_session_ends_together_with_its_entry_in_the_audit_log() {
    let (world, door) = breakable().await;
    for (place, ended) in [(Break::Question, 0), (Break::Answer, 1)] {
        let mut mara = world.sign_in("mara").await;
        door.break_at("COMMIT", place);
        not_known(&mara.post("/logout", &[]).await);
        assert!(door.is_broken());
        let written = "SELECT count(*) FROM audit_log WHERE action = 'session.signed_out'";
        assert_eq!(world.count(written).await, ended, "{place:?}");
        let status = if ended == 0 { 200 } else { 303 };
        assert_eq!(mara.get("/profile").await.status, status, "{place:?}");
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g6_what_breaks_before_a_commit_changes_nothing_and_says_so() {
    let (world, door) = breakable().await;
    let task = request(&world, "ben", "ben", "viewer").await;
    let mut mara = world.sign_in("mara").await;
    door.break_at("BEGIN", Break::Answer);
    let page = decide(&mut mara, &task, "approve", "").await;
    assert!(door.is_broken());
    assert_eq!(
        (page.status, page.h1().as_str()),
        (503, "Locum is not available for the moment")
    );
    assert!(page.has_lead(UNCHANGED), "{}", page.text());
    assert_eq!(open(&world).await, 1);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g6_a_form_with_an_id_may_be_sent_again_and_is_done_once() {
    let (world, door) = breakable().await;
    let mut ben = world.sign_in("ben").await;
    for (place, role) in [(Break::Question, "viewer"), (Break::Answer, "editor")] {
        let id = ben.get("/requests/new").await.value_of("form").unwrap();
        let form = [
            ("form", id.as_str()),
            ("subject", "ben"),
            ("role", role),
            ("reason", "Quarter end"),
        ];
        door.break_at("COMMIT", place);
        let page = ben.post("/requests/new", &form).await;
        match place {
            // What was kept is found, and answered as ever.
            Break::Answer => assert_eq!(page.status, 303, "{}", page.text()),
            Break::Question => assert!(
                not_known(&page).contains("send the same form once more: it is recognised"),
                "{}",
                page.text()
            ),
        }
        let page = ben.post("/requests/new", &form).await;
        assert_eq!(page.status, 303, "{}", page.text());
        let made = "SELECT count(*) FROM tasks t JOIN roles r ON r.id = t.role_id WHERE r.code = $1";
        let rows = world.rows(made, &[&role]).await;
        assert_eq!(rows[0].get::<_, i64>(0), 1, "{place:?}");
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g6_a_call_whose_answer_is_lost_is_told_to_repeat_itself_with_its_key() {
    let (world, door) = breakable().await;
    let system = Caller::able(&world).await;
    let not_known = |answer: &Answer| {
        assert_eq!(answer.status, 503, "{}", answer.text);
        let detail = answer.json()["detail"].as_str().unwrap().to_owned();
        assert!(
            detail.contains("may have been done all the same") && detail.contains("`Idempotency-Key`"),
            "{detail}"
        );
        assert!(!detail.contains(UNCHANGED), "{detail}");
    };
    // A task is one statement, without a transaction around it.
    door.break_at("INSERT INTO tasks", Break::Answer);
    let keyed = system.clone().with("idempotency-key", "create");
    let body = json!({ "policy": 1, "subject": "ben" });
    not_known(&keyed.post("/tasks", body.clone()).await);
    assert!(door.is_broken());
    let created = keyed.post("/tasks", body).await;
    assert_eq!(created.status, 201, "{}", created.text);
    assert_eq!(created.header("idempotency-replayed"), Some("true"));
    assert_eq!(world.count("SELECT count(*) FROM tasks").await, 1);

    let decision = format!("/tasks/{}/decision", created.json()["id"].as_str().unwrap());
    let keyed = system.clone().with("idempotency-key", "decide");
    let body = json!({ "decision": "approve", "actor": "mara" });
    door.break_at("COMMIT", Break::Answer);
    not_known(&keyed.post(&decision, body.clone()).await);
    assert!(door.is_broken());
    let answer = keyed.post(&decision, body).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(answer.header("idempotency-replayed"), Some("true"));
    assert_eq!(world.count("SELECT count(*) FROM task_decisions").await, 1);
    world.end().await;
}

/// From now on no session can be saved.
const NO_SESSION_IS_SAVED: &str = "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'not now'; END $$; \
     CREATE TRIGGER refuse BEFORE UPDATE ON sessions FOR EACH ROW EXECUTE FUNCTION refuse()";

#[tokio::test(flavor = "multi_thread")]
async fn g6_a_change_stands_whose_session_cannot_be_saved_afterwards() {
    let clock = TestClock::new("2028-01-11T09:00:00Z");
    let setup = Setup {
        session_clock: clock.clock(),
        ..Setup::default()
    };
    let world = with_roles(World::with(setup).await).await;
    let task = request(&world, "ben", "ben", "viewer").await;
    let mut mara = world.sign_in("mara").await;
    world.database.batch(NO_SESSION_IS_SAVED).await;
    let page = decide(&mut mara, &task, "approve", "").await;
    not_known(&page);
    assert_eq!(
        world
            .count("SELECT count(*) FROM tasks WHERE state = 'approved'")
            .await,
        1
    );

    // By then each request is to be noted in the session, and that of one which was refused, or only reads, says what is true.
    clock.set("2028-01-11T10:00:00Z");
    let page = mara
        .post(
            "/requests/new",
            &[("subject", "mara"), ("role", ""), ("reason", "")],
        )
        .await;
    assert_eq!(page.status, 422, "{}", page.text());
    assert!(page.text().contains("There is a problem"), "{}", page.text());
    let page = mara.get("/profile").await;
    assert_eq!(page.status, 503);
    assert!(page.has_lead(UNCHANGED), "{}", page.text());
    world.end().await;
}
