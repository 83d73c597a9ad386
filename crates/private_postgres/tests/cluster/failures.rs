//! Errors that say what to do.

use std::io::Write;

use private_postgres::{Cluster, Durability, Error};

use crate::scratch::{Scratch, open, process_of, runs};

#[test]
fn a_data_directory_that_cannot_be_made_is_named() {
    let scratch = Scratch::new();
    let file = scratch.path().join("file");
    std::fs::write(&file, b"").unwrap();
    let error = Cluster::open(&file.join("data"), Durability::Throwaway).unwrap_err();
    assert!(matches!(error, Error::DataDirectory { .. }), "{error:?}");
    let message = error.to_string();
    assert!(
        message.contains(file.to_str().unwrap()) && message.contains("LOCUM_DATA_DIR"),
        "{message}"
    );
}

#[test]
fn a_start_that_fails_shows_the_servers_last_words() {
    let scratch = Scratch::new();
    let cluster = open(scratch.path());
    let configuration = cluster.folder().join("cluster/postgresql.conf");
    drop(cluster);
    let mut file = std::fs::OpenOptions::new()
        .append(true)
        .open(configuration)
        .unwrap();
    writeln!(file, "no_such_setting = on").unwrap();

    let error = Cluster::open(scratch.path(), Durability::Throwaway).unwrap_err();
    assert!(matches!(error, Error::Start { .. }), "{error:?}");
    assert!(error.to_string().contains("no_such_setting"), "{error}");
}

#[test]
fn a_cluster_of_another_major_version_is_not_touched() {
    let scratch = Scratch::new();
    let cluster = open(scratch.path());
    let version = cluster.folder().join("cluster/PG_VERSION");
    let process = process_of(&cluster);
    drop(cluster);
    std::fs::write(&version, "9\n").unwrap();
    let error = Cluster::open(scratch.path(), Durability::Throwaway).unwrap_err();
    assert!(
        matches!(error, Error::MajorNotFound { major: 9, .. }),
        "{error:?}"
    );
    assert!(!runs(process));
}
