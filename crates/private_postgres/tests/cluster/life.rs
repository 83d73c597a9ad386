//! First start, restart, and what a server looks like in between.

use private_postgres::{Closed, Cluster, Durability};

use crate::scratch::{Scratch, group_of, open, process_of, runs, sql};

#[test]
fn the_first_start_makes_a_database_that_takes_every_language() {
    let scratch = Scratch::new();
    let cluster = open(scratch.path());
    assert_eq!(
        sql(&cluster, "select current_user || ' ' || current_database()"),
        "locum locum"
    );
    assert_eq!(sql(&cluster, "show server_encoding"), "UTF8");
    assert_eq!(sql(&cluster, "select lower('ÄÉ')"), "äé");
    assert_eq!(sql(&cluster, "show listen_addresses"), "");
}

#[test]
fn what_was_committed_is_there_after_a_restart() {
    let scratch = Scratch::new();
    let cluster = Cluster::open(scratch.path(), Durability::Durable).unwrap();
    assert_eq!(sql(&cluster, "show fsync"), "on");
    sql(&cluster, "create table kept as select 42 as answer");
    let process = process_of(&cluster);
    assert_eq!(cluster.close().unwrap(), Closed::Stopped);
    assert!(!runs(process));

    let cluster = Cluster::open(scratch.path(), Durability::Durable).unwrap();
    assert_eq!(sql(&cluster, "select answer from kept"), "42");
}

#[test]
fn a_throwaway_cluster_has_room_and_does_not_wait_for_the_disk() {
    let scratch = Scratch::new();
    let cluster = open(scratch.path());
    assert_eq!(sql(&cluster, "show fsync"), "off");
    assert_eq!(sql(&cluster, "show max_connections"), "300");
}

#[test]
fn a_terminals_ctrl_c_does_not_reach_the_server() {
    let scratch = Scratch::new();
    let cluster = open(scratch.path());
    assert_ne!(group_of(process_of(&cluster)), group_of(std::process::id()));
}

#[test]
fn dropping_a_cluster_stops_it() {
    let scratch = Scratch::new();
    let cluster = open(scratch.path());
    let process = process_of(&cluster);
    drop(cluster);
    assert!(!runs(process));
}

#[test]
fn a_server_that_was_killed_leaves_nothing_in_the_way() {
    let scratch = Scratch::new();
    let cluster = Cluster::open(scratch.path(), Durability::Durable).unwrap();
    sql(&cluster, "create table kept as select 42 as answer");
    kill(process_of(&cluster));
    drop(cluster);

    let cluster = Cluster::open(scratch.path(), Durability::Durable).unwrap();
    assert_eq!(sql(&cluster, "select answer from kept"), "42");
}

#[test]
fn an_interrupted_first_start_is_begun_again() {
    let scratch = Scratch::new();
    let unfinished = scratch.path().join("postgres/cluster.new/base");
    std::fs::create_dir_all(&unfinished).unwrap();
    let cluster = open(scratch.path());
    assert_eq!(sql(&cluster, "select 1"), "1");
}

/// By the shell's own `kill`: small systems have no program of that name.
fn kill(process: u32) {
    let script = "kill -s KILL \"$1\"";
    let status = std::process::Command::new("sh")
        .args(["-c", script, "sh", &process.to_string()])
        .status();
    assert!(status.unwrap().success());
}
