//! `locum directory reconcile`: what it shows, what it mends, and what it leaves alone.

use std::process::Output;

use super::{PEOPLE, directory, done, is, is_not, set};
use crate::support::{LOCUM, Program, SUFFIX, Shape, Slapd, World};

/// Everybody of the organisation.
/// Whoever is active is an employee; Zoe left.
const EMPLOYEES: [&str; 11] = [
    "ada", "abel", "ines", "hugo", "mara", "milo", "mina", "ben", "bea", "max", "tess",
];

/// Runs the command; returns exit code, the lines of standard output in order, and standard error.
async fn reconcile(world: &World, slapd: &Slapd, arguments: &[&str]) -> (Option<i32>, Vec<String>, String) {
    let output = locum(world, slapd.environment(), arguments).await;
    let mut lines: Vec<String> = text(&output.stdout).lines().map(str::to_owned).collect();
    lines.sort();
    (output.status.code(), lines, text(&output.stderr))
}

async fn locum(world: &World, settings: Vec<(&'static str, String)>, arguments: &[&str]) -> Output {
    let arguments: Vec<String> = ["directory", "reconcile"]
        .iter()
        .chain(arguments)
        .map(|&argument| argument.to_owned())
        .collect();
    let (url, clock) = (world.database.url.clone(), world.clock.path());
    let running = tokio::task::spawn_blocking(move || {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let mut set = vec![
            ("DATABASE_URL", url.as_str()),
            ("LOCUM_ENV", "test"),
            ("LOCUM_CLOCK_FILE", clock.to_str().unwrap()),
        ];
        set.extend(settings.iter().map(|(name, value)| (*name, value.as_str())));
        Program::run(&arguments, &set, "")
    });
    running.await.unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// Mara lends her role to these people from today on.
async fn lend(world: &World, proxies: &[&str]) {
    let mut mara = world.sign_in("mara").await;
    for proxy in proxies {
        let fields = [
            ("role", "line_manager"),
            ("proxy", proxy),
            ("starts_on", "2028-01-11"),
            ("ends_on", ""),
            ("action", "save"),
        ];
        let page = mara.post("/me/roles-and-delegations/new", &fields).await;
        assert_eq!(page.status, 303, "{}", page.text());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn j7_what_was_granted_before_there_was_a_directory_is_shown_and_then_written() {
    let world = World::new().await;
    let slapd = Slapd::new(&PEOPLE);
    lend(&world, &["ben"]).await;
    let (code, lines, said) = reconcile(&world, &slapd, &[]).await;
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(lines.len(), 11 + 4 + 1 + 1 + 2, "{lines:#?}");
    for line in [
        "+ employee ben",
        "+ line_manager mara",
        "+ line_manager ben",
        "+ super_administrator abel",
    ] {
        assert!(lines.contains(&line.to_owned()), "{line}");
    }
    assert!(
        !lines.iter().any(|line| line.contains("zoe")),
        "R11: who has left holds nothing"
    );
    assert!(said.contains("0 memberships are right, 19 are not."), "{said}");
    assert!(slapd.groups().is_empty(), "it only shows");

    let (code, mended, said) = reconcile(&world, &slapd, &["--fix"]).await;
    assert_eq!((code, &mended), (Some(0), &lines), "{said}");
    assert!(said.contains("19 added, 0 removed."), "{said}");
    assert_eq!(slapd.members("employee"), set(&EMPLOYEES));
    assert_eq!(
        slapd.members("line_manager"),
        set(&["mara", "milo", "mina", "ben"])
    );
    assert_eq!(slapd.members("hr_specialist"), set(&["hugo"]));
    let audited = "SELECT count(*) FROM audit_log WHERE action = 'directory.reconciled' \
                   AND through = 'command: directory reconcile' AND concerns_id IS NOT NULL";
    assert_eq!(world.count(audited).await, 19, "G8: one entry each");

    let (code, lines, said) = reconcile(&world, &slapd, &["--fix"]).await;
    assert_eq!((code, lines.len()), (Some(0), 0), "{said}");
    assert!(
        said.contains("19 memberships were right; 0 added, 0 removed."),
        "{said}"
    );
    assert_eq!(world.count(audited).await, 19);
    // Each that mends is an operation; one that only shows leaves no row.
    let page = world.seen_by("ada", "/operations").await;
    assert!(
        page.says(
            "19 of 19 differences in the directory are mended Finished the command directory reconcile"
        ) && page.says("The directory is as Locum says Finished"),
        "{}",
        page.text()
    );
    assert_eq!(world.count("SELECT count(*) FROM operations").await, 2);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r13_whoever_should_not_be_there_goes_and_whoever_has_it_from_anywhere_stays() {
    let world = World::new().await;
    let slapd = Slapd::new(&PEOPLE);
    lend(&world, &["ben", "milo"]).await;
    reconcile(&world, &slapd, &["--fix"]).await;
    let odd = [
        is("zoe", "employee"),
        is("bea", "super_administrator"),
        is_not("tess", "employee"),
        is_not("milo", "line_manager"),
    ];
    assert_eq!(directory(&slapd).send(&odd).await, done(4));
    let stranger = format!("cn=somebody,{SUFFIX}");
    slapd.modify(&format!(
        "dn: cn=employee,ou=roles,{SUFFIX}\nchangetype: modify\nadd: member\nmember: {stranger}\n\
         member: uid=unknown,ou=people,{SUFFIX}\n\n\
         dn: cn=printers,ou=roles,{SUFFIX}\nchangetype: add\nobjectClass: groupOfNames\ncn: printers\n\
         member: uid=ben,ou=people,{SUFFIX}\n\n"
    ));
    let expected = [
        "+ employee tess",
        "+ line_manager milo",
        "- employee unknown",
        "- employee zoe",
        "- super_administrator bea",
    ];
    let (code, lines, said) = reconcile(&world, &slapd, &[]).await;
    assert_eq!(
        (code, lines),
        (Some(0), expected.map(str::to_owned).to_vec()),
        "{said}"
    );
    for note in [
        format!("the group of employee has a member that is no person: {stranger}"),
        format!("there is no role for the group cn=printers,ou=roles,{SUFFIX}"),
    ] {
        assert!(said.contains(&note), "{said}");
    }
    let (code, _, said) = reconcile(&world, &slapd, &["--fix"]).await;
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(slapd.members("employee"), set(&EMPLOYEES));
    assert!(slapd.member_values("employee").unwrap().contains(&stranger));
    assert_eq!(slapd.members("printers"), set(&["ben"]));
    assert_eq!(slapd.members("super_administrator"), set(&["ada", "abel"]));
    assert_eq!(
        slapd.members("line_manager"),
        set(&["mara", "milo", "mina", "ben"])
    );

    // What was lent is given no longer: Milo keeps the role, which is his own, and Ben does not.
    world
        .execute(
            "UPDATE role_delegations SET ended_at = '2028-01-11T09:00:00Z'",
            &[],
        )
        .await;
    let (_, lines, _) = reconcile(&world, &slapd, &["--fix"]).await;
    assert_eq!(lines, ["- line_manager ben"]);
    assert_eq!(slapd.members("line_manager"), set(&["mara", "milo", "mina"]));
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn j7_people_without_an_entry_are_named_and_the_rest_is_mended() {
    let world = World::new().await;
    let slapd = Slapd::new(&EMPLOYEES[..10]);
    let (code, lines, said) = reconcile(&world, &slapd, &["--fix"]).await;
    assert_eq!(code, Some(1), "{said}");
    assert!(lines.contains(&"! employee tess".to_owned()), "{lines:?}");
    assert!(said.contains("1 difference is left"), "{said}");
    assert_eq!(slapd.members("employee"), set(&EMPLOYEES[..10]));
    slapd.add_people(&["tess"]);
    let (code, lines, said) = reconcile(&world, &slapd, &["--fix"]).await;
    assert_eq!(
        (code, lines),
        (Some(0), vec!["+ employee tess".to_owned()]),
        "{said}"
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn j7_what_the_directory_does_not_take_is_told_with_its_reason() {
    let world = World::new().await;
    let rights = format!(
        "access to attrs=userPassword by anonymous auth by * none\n\
         access to dn.exact=\"cn=line_manager,ou=roles,{SUFFIX}\" by * read\n\
         access to * by dn.exact=\"{LOCUM}\" write by * read"
    );
    let shape = Shape {
        rights: Some(rights),
        ..Shape::default()
    };
    let slapd = Slapd::with(&PEOPLE, shape);
    let (code, _, said) = reconcile(&world, &slapd, &["--fix"]).await;
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("not mended: + line_manager mara: "), "{said}");
    assert!(said.contains("insufficient access"), "{said}");
    assert_eq!(slapd.members("employee"), set(&EMPLOYEES));
    let audited =
        "SELECT count(*) FROM audit_log WHERE action = 'directory.reconciled' AND object_id = 'line_manager'";
    assert_eq!(
        world.count(audited).await,
        0,
        "what was not done is not in the log"
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn j7_more_groups_and_members_than_one_answer_holds() {
    let world = World::empty().await;
    let sql = "INSERT INTO people (username, display_name, search_text, created_at, updated_at) \
               SELECT 'p' || n, 'P ' || n, 'p' || n, '2028-01-01', '2028-01-01' FROM generate_series(0, 2499) n; \
               INSERT INTO grants (person_id, role_id, source, granted_at) SELECT p.id, r.id, 'by_hand', '2028-01-01' \
               FROM people p, roles r WHERE r.code = 'employee'";
    world.database.batch(sql).await;
    let names: Vec<String> = (0..2_500).map(|n| format!("p{n}")).collect();
    let usernames: Vec<&str> = names.iter().map(String::as_str).collect();
    let groups: String = (0..1_300)
        .map(|n| {
            format!(
                "dn: cn=other_{n},ou=roles,{SUFFIX}\nobjectClass: groupOfNames\ncn: other_{n}\n\
                 member: uid=p1,ou=people,{SUFFIX}\n\n"
            )
        })
        .collect();
    let shape = |prtotal: &str| Shape {
        global: "sizelimit 600".to_owned(),
        database: format!(
            "limits dn.exact=\"{LOCUM}\" size.soft=600 size.hard=600 size.pr=500 size.prtotal={prtotal}"
        ),
        entries: groups.clone(),
        ..Shape::default()
    };
    let slapd = Slapd::with(&usernames, shape("unlimited"));
    let (code, lines, said) = reconcile(&world, &slapd, &["--fix"]).await;
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(lines.len(), 2_500);
    assert_eq!(said.matches("there is no role for the group").count(), 1_300);
    assert_eq!(slapd.members("employee"), set(&usernames));
    let (code, lines, _) = reconcile(&world, &slapd, &[]).await;
    assert_eq!((code, lines.len()), (Some(0), 0));

    // A directory that tells no more than its limit says so, and nothing is taken for missing.
    let mut slapd = slapd;
    slapd.stop();
    slapd.configure(&shape("hard"));
    slapd.start_again();
    let (code, lines, said) = reconcile(&world, &slapd, &["--fix"]).await;
    assert_eq!((code, lines.len()), (Some(1), 0), "{said}");
    assert!(said.contains("raise its size limit"), "{said}");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn j7_no_directory_and_one_that_is_down() {
    let world = World::new().await;
    let output = locum(&world, vec![], &[]).await;
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("LOCUM_LDAP_URL is not set"));
    let mut slapd = Slapd::new(&PEOPLE);
    slapd.stop();
    let (code, lines, said) = reconcile(&world, &slapd, &["--fix"]).await;
    assert_eq!((code, lines.len()), (Some(1), 0));
    assert!(said.contains("the connection was refused"), "{said}");
    for missing in [
        "LOCUM_LDAP_BIND_DN",
        "LOCUM_LDAP_BIND_PASSWORD",
        "LOCUM_LDAP_ROLES_BASE",
    ] {
        let mut settings = slapd.environment();
        settings.retain(|(name, _)| *name != missing);
        let output = locum(&world, settings, &[]).await;
        assert_eq!(output.status.code(), Some(2));
        let said = text(&output.stderr);
        assert!(
            said.contains(missing) && !said.contains("only-for-testing"),
            "{said}"
        );
    }
    world.end().await;
}
