//! Data directories in awkward places.

use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;

use private_postgres::{Closed, Cluster, Durability};

use crate::scratch::{Scratch, open, sql};

#[test]
fn a_path_too_long_for_a_socket_gets_one_elsewhere() {
    let scratch = Scratch::new();
    let deep = scratch.path().join("a-folder-with-a-long-name/".repeat(5));
    let cluster = open(&deep);
    let socket = cluster.socket_folder().to_owned();
    assert!(!socket.starts_with(scratch.path()));
    let metadata = std::fs::metadata(&socket).unwrap();
    assert_eq!(metadata.permissions().mode() & 0o777, 0o700);

    let second = open(&deep);
    assert_eq!(second.socket_folder(), socket);
    assert_eq!(sql(&second, "select 1"), "1");
    drop(second);
    assert_eq!(cluster.close().unwrap(), Closed::Stopped);
    assert!(!socket.exists());
}

#[test]
fn unusual_letters_in_a_path_do_no_harm() {
    let scratch = Scratch::new();
    let cluster = open(&scratch.path().join("Ä, \"b\" 100%"));
    assert_eq!(sql(&cluster, "select 1"), "1");
}

#[test]
fn nobody_else_may_enter() {
    let scratch = Scratch::new();
    let cluster = open(scratch.path());
    for folder in [cluster.folder(), cluster.socket_folder()] {
        assert_eq!(
            std::fs::metadata(folder).unwrap().mode() & 0o777,
            0o700,
            "{}",
            folder.display()
        );
    }
}

/// Where one is root, PostgreSQL's own user must be able to reach the data; elsewhere it is oneself.
#[test]
fn a_folder_that_postgres_cannot_reach_is_passed_over() {
    let scratch = Scratch::new();
    let closed = scratch.path().join("closed");
    std::fs::create_dir(&closed).unwrap();
    std::fs::set_permissions(&closed, std::fs::Permissions::from_mode(0o700)).unwrap();
    let wanted = closed.join("data");
    let cluster = Cluster::open(&wanted, Durability::Throwaway).unwrap();
    let is_root = std::fs::metadata("/proc/self").unwrap().uid() == 0;
    if is_root {
        let notice = cluster.notice().unwrap().to_owned();
        assert!(notice.contains(closed.to_str().unwrap()), "{notice}");
        let named = private_postgres::effective_data_directory(&wanted).unwrap();
        let elsewhere = cluster.folder().parent().unwrap().to_owned();
        assert_eq!(elsewhere.parent(), Some(Path::new("/var/lib/locum")));
        assert_eq!(named, elsewhere);
        drop(cluster);
        std::fs::remove_dir_all(elsewhere).unwrap();
    } else {
        assert_eq!(cluster.notice(), None);
        assert!(cluster.folder().starts_with(&closed));
    }
}
