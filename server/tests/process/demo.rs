//! `locum demo load` and the server that is there to be looked at.

use test_database::TestDatabase;

use crate::support::{Program, World};

const PASSWORD: &str = "a password for everybody";

fn set<'a>(database: &'a TestDatabase, password: &'a str) -> [(&'static str, &'a str); 2] {
    [("DATABASE_URL", &database.url), ("LOCUM_DEMO_PASSWORD", password)]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_demo_is_loaded_once_and_signed_into() {
    let world = World::empty().await;
    let (clock, url) = (world.clock.path(), world.database.url.clone());
    let set = [
        ("DATABASE_URL", url.as_str()),
        ("LOCUM_DEMO_PASSWORD", PASSWORD),
        ("LOCUM_ENV", "test"),
        ("LOCUM_CLOCK_FILE", clock.to_str().unwrap()),
    ];
    let output = Program::run(&["demo", "load"], &set, "");
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(said.contains(PASSWORD) && output.stdout.is_empty(), "{said}");

    let again = Program::run(&["demo", "load"], &set, "");
    let said = String::from_utf8(again.stderr).unwrap();
    assert_eq!(again.status.code(), Some(1), "{said}");
    assert!(said.contains("empty"), "{said}");

    for username in [
        "ada", "abel", "ines", "hugo", "mara", "milo", "mina", "ben", "bea",
    ] {
        let mut browser = world.browser();
        let page = browser
            .post("/login", &[("username", username), ("password", PASSWORD)])
            .await;
        assert_eq!(page.status, 303, "{username}");
        assert_eq!(browser.get("/").await.status, 200, "{username}");
    }
    let page = world
        .browser()
        .post("/login", &[("username", "zoe"), ("password", PASSWORD)])
        .await;
    assert_eq!(page.status, 422, "zoe has left");
    for (username, expected) in [
        (
            "mara",
            &[
                "In force",
                "Scheduled",
                "Ended its end date came",
                "Cancelled deleted",
                "Hugo Martin for Mara Eze",
                "Gita Chandran",
            ][..],
        ),
        ("hugo", &["Suspended", "In force", "Lena Sørensen"]),
        ("ben", &["In force", "Scheduled", "Hugo Martin for Bea Fontaine"]),
        ("bea", &["In force", "Cancelled", "Hugo Martin for Bea Fontaine"]),
    ] {
        let mut browser = world.browser();
        browser
            .post("/login", &[("username", username), ("password", PASSWORD)])
            .await;
        let page = browser.get("/me/roles-and-delegations").await;
        for words in expected {
            assert!(page.says(words), "{username}, {words}: {}", page.text());
        }
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_to_look_at_says_how_to_sign_in() {
    let database = TestDatabase::new().await;
    let first = Program::serve_with(&["--demo"], &set(&database, PASSWORD));
    assert_eq!(
        first.greeting,
        format!("sign in as ada, mara or ben with the password {PASSWORD}")
    );
    first.signal("TERM");
    assert_eq!(first.wait().0.code(), Some(0));
    let second = Program::serve_with(&["--demo"], &[("DATABASE_URL", &database.url)]);
    assert!(
        second.greeting.contains("that was printed when they were loaded"),
        "{}",
        second.greeting
    );
    second.signal("TERM");
    assert_eq!(second.wait().0.code(), Some(0));
    database.drop_database().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_generated_organisation_has_the_size_asked_for() {
    let database = TestDatabase::new().await;
    let output = Program::run(
        &["demo", "load", "--people", "200"],
        &set(&database, PASSWORD),
        "",
    );
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(said.starts_with("Loaded 200 people"), "{said}");
    database.drop_database().await;
    let database = TestDatabase::new().await;
    for (arguments, password, words) in [
        (&["demo", "load", "--people", "3"][..], PASSWORD, "People must be"),
        (&["demo", "load"], "short", "at least 8"),
    ] {
        let output = Program::run(arguments, &set(&database, password), "");
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains(words), "{said}");
    }
    database.drop_database().await;
}
