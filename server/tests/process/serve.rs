//! `locum serve`: starting, being refused, ending.

use std::net::{TcpListener, TcpStream};

use private_postgres::Cluster;

use crate::support::{PASSWORD, Program, Scratch, TestClock, World, exchange, exchange_form};

#[tokio::test(flavor = "multi_thread")]
async fn requests_in_flight_are_answered_before_the_end() {
    for signal in ["TERM", "INT"] {
        let world = World::new().await;
        let mut ben = world.browser();
        ben.post("/login", &[("username", "ben"), ("password", PASSWORD)])
            .await;
        let mut program = Program::serve(&[("DATABASE_URL", &world.database.url)]);
        let locks = world.connection().await;
        locks
            .batch_execute("BEGIN; LOCK TABLE sessions IN ACCESS EXCLUSIVE MODE")
            .await
            .unwrap();
        let (stream, id) = (program.connect(), ben.session().unwrap().to_owned());
        let request = std::thread::spawn(move || exchange(stream, "/profile", &format!("locum={id}")));
        let waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
        while world.count(waiting).await == 0 {
            tokio::task::yield_now().await;
        }
        program.signal(signal);
        program.wait_for("waiting for requests in flight");
        assert!(program.is_running());
        locks.batch_execute("COMMIT").await.unwrap();
        let answer = request.join().unwrap();
        assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
        let (status, rest) = program.wait();
        assert_eq!(status.code(), Some(0), "{signal}: {rest}");
        world.end().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn s_a_session_is_the_same_on_two_servers_over_one_database_and_ends_on_both() {
    let world = World::new().await;
    let clock = world.clock.path();
    let set = [
        ("DATABASE_URL", world.database.url.as_str()),
        ("LOCUM_ENV", "test"),
        ("LOCUM_CLOCK_FILE", clock.to_str().unwrap()),
    ];
    let (one, two) = (Program::serve(&set), Program::serve(&set));
    let form = format!("username=ben&password={}", PASSWORD.replace(' ', "+"));
    let answer = exchange_form(one.connect(), "/login", "", &form);
    assert!(answer.starts_with("HTTP/1.1 303"), "{answer}");
    let cookie = answer
        .lines()
        .find_map(|line| line.strip_prefix("set-cookie: "))
        .and_then(|cookie| cookie.split(';').next())
        .unwrap();
    for program in [&one, &two] {
        let page = exchange(program.connect(), "/profile", cookie);
        assert!(
            page.starts_with("HTTP/1.1 200") && page.contains("Ben Ode"),
            "{page}"
        );
    }
    // A right given and taken acts on both at the next request (G9).
    for (role, status) in [("line_manager", "200"), ("", "403")] {
        let line = format!(
            "ben,Ben Ode,ben@example.org,mara,Finance,Clerk,London,2018-01-01,,Europe/London,employee {role}"
        );
        world.import(&line).await;
        for program in [&one, &two] {
            let page = exchange(program.connect(), "/team/absences", cookie);
            assert!(page.starts_with(&format!("HTTP/1.1 {status}")), "{role}: {page}");
        }
    }
    let left = exchange_form(two.connect(), "/logout", cookie, "");
    assert!(left.starts_with("HTTP/1.1 303"), "{left}");
    for program in [&one, &two] {
        let page = exchange(program.connect(), "/profile", cookie);
        assert!(page.starts_with("HTTP/1.1 303"), "{page}");
    }
    drop((one, two));
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_taken_port_is_named() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    let output = Program::run(&["serve"], &[("LOCUM_LISTEN", &address.to_string())], "");
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(
        said.starts_with(&format!("error: port {} is taken", address.port())),
        "{said}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn metrics_have_a_listener_of_their_own() {
    let world = World::new().await;
    let database = ("DATABASE_URL", world.database.url.as_str());
    let metrics = ("LOCUM_METRICS_LISTEN", "127.0.0.1:0");
    let program = Program::serve(&[database, metrics]);
    let address = program.said.split("Metrics are at http://").nth(1);
    let address = address
        .and_then(|rest| rest.split_once("/metrics"))
        .unwrap()
        .0
        .to_owned();
    let page = exchange(TcpStream::connect(&address).unwrap(), "/metrics", "");
    assert!(
        page.starts_with("HTTP/1.1 200") && page.contains("locum_database_pool"),
        "{page}"
    );
    let page = exchange(program.connect(), "/metrics", "");
    assert!(page.starts_with("HTTP/1.1 404"), "{page}");

    // The address of another is refused where somebody set it, and nobody has to set the usual one.
    let set = [
        database,
        ("LOCUM_LISTEN", "127.0.0.1:0"),
        ("LOCUM_METRICS_LISTEN", &address),
    ];
    let output = Program::run(&["serve"], &set, "");
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    let port = address.split_once(':').unwrap().1;
    assert!(
        said.starts_with(&format!("error: port {port} is taken"))
            && said.contains("set LOCUM_METRICS_LISTEN"),
        "{said}"
    );
    program.signal("TERM");
    assert!(program.wait().0.success());
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_server_starts_where_the_usual_address_of_metrics_is_taken() {
    let world = World::new().await;
    // Whether this test listens there or somebody else does, it is taken.
    let _taken = TcpListener::bind("127.0.0.1:9464");
    let mut command = Program::command(&["serve"], &[("DATABASE_URL", &world.database.url)]);
    command.env_remove("LOCUM_METRICS_LISTEN");
    let program = Program::start(command);
    assert!(
        program.said.contains("metrics are served nowhere") && program.said.contains("9464"),
        "{}",
        program.said
    );
    let page = exchange(program.connect(), "/readyz", "");
    assert!(page.starts_with("HTTP/1.1 200"), "{page}");
    program.signal("TERM");
    assert!(program.wait().0.success());
    world.end().await;
}

#[test]
fn g2_a_clock_file_outside_tests_is_refused() {
    let clock = TestClock::new("2028-01-11T09:00:00Z");
    let path = clock.path();
    let path = path.to_str().unwrap();
    for environment in [
        &[][..],
        &[("LOCUM_ENV", "production")],
        &[("LOCUM_ENV", "development")],
    ] {
        let set = [environment, &[("LOCUM_CLOCK_FILE", path)]].concat();
        let output = Program::run(&["serve"], &set, "");
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(
            said.contains("LOCUM_CLOCK_FILE") && said.contains("only with LOCUM_ENV=test"),
            "{said}"
        );
    }
}

#[test]
fn a_setting_that_cannot_be_used_is_named() {
    let cases = [
        ("LOCUM_LISTEN", "nowhere"),
        ("LOCUM_ENV", "staging"),
        ("LOCUM_PUBLIC_URL", "locum"),
        ("LOCUM_LOG", "server=loudly"),
        ("DATABASE_URL", "mysql://secret@db"),
    ];
    for (name, value) in cases {
        let output = Program::run(&["serve"], &[("LOCUM_LISTEN", "127.0.0.1:0"), (name, value)], "");
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.starts_with(&format!("error: {name} ")), "{said}");
        assert!(!said.contains("secret"), "an address may hold a password: {said}");
    }
}

#[test]
fn a_data_directory_that_cannot_be_used_is_named() {
    let folder = Scratch::new();
    let file = folder.path().join("data");
    std::fs::write(&file, "a file").unwrap();
    let set = [
        ("LOCUM_DATA_DIR", file.to_str().unwrap()),
        ("LOCUM_LISTEN", "127.0.0.1:0"),
    ];
    let output = Program::run(&["serve"], &set, "");
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(
        said.starts_with("error: cannot use the data directory") && said.contains("LOCUM_DATA_DIR"),
        "{said}"
    );
}

#[test]
fn a_killed_server_loses_nothing_and_leaves_no_process_after_the_next_one() {
    let folder = Scratch::new();
    let set = [("LOCUM_DATA_DIR", folder.path().to_str().unwrap())];
    let first = Program::serve(&set);
    assert!(exchange(first.connect(), "/readyz", "").starts_with("HTTP/1.1 200"));
    let people = "username,display_name,email,manager,department,job,location,hired_on,terminated_on,time_zone,roles\n\
                  ben,Ben Ode,,,,,,,,,employee\n";
    let file = folder.path().join("people.csv");
    std::fs::write(&file, people).unwrap();
    let import = Program::run(&["people", "import", file.to_str().unwrap()], &set, "");
    assert_eq!(
        import.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&import.stderr)
    );
    first.signal("KILL");
    let (status, _) = first.wait();
    assert_eq!(status.code(), None);

    let second = Program::serve(&set);
    assert!(exchange(second.connect(), "/readyz", "").starts_with("HTTP/1.1 200"));
    let export = Program::run(&["people", "export"], &set, "");
    assert_eq!(
        String::from_utf8(export.stdout).unwrap(),
        people,
        "committed is committed"
    );
    second.signal("TERM");
    let (status, rest) = second.wait();
    assert_eq!(status.code(), Some(0), "{rest}");
    assert!(
        !folder.path().join("postgres/cluster/postmaster.pid").exists(),
        "its Postgres has ended too"
    );
    // Whoever opens it next finds it in order.
    Cluster::open(folder.path(), private_postgres::Durability::Durable)
        .unwrap()
        .close()
        .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn o3_a_program_that_is_older_than_the_schema_allows_does_not_start() {
    let world = World::empty().await;
    let newer = "INSERT INTO __diesel_schema_migrations (version) VALUES ('20990101000000')";
    world.execute(newer, &[]).await;
    let set = [
        ("DATABASE_URL", world.database.url.as_str()),
        ("LOCUM_LISTEN", "127.0.0.1:0"),
    ];
    let allowed = Program::run(&["migrate"], &set, "");
    assert_eq!(allowed.status.code(), Some(0), "{allowed:?}");

    let ask_for_more = "UPDATE schema_compatibility SET minimum_version = '99.1.0'";
    world.execute(ask_for_more, &[]).await;
    for command in ["serve", "migrate"] {
        let output = Program::run(&[command], &set, "");
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{command}: {said}");
        let own = env!("CARGO_PKG_VERSION");
        assert!(
            said.contains(&format!(
                "this is Locum {own}, and the database needs Locum 99.1.0 or later"
            )),
            "{command}: {said}"
        );
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn s_production_warns_at_start_where_nobody_has_said_how_people_reach_it() {
    let world = World::new().await;
    let log = ("LOCUM_LOG", "warn");
    let database = ("DATABASE_URL", world.database.url.as_str());
    for set in [
        &[][..],
        &[("LOCUM_ENV", "production")],
        &[("LOCUM_PUBLIC_URL", "")],
    ] {
        let program = Program::serve(&[&[database, log], set].concat());
        assert!(
            program.said.contains("WARN")
                && program.said.contains("LOCUM_PUBLIC_URL is not set")
                && program
                    .said
                    .contains("set it to the https:// address in people's browsers"),
            "{set:?}: {}",
            program.said
        );
    }
    for set in [
        &[("LOCUM_PUBLIC_URL", "http://127.0.0.1:3000")][..],
        &[("LOCUM_ENV", "development")],
    ] {
        assert_eq!(
            Program::serve(&[&[database, log], set].concat()).said,
            "",
            "{set:?}"
        );
    }
    world.end().await;
}

#[test]
fn s_production_refuses_an_address_that_is_not_https() {
    let refused = [
        &[("LOCUM_PUBLIC_URL", "http://locum.example.org")][..],
        &[("LOCUM_PUBLIC_URL", "http://127.0.0.1.example.org")],
        &[
            ("LOCUM_ENV", "production"),
            ("LOCUM_PUBLIC_URL", "http://10.0.0.1:3000"),
        ],
        &[("LOCUM_LISTEN", "0.0.0.0:0")],
        &[("LOCUM_LISTEN", "[::]:0")],
        // The network reaches it all the same.
        &[
            ("LOCUM_PUBLIC_URL", "http://localhost:3000"),
            ("LOCUM_LISTEN", "0.0.0.0:0"),
        ],
    ];
    for set in refused {
        let output = Program::run(&["serve"], set, "");
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{set:?}: {said}");
        assert!(said.starts_with("error: LOCUM_PUBLIC_URL "), "{said}");
        assert!(
            said.contains("LOCUM_ENV=production") && said.contains("https://"),
            "{said}"
        );
    }
    // What it lets pass fails later, as there is no such database.
    let passed = [
        &[
            ("LOCUM_PUBLIC_URL", "https://locum.example.org"),
            ("LOCUM_LISTEN", "0.0.0.0:0"),
        ][..],
        &[("LOCUM_PUBLIC_URL", "http://localhost:3000")],
        &[("LOCUM_PUBLIC_URL", "http://[::1]:3000")],
        &[
            ("LOCUM_ENV", "development"),
            ("LOCUM_PUBLIC_URL", "http://locum.example.org"),
        ],
        &[("LOCUM_LISTEN", "localhost:0")],
    ];
    for set in passed {
        let database = [
            ("DATABASE_URL", "mysql://nowhere"),
            ("LOCUM_LISTEN", "127.0.0.1:0"),
        ];
        let output = Program::run(&["serve"], &[&database, set].concat(), "");
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.starts_with("error: DATABASE_URL "), "{set:?}: {said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn s_half_sent_requests_are_closed_and_hold_nobody_up() {
    use std::io::{Read, Write};
    use std::time::{Duration, Instant};

    let world = World::new().await;
    let program = Program::serve(&[("DATABASE_URL", &world.database.url)]);
    let begun = Instant::now();
    let half: Vec<_> = (0..60)
        .map(|number| {
            let mut stream = program.connect();
            stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
            // Nothing, the first byte, half of the headers, half of a body.
            let begin: &str = match number % 4 {
                0 => "",
                1 => "G",
                2 => "GET /login HTTP/1.1\r\nHost: locum.test\r\nX-Slow: ",
                _ => {
                    "POST /login HTTP/1.1\r\nHost: locum.test\r\nSec-Fetch-Site: same-origin\r\n\
                      Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\nusername="
                }
            };
            stream.write_all(begin.as_bytes()).unwrap();
            stream
        })
        .collect();
    let page = exchange(program.connect(), "/login", "");
    assert!(page.starts_with("HTTP/1.1 200"), "served meanwhile: {page}");
    for mut stream in half {
        let mut rest = Vec::new();
        // The end of the connection, by whatever word.
        let _ = stream.read_to_end(&mut rest);
        assert!(
            !rest.starts_with(b"HTTP/1.1 2"),
            "{}",
            String::from_utf8_lossy(&rest)
        );
    }
    let took = begun.elapsed();
    assert!((9..25).contains(&took.as_secs()), "{took:?}");
    program.signal("TERM");
    assert_eq!(program.wait().0.code(), Some(0));
    world.end().await;
}
