//! A directory that is down, slow, restarted, or not one at all.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::{Duration, Instant};

use ldap_directory::{Directory, LdapConfig, Sent};

use super::{directory, done, impatient, is, is_not, set, unreachable};
use crate::support::{Shape, Slapd};

#[tokio::test(flavor = "multi_thread")]
async fn j5_a_directory_that_is_down_and_comes_back() {
    let mut slapd = Slapd::new(&["ben", "bea"]);
    let directory = directory(&slapd);
    assert_eq!(directory.send(&[is("ben", "viewer")]).await, done(1));
    slapd.stop();
    let sent = directory
        .send(&[is("bea", "viewer"), is_not("ben", "viewer")])
        .await;
    for sent in &sent {
        assert!(unreachable(sent).contains("refused"), "{sent:?}");
    }
    slapd.start_again();
    assert_eq!(slapd.members("viewer"), set(&["ben"]));
    let sent = directory
        .send(&[is("bea", "viewer"), is_not("ben", "viewer")])
        .await;
    assert_eq!(sent, done(2));
    assert_eq!(slapd.members("viewer"), set(&["bea"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn j5_a_restart_between_two_batches_costs_no_attempt() {
    let mut slapd = Slapd::new(&["ben", "bea"]);
    let directory = directory(&slapd);
    assert_eq!(directory.send(&[is("ben", "viewer")]).await, done(1));
    slapd.stop();
    slapd.start_again();
    assert_eq!(directory.send(&[is("bea", "viewer")]).await, done(1));
    // Nor does one that leaves no word behind.
    slapd.signal("KILL");
    slapd.stop();
    slapd.start_again();
    assert_eq!(directory.send(&[is_not("ben", "viewer")]).await, done(1));
    assert_eq!(slapd.members("viewer"), set(&["bea"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn j5_a_connection_that_lay_idle_too_long_costs_no_attempt() {
    let shape = Shape {
        global: "idletimeout 1".to_owned(),
        ..Shape::default()
    };
    let slapd = Slapd::with(&["ben", "bea"], shape);
    let directory = directory(&slapd);
    assert_eq!(directory.send(&[is("ben", "viewer")]).await, done(1));
    // A witness that lies idle as long shows when the directory has had enough.
    let mut witness = TcpStream::connect(("127.0.0.1", slapd.port())).unwrap();
    assert_eq!(witness.read(&mut [0; 1]).unwrap_or_default(), 0);
    assert_eq!(directory.send(&[is("bea", "viewer")]).await, done(1));
    assert_eq!(slapd.members("viewer"), set(&["ben", "bea"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn j5_a_directory_that_does_not_answer_is_waited_for_and_no_longer() {
    let slapd = Slapd::new(&["ben", "bea"]);
    let directory = Directory::new(&impatient(slapd.config())).unwrap();
    let fresh = Directory::new(&impatient(slapd.config())).unwrap();
    assert_eq!(directory.send(&[is("ben", "viewer")]).await, done(1));
    slapd.signal("STOP");
    // Both on the connection that is there and on a new one.
    for directory in [&directory, &fresh] {
        let begun = Instant::now();
        let sent = directory.send(&[is("bea", "viewer")]).await;
        assert!(
            unreachable(&sent[0]).contains("does not answer in time"),
            "{sent:?}"
        );
        assert!(begun.elapsed() < Duration::from_secs(9), "{:?}", begun.elapsed());
    }
    slapd.signal("CONT");
    let patient = super::directory(&slapd);
    assert_eq!(patient.send(&[is("bea", "viewer")]).await, done(1));
    assert_eq!(directory.send(&[is_not("ben", "viewer")]).await, done(1));
    assert_eq!(slapd.members("viewer"), set(&["bea"]));
}

/// Between Locum and the directory; lets through so many bytes of what Locum says and then closes the connection.
fn cut_after(bytes: usize, to: u16) -> u16 {
    let close = |client: &TcpStream, server: &TcpStream| {
        let _ = client.shutdown(std::net::Shutdown::Both);
        let _ = server.shutdown(std::net::Shutdown::Both);
    };
    between(bytes, to, close)
}

/// Between Locum and the directory; on each connection it lets through so many bytes of what Locum says, and then does this.
pub(super) fn between(bytes: usize, to: u16, then: fn(&TcpStream, &TcpStream)) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for client in listener.incoming() {
            let Ok(mut client) = client else { return };
            let Ok(mut server) = TcpStream::connect(("127.0.0.1", to)) else {
                return;
            };
            let (mut from, mut back) = (server.try_clone().unwrap(), client.try_clone().unwrap());
            std::thread::spawn(move || std::io::copy(&mut from, &mut back));
            std::thread::spawn(move || {
                let mut left = bytes;
                let mut buffer = [0; 4096];
                while left > 0 {
                    let most = left.min(buffer.len());
                    match client.read(&mut buffer[..most]) {
                        Ok(0) | Err(_) => break,
                        Ok(read) => {
                            left -= read;
                            if server.write_all(&buffer[..read]).is_err() {
                                break;
                            }
                        }
                    }
                }
                then(&client, &server);
            });
        }
    });
    port
}

#[tokio::test(flavor = "multi_thread")]
async fn j4_a_connection_that_breaks_anywhere_loses_and_doubles_nothing() {
    let names: Vec<String> = (0..40).map(|n| format!("person-{n}")).collect();
    let usernames: Vec<&str> = names.iter().map(String::as_str).collect();
    let slapd = Slapd::new(&usernames);
    let batch: Vec<_> = usernames
        .iter()
        .enumerate()
        .map(|(n, name)| is(name, &format!("role_{}", n % 10)))
        .collect();
    let mut broken = 0;
    for bytes in (1..6_000).step_by(397) {
        let through = LdapConfig {
            url: format!("ldap://127.0.0.1:{}", cut_after(bytes, slapd.port())),
            ..slapd.config()
        };
        let sent = Directory::new(&through).unwrap().send(&batch).await;
        let groups = slapd.groups();
        let mut is_broken = false;
        for (line, sent) in batch.iter().zip(&sent) {
            match sent {
                Sent::Done => assert!(
                    groups[&line.role]
                        .iter()
                        .any(|dn| dn.starts_with(&format!("uid={},", line.username))),
                    "what is said to be done is done: {line:?}"
                ),
                Sent::Unreachable(why) => {
                    is_broken = true;
                    assert!(why.contains("closed the connection"), "{why}");
                }
                other => panic!("{other:?}"),
            }
        }
        broken += usize::from(is_broken);
    }
    assert!(
        broken > 3,
        "the connection broke before the end of {broken} batches"
    );
    assert_eq!(directory(&slapd).send(&batch).await, done(40));
    let members: usize = slapd.groups().values().map(std::collections::BTreeSet::len).sum();
    assert_eq!(members, 40);
}

#[tokio::test(flavor = "multi_thread")]
async fn j5_something_that_is_no_directory() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for client in listener.incoming() {
            let Ok(mut client) = client else { return };
            let _ = client.write_all(b"220 mail.example.org ESMTP\r\n");
            let _ = client.read(&mut [0; 64]);
        }
    });
    let slapd = Slapd::new(&[]);
    let config = LdapConfig {
        url: format!("ldap://127.0.0.1:{port}"),
        ..impatient(slapd.config())
    };
    let sent = Directory::new(&config)
        .unwrap()
        .send(&[is("ben", "viewer")])
        .await;
    assert!(matches!(sent[0], Sent::Unreachable(_)), "{sent:?}");
}
