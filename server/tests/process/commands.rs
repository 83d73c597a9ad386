//! The other commands: exit codes 0, 1, 2; messages to standard error, data to standard output.

use std::process::{Output, Stdio};

use crate::support::{HEADER, Program, World};

pub fn said(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

pub async fn run(world: &World, arguments: &[&str], input: &str) -> Output {
    let arguments: Vec<String> = arguments.iter().map(|&argument| argument.to_owned()).collect();
    let (url, input) = (world.database.url.clone(), input.to_owned());
    let clock = world.clock.path().to_str().unwrap().to_owned();
    let running = tokio::task::spawn_blocking(move || {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let set = [
            ("DATABASE_URL", url.as_str()),
            ("LOCUM_ENV", "test"),
            ("LOCUM_CLOCK_FILE", clock.as_str()),
        ];
        Program::run(&arguments, &set, &input)
    });
    running.await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn migrate_says_what_it_did() {
    let world = World::empty().await;
    let output = run(&world, &["migrate"], "").await;
    assert_eq!(
        (output.status.code(), said(&output).as_str()),
        (Some(0), "The schema is up to date.\n")
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_exported_can_be_imported_and_changes_nothing() {
    let world = World::new().await;
    let exported = run(&world, &["people", "export"], "").await;
    assert_eq!(exported.status.code(), Some(0), "{}", said(&exported));
    let file = String::from_utf8(exported.stdout).unwrap();
    assert!(file.starts_with(HEADER));
    let imported = run(&world, &["people", "import", "-"], &file).await;
    assert_eq!(imported.status.code(), Some(0), "{}", said(&imported));
    assert_eq!(
        said(&imported),
        "People: 0 created, 0 updated, 12 unchanged; 0 roles granted, 0 revoked.\n"
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_bad_line_is_named_and_nothing_is_changed() {
    let world = World::empty().await;
    let file = format!("{HEADER}\nben,Ben Ode,,nobody,,,,,,,employee\nbea,Bea Lund,,,,,,soon,,,employee\n");
    let output = run(&world, &["people", "import", "-"], &file).await;
    let text = said(&output);
    assert_eq!(output.status.code(), Some(2), "{text}");
    let lines: Vec<&str> = text.lines().collect();
    assert!(
        lines[0].starts_with("line 2: ") && lines[1].starts_with("line 3: "),
        "{text}"
    );
    assert_eq!(lines[2], "error: nothing was imported");
    assert_eq!(world.count("SELECT count(*) FROM people").await, 0);
    let output = run(&world, &["people", "import", "/nowhere/people.csv"], "").await;
    assert_eq!(output.status.code(), Some(2));
    assert!(
        said(&output).contains("/nowhere/people.csv cannot be read"),
        "{}",
        said(&output)
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dry_run_changes_nothing() {
    let world = World::empty().await;
    let file = format!("{HEADER}\nben,Ben Ode,,,,,,,,,employee\n");
    let output = run(&world, &["people", "import", "--dry-run", "-"], &file).await;
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(said(&output).contains("nothing was changed"), "{}", said(&output));
    assert_eq!(world.count("SELECT count(*) FROM people").await, 0);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_acts_at_once_on_a_running_server() {
    let world = World::new().await;
    let mut ben = world.sign_in("ben").await;
    let file = format!(
        "{HEADER}\nben,Ben Ode,ben@example.org,mara,Finance,Clerk,London,2018-01-01,2028-01-10,Europe/London,employee\n"
    );
    let output = run(&world, &["people", "import", "-"], &file).await;
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert_eq!(ben.get("/profile").await.status, 303);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_comes_from_standard_input() {
    let world = World::new().await;
    let mut ben = world.sign_in("ben").await;
    let output = run(
        &world,
        &["person", "set-password", "ben"],
        "a new good password\n",
    )
    .await;
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(output.stdout.is_empty() && !said(&output).contains("good password"));
    assert_eq!(
        ben.get("/profile").await.status,
        303,
        "S: a new password ends all sessions"
    );
    let fields = [("username", "ben"), ("password", "a new good password")];
    assert_eq!(ben.post("/login", &fields).await.status, 303);
    for (username, input, words) in [
        ("nobody", "a good password\n", "nobody with the username"),
        ("ben", "short\n", "at least 12"),
        ("ben", "passwordpassword\n", "too easy to guess"),
        ("ben", "", "no password"),
    ] {
        let output = run(&world, &["person", "set-password", username], input).await;
        assert_eq!(output.status.code(), Some(2), "{}", said(&output));
        assert!(said(&output).contains(words), "{}", said(&output));
    }
    world.end().await;
}

#[test]
fn usage_is_taught_and_wrong_usage_is_2() {
    let help = Program::run(&["serve", "--help"], &[], "");
    let text = String::from_utf8(help.stdout).unwrap();
    assert_eq!(help.status.code(), Some(0));
    for variable in server::config::VARIABLES {
        assert!(text.contains(variable.name), "{}", variable.name);
    }
    assert!(text.contains("--help") && !text.contains("--demo"), "{text}");
    for wrong in [
        &["serv"][..],
        &[],
        &["people"],
        &["people", "import"],
        &["serve", "--port", "1"],
    ] {
        assert_eq!(Program::run(wrong, &[], "").status.code(), Some(2), "{wrong:?}");
    }
    let completions = Program::run(&["completions", "bash"], &[], "");
    assert_eq!(completions.status.code(), Some(0));
    assert!(
        String::from_utf8(completions.stdout)
            .unwrap()
            .contains("complete -F _locum")
    );
}

#[test]
fn a_database_that_is_not_there_is_1() {
    let set = [("DATABASE_URL", "postgresql://locum@%2Fnowhere/locum")];
    let output = Program::run(&["migrate"], &set, "");
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert!(
        said(&output).contains("the database cannot be reached"),
        "{}",
        said(&output)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_that_has_enough_is_no_failure() {
    let world = World::new().await;
    let clock = world.clock.path().to_str().unwrap().to_owned();
    let set = [
        ("DATABASE_URL", world.database.url.clone()),
        ("LOCUM_ENV", "test".to_owned()),
        ("LOCUM_CLOCK_FILE", clock),
    ];
    for arguments in [
        &["people", "export"][..],
        &["token", "create", "piped", "--scope", "tasks:read"],
        &["token", "list"],
        &["job", "run", "send-pending-ldap-requests"],
        &["completions", "bash"],
    ] {
        let set = set.clone();
        let running = tokio::task::spawn_blocking(move || {
            let environment: Vec<(&str, &str)> =
                set.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let mut command = Program::command(arguments, &environment);
            command.stdout(Stdio::piped()).stderr(Stdio::piped());
            let mut child = command.spawn().unwrap();
            // As `| head -0` leaves it.
            drop(child.stdout.take());
            child.wait_with_output().unwrap()
        });
        let output = running.await.unwrap();
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", said(&output));
        assert!(
            !said(&output).contains("error"),
            "{arguments:?}: {}",
            said(&output)
        );
    }
    world.end().await;
}
