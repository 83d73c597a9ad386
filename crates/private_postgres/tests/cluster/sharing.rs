//! Several processes on one data directory.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use private_postgres::Closed;

use crate::scratch::{Scratch, open, process_of, runs, sql};

#[test]
fn the_last_one_out_stops_the_server() {
    let scratch = Scratch::new();
    let first = open(scratch.path());
    let second = open(scratch.path());
    let process = process_of(&first);
    assert_eq!(process_of(&second), process);
    assert_eq!(first.close().unwrap(), Closed::StillUsed);
    assert_eq!(sql(&second, "select 1"), "1");
    assert_eq!(second.close().unwrap(), Closed::Stopped);
    assert!(!runs(process));
}

#[test]
fn many_may_open_at_once() {
    let scratch = Scratch::new();
    let processes: Vec<u32> = std::thread::scope(|scope| {
        let openings: Vec<_> = (0..4).map(|_| scope.spawn(|| open(scratch.path()))).collect();
        let clusters: Vec<_> = openings
            .into_iter()
            .map(|opening| opening.join().unwrap())
            .collect();
        clusters.iter().map(process_of).collect()
    });
    assert!(
        processes.iter().all(|&process| process == processes[0]),
        "{processes:?}"
    );
    assert!(!runs(processes[0]));
}

#[test]
fn another_process_keeps_the_server_and_a_killed_one_does_not() {
    let scratch = Scratch::new();
    let mut other = open_in_another_process(scratch.path());
    let cluster = open(scratch.path());
    let process = process_of(&cluster);
    assert_eq!(cluster.close().unwrap(), Closed::StillUsed);
    assert!(runs(process));

    other.kill().unwrap();
    other.wait().unwrap();
    assert!(runs(process), "the server outlives a killed user");

    let adopted = open(scratch.path());
    assert_eq!(process_of(&adopted), process);
    assert_eq!(adopted.close().unwrap(), Closed::Stopped);
    assert!(!runs(process));
}

/// This test program again, in its role as another process.
fn open_in_another_process(folder: &Path) -> Child {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args([
            "--ignored",
            "--exact",
            "sharing::role_of_another_process",
            "--nocapture",
        ])
        .env("PRIVATE_POSTGRES_TEST_FOLDER", folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert!(lines.map_while(Result::ok).any(|line| line.ends_with("opened")));
    child
}

#[test]
#[ignore = "started by another_process_keeps_the_server_and_a_killed_one_does_not"]
fn role_of_another_process() {
    let folder = std::env::var_os("PRIVATE_POSTGRES_TEST_FOLDER").unwrap();
    let _cluster = open(Path::new(&folder));
    println!("opened");
    // Until the starter kills this process, or is gone itself.
    let _ = std::io::stdin().lines().count();
}
