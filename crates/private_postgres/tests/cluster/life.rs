//! First start, restart, and what a server looks like in between.

use private_postgres::{Closed, Cluster, Durability};

use crate::scratch::{Scratch, group_of, open, process_of, run, runs, sql};

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
fn o7_programs_connect_as_a_role_that_owns_nothing_and_is_a_member_of_none() {
    let scratch = Scratch::new();
    let cluster = open(scratch.path());
    check_server_role(&cluster);
    drop(cluster);
    // As an earlier version left it, which knew of no such role: once with it gone, once interrupted before its note was written.
    for leave in ["drop role locum_server", "select"] {
        let cluster = open(scratch.path());
        sql(&cluster, leave);
        std::fs::remove_file(cluster.folder().join("server-role-created")).unwrap();
        drop(cluster);
        check_server_role(&open(scratch.path()));
    }
}

fn check_server_role(cluster: &Cluster) {
    let as_server = |statement: &str| run(cluster, &cluster.server_url("locum"), statement);
    assert_eq!(as_server("select session_user").as_deref(), Ok("locum_server"));
    let attributes = "select rolcanlogin, rolsuper or rolcreatedb or rolcreaterole or rolreplication or rolbypassrls, \
        exists (select from pg_auth_members where member = oid), \
        exists (select from pg_shdepend where refobjid = oid and deptype = 'o') from pg_roles where rolname = 'locum_server'";
    assert_eq!(sql(cluster, attributes), "t|f|f|f");
    for statement in [
        "set role locum",
        "set session authorization locum",
        "create table t (a int)",
        "create role r",
    ] {
        let refused = as_server(statement).unwrap_err();
        assert!(refused.contains("permission denied"), "{statement}: {refused}");
    }
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
